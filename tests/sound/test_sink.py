import numpy as np
import pytest

from monitor.model.events import Alert, Cue, Level, LinkStatus
from monitor.model.records import LinkState, Placement
from monitor.sound.cues import Sound, tone
from monitor.sound.settings import Bluetooth, SoundSettings
from monitor.sound.sink import SoundSink

RATE_HZ = 48_000.0


class FakePlayer:
    """A device that keeps what it should play."""

    available, reason, rate_hz = True, "", RATE_HZ

    def __init__(self, device: str = "Speakers") -> None:
        self.device = device
        self.tones: list[Sound] = []
        self.words: list[Sound] = []
        self.done: list[str] = []

    def play(self, sound: Sound, *, at_once: bool) -> None:
        (self.tones if at_once else self.words).append(sound)

    def hush(self) -> None:
        self.done.append("hush")

    def use(self, device: str) -> None:
        self.done.append(f"use {device}")

    def check(self) -> None:
        self.done.append("check")

    def wait(self, timeout_s: float) -> None:
        self.done.append("wait")

    def close(self) -> None:
        self.done.append("close")


@pytest.fixture
def player() -> FakePlayer:
    return FakePlayer()


def sink(player: FakePlayer, settings: SoundSettings | None = None) -> SoundSink:
    return SoundSink(settings or SoundSettings(), lambda *_: None, player)


def alert(cue: Cue, t: float = 1.0) -> Alert:
    return Alert(t, t, Level.INFO, cue, "")


def test_an_alert_is_heard_with_its_tone(player: FakePlayer) -> None:
    sink(player, SoundSettings(volume=1.0)).put(alert(Cue.DANGER))

    assert len(player.tones) == 1
    np.testing.assert_array_equal(player.tones[0], tone(Cue.DANGER, RATE_HZ))


def test_what_is_no_alert_makes_no_sound(player: FakePlayer) -> None:
    state = LinkState.STREAMING
    sink(player).put(LinkStatus(1.0, Placement.PELVIS, state, 100.0, 9, 0, 0.0, 0.0))

    assert player.tones == player.words == []


def test_volume_makes_it_quieter_and_0_is_silence(player: FakePlayer) -> None:
    levels = []
    for volume in (1.0, 0.5):
        sink(player, SoundSettings(volume=volume)).test(Cue.ARMED)
        levels.append((np.abs(player.tones[-1]).max(), np.abs(player.words[-1]).max()))
    sink(player, SoundSettings(volume=0.0)).test(Cue.ARMED)

    np.testing.assert_allclose(levels[1], np.multiply(levels[0], 0.25), rtol=1e-5)
    assert len(player.tones) == len(player.words) == 2


def test_a_cue_can_be_switched_off(player: FakePlayer) -> None:
    sound = sink(player, SoundSettings(cues_off=(Cue.ARMED,)))

    sound.put(alert(Cue.ARMED))
    sound.put(alert(Cue.NOT_ARMED))

    assert len(player.tones) == len(player.words) == 1


def test_words_can_be_switched_off_and_on_again(player: FakePlayer) -> None:
    sound = sink(player, SoundSettings(speech=False))
    sound.test(Cue.ARMED)
    assert player.words == []

    sound.use(SoundSettings())
    sound.test(Cue.ARMED)

    assert len(player.words) == 1


@pytest.mark.parametrize("cue", [cue for cue in Cue if cue is not Cue.NONE])
def test_a_test_takes_the_path_of_an_alert(cue: Cue) -> None:
    tested, alerted = FakePlayer(), FakePlayer()

    sink(tested).test(cue)
    sink(alerted).put(alert(cue))

    for mine, other in (
        (tested.tones, alerted.tones),
        (tested.words, alerted.words),
    ):
        assert len(mine) == len(other)
        for a, b in zip(mine, other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_mute_ends_what_sounds_and_says_no_more_words(player: FakePlayer) -> None:
    sound = sink(player)

    sound.mute(True)
    sound.test(Cue.ARMED)
    assert player.done == ["hush"]
    assert len(player.tones) == 1
    assert player.words == []

    sound.mute(False)
    sound.test(Cue.ARMED)
    assert len(player.words) == 1


def test_a_language_without_clips_leaves_the_tones(player: FakePlayer) -> None:
    sound = sink(player, SoundSettings(language="xx"))

    sound.test(Cue.DANGER)

    assert len(player.tones) == 1
    assert player.words == []
    assert "no spoken clips" in sound.speech_problem


@pytest.mark.parametrize(
    ("device", "bluetooth", "late"),
    [
        ("bluez_output.AC_80", Bluetooth.AUTO, True),
        ("Speakers", Bluetooth.AUTO, False),
        ("Speakers", Bluetooth.YES, True),
        ("bluez_output.AC_80", Bluetooth.NO, False),
    ],
)
def test_with_a_wireless_output_cues_belong_at_the_reps_end(
    device: str, bluetooth: Bluetooth, late: bool
) -> None:
    settings = SoundSettings(bluetooth=bluetooth)

    assert sink(FakePlayer(device), settings).wants_rep_end is late


def test_another_device_is_handed_on(player: FakePlayer) -> None:
    sound = sink(player)

    sound.use(SoundSettings(device="Headphones"))
    sound.wait(1.0)
    sound.check()
    sound.close()

    assert player.done == ["use Headphones", "wait", "check", "close"]
