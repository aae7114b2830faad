"""What the sound sink plays, as it comes out of a sound card."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from monitor.model.events import Cue
from monitor.sound.cues import FREQUENCY_HZ, tone
from monitor.sound.phrases import Clips
from tests.rig.pulse import RATE_HZ, Heard, PulseRig, bursts, heard, onsets
from tests.rig.sound_player import SoundPlayer, latencies_s, playing

AUDIBLE = [cue for cue in Cue if cue is not Cue.NONE]

CLIPS = Clips("en")
ALL_THAT_IS_SAID = CLIPS.spoken(list(CLIPS.phrasebook.texts()), RATE_HZ)


@pytest.fixture
def rig() -> Iterator[PulseRig]:
    with PulseRig() as rig:
        yield rig


def cue_heard(rig: PulseRig, player: SoundPlayer, cue: Cue) -> str:
    """Play a cue; return what is wrong with what is heard."""
    with rig.recording() as recording:
        player.ask(f"tone {cue}")
        recording.wait_for(1.0)
    return heard(recording.samples, [FREQUENCY_HZ[cue]])


def test_every_cue_is_heard_with_its_pitch_soon_after_its_alert(
    rig: PulseRig, record_property: Callable[[str, object], None]
) -> None:
    with playing(rig) as player, rig.recording() as recording:
        player.reported(available=True)
        recording.wait_for(1.0)
        triggered_s = []
        for cue in AUDIBLE:
            triggered_s.append(float(str(player.ask(f"tone {cue}"))))
            recording.wait_for(len(tone(cue, RATE_HZ)) / RATE_HZ + 0.5)

    assert heard(recording.samples, [FREQUENCY_HZ[cue] for cue in AUDIBLE]) == ""
    late_s = latencies_s(recording, triggered_s)
    record_property("latency_ms", (np.percentile(late_s, [50, 95]) * 1000).tolist())
    assert min(late_s) > 0.0


def test_words_follow_the_tone(rig: PulseRig) -> None:
    with playing(rig, "--speech") as player, rig.recording() as recording:
        player.reported(available=True)
        recording.wait_for(1.0)
        player.ask(f"tone {Cue.DANGER}")
        recording.wait_for(2.0)

    first = onsets(recording.samples, gap_s=0.01)[0]
    sounding = np.flatnonzero(np.abs(recording.samples) > 0.01)
    assert first.frequency_hz == pytest.approx(FREQUENCY_HZ[Cue.DANGER], rel=0.05)
    assert (sounding[-1] - sounding[0]) / RATE_HZ > 0.6


@pytest.mark.parametrize("is_crash", [True, False], ids=["server dies", "unplugged"])
def test_a_device_that_vanishes_is_reported_and_heard_again_when_it_is_back(
    rig: PulseRig, is_crash: bool
) -> None:
    with playing(rig) as player:
        player.reported(available=True)

        if is_crash:
            rig.kill()
        else:
            rig.unplug()
        assert player.reported(available=False) == "the sound output has stopped"
        player.ask(f"tone {Cue.STOP}")  # is lost, not late

        if is_crash:
            rig.start()
        else:
            rig.plug()
        player.reported(available=True)
        assert cue_heard(rig, player, Cue.DANGER) == ""


def test_a_sound_server_that_hangs_keeps_nobody_waiting(rig: PulseRig) -> None:
    with playing(rig) as player:
        player.reported(available=True)

        rig.freeze()
        assert player.reported(available=False) == "the sound output has stopped"
        player.ask(f"tone {Cue.STOP}")
        assert player.reported(available=False) == "the sound output does not answer"

        rig.thaw()
        player.reported(available=True)
        assert cue_heard(rig, player, Cue.DANGER) == ""


def test_a_device_that_comes_late_is_found(rig: PulseRig) -> None:
    rig.kill()
    with playing(rig) as player:
        assert player.reported(available=False) == "no sound output found"

        rig.start()

        player.reported(available=True)
        assert cue_heard(rig, player, Cue.DANGER) == ""


def test_the_device_has_its_own_name(rig: PulseRig) -> None:
    with playing(rig) as player:
        assert player.opened == {"device": "probe", "late": False}
        assert player.ask("devices") == ["default", "pulse"]


def silence(duration_s: float) -> Heard:
    return np.zeros(round(duration_s * RATE_HZ), np.float32)


def with_tone(cue: Cue) -> Heard:
    return np.concatenate([silence(0.5), tone(cue, RATE_HZ), silence(0.5)])


def test_the_check_of_a_recording_passes_on_the_cue_alone() -> None:
    assert heard(with_tone(Cue.DANGER), [FREQUENCY_HZ[Cue.DANGER]]) == ""
    assert heard(silence(1.0), []) == ""


@pytest.mark.parametrize(
    ("samples", "problem"),
    [
        pytest.param(silence(1.0), "0 tones, expected 1", id="silence"),
        pytest.param(silence(0.0), "0 tones, expected 1", id="nothing"),
        pytest.param(with_tone(Cue.CAUTION), "wrong pitch: 139", id="another cue"),
        pytest.param(
            np.concatenate([with_tone(Cue.DANGER)] * 2), "2 tones", id="twice"
        ),
    ],
)
def test_the_check_of_a_recording_fails_on(samples: Heard, problem: str) -> None:
    assert heard(samples, [FREQUENCY_HZ[Cue.DANGER]]).startswith(problem)


DANGER_HZ = FREQUENCY_HZ[Cue.DANGER]
LEAST = 0.2  # the danger cue has 0.45


def test_a_tone_of_known_pitch_is_found_among_other_tones_and_words() -> None:
    samples = ALL_THAT_IS_SAID.copy()
    for at_s in (3.0, 10.0):
        for cue in (Cue.DANGER, Cue.REP_SCORED, Cue.ARMED):
            start, sound = round(at_s * RATE_HZ), tone(cue, RATE_HZ)
            samples[start : start + len(sound)] += sound

    assert bursts(samples, DANGER_HZ, LEAST) == pytest.approx([3.0, 10.0], abs=0.02)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(silence(1.0), id="silence"),
        pytest.param(silence(0.0), id="nothing"),
        pytest.param(ALL_THAT_IS_SAID, id="words"),
        *[pytest.param(with_tone(c), id=c) for c in AUDIBLE if c is not Cue.DANGER],
    ],
)
def test_a_tone_of_known_pitch_is_not_found_in(samples: Heard) -> None:
    assert bursts(samples, DANGER_HZ, LEAST) == []
