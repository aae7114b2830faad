import msgspec
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.events import Cue
from monitor.sound.settings import Bluetooth, SoundSettings, SpeakCount

SETTINGS = st.builds(
    SoundSettings,
    volume=st.floats(0, 1),
    cues_off=st.lists(
        st.sampled_from([cue for cue in Cue if cue is not Cue.NONE]), unique=True
    ).map(tuple),
    speech=st.booleans(),
    speak_count=st.sampled_from(SpeakCount),
    device=st.sampled_from(["", "Speakers (Acme)"]),
    bluetooth=st.sampled_from(Bluetooth),
)


@given(settings=SETTINGS)
def test_settings_come_back_from_a_file_as_they_were(settings: SoundSettings) -> None:
    text = tomlkit.dumps(msgspec.to_builtins(settings))

    assert msgspec.toml.decode(text, type=SoundSettings) == settings


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("volume = 1.5", "volume must lie between 0 and 1"),
        ("volume = nan", "volume must lie between 0 and 1"),
        ('cues_off = ["none"]', "and not 'none'"),
        ('cues_off = ["danger", "danger"]', "each cue once"),
        ('language = "../en"', "letters and digits"),
        ('language = ""', "letters and digits"),
        ('bluetooth = "maybe"', "Invalid enum value"),
        ("loud = true", "unknown field"),
    ],
)
def test_other_values_are_refused_with_the_reason(text: str, problem: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=problem):
        msgspec.toml.decode(text, type=SoundSettings)
