"""The MetaMotion's start: its own processors are set up for the chip that it has."""

from collections.abc import Iterator

import pytest

from monitor.acquisition.start import start_of
from monitor.model.errors import DecodeError
from monitor.profiles import find_profiles

PROFILE = find_profiles()["metamotion"]
IDS = {"buffer": "090200", "fuser": "090201", "counted": "090202"}

# What comes after the questions: accelerometer, gyroscope, buffer, fuser, counter.
BMI160 = ["0303280c", "13032800", "09021305ffa00f05"]
BMI270 = ["0303a803", "13032800", "09021304ffa00f05"]


def written(acc: str, gyro: str) -> Iterator[str]:
    """Yield, as hex, what is written to a sensor that answers so."""
    answers = {name: bytes.fromhex(text) for name, text in IDS.items()}
    answers |= {"acc": bytes.fromhex(acc), "gyro": bytes.fromhex(gyro)}
    kept: dict[str, bytes] = {}
    for step in start_of(PROFILE).steps:
        if not step.is_due(kept):
            continue
        yield step.content(kept).hex()
        if step.reply is not None:
            assert step.reply.fits(answers[step.reply.keep])
            kept[step.reply.keep] = answers[step.reply.keep]


@pytest.mark.parametrize(
    ("acc", "gyro", "chip"),
    [
        ("03800101", "13800001", BMI160),
        ("03800402", "13800100", BMI270),
        ("03800101", "13800100", [BMI160[0], *BMI270[1:]]),  # each by its own answer
    ],
)
def test_the_commands_are_those_of_the_chip(
    acc: str, gyro: str, chip: list[str]
) -> None:
    """Commands of the vendor's tests; the ids in them are those that were answered."""
    assert list(written(acc, gyro)) == [
        "0908",
        "0380",
        "1380",
        *chip,
        "09020304ffa01b0100" + "00" * 11,
        "0902090301601130" + "03",
        "090301",
        "09070201",
        "03020100",
        "13020100",
        "130101",
        "030101",
    ]


@pytest.mark.parametrize(
    ("question", "answer", "is_known"),
    [
        ("0380", "03800102", True),
        ("0380", "03800401", True),
        ("0380", "03800001", False),  # MMA8452Q
        ("0380", "03800301", False),  # BMA255
        ("0380", "0380", False),  # there is none
        ("1380", "13800000", True),
        ("1380", "13800100", True),
        ("1380", "13800200", False),
        ("1380", "1380", False),
    ],
)
def test_a_board_with_other_chips_is_refused(
    question: str, answer: str, is_known: bool
) -> None:
    """Its ranges would be guessed, and all that follows from them."""
    (reply,) = (s.reply for s in PROFILE.start if s.hex == question and s.reply)
    content = bytes.fromhex(answer)
    assert reply.fits(content) is is_known
    assert is_known or reply.refusal(content) is not None


def test_a_lost_frame_shows_in_the_counter() -> None:
    decoder = PROFILE.streams["imu"].decoder()
    frames = [f"090302{n:02x}000000" + "00" * 12 for n in (7, 8, 10)]
    counts = [p.counter for f in frames for p in decoder.feed("", bytes.fromhex(f))]
    assert counts == [7, 8, 10]
    assert PROFILE.streams["imu"].counter_bits == 32


@pytest.mark.parametrize(
    "content",
    [
        "0304" + "00" * 6,  # plain frames: of acc,
        "1305" + "00" * 6,  # and of gyro
        "031c" + "00" * 18,  # packed ones
        "090302" + "00" * 10,  # counted acc alone
        "090302" + "00" * 17,  # one byte more than a fused frame
    ],
)
def test_frames_of_what_another_program_set_up_are_refused(content: str) -> None:
    with pytest.raises(DecodeError):
        PROFILE.streams["imu"].decoder().feed("", bytes.fromhex(content))
