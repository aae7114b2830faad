"""What a person may choose about sound."""

from enum import StrEnum

import msgspec

from monitor.model.events import Cue


class SpeakCount(StrEnum):
    """When the number of a rep is said."""

    OFF = "off"
    LOCKOUT = "lockout"  # at the top, before it is known to count
    REP_END = "rep_end"  # after the return


class Bluetooth(StrEnum):
    """Whether the output is wireless, so that cues come 150 to 500 ms late."""

    AUTO = "auto"  # told by the device's name
    YES = "yes"
    NO = "no"


class SoundSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is heard, how loud, and on which device.

    Attributes:
        volume: 0 for silence to 1.
        cues_off: Cues whose tone and words are switched off; the number of a rep has a
            switch of its own.
        speech: Whether anything is said in words.
        speak_count: When the count is said.
        device: Name of the output device; empty for the system's own choice.
        language: Folder of the spoken clips.
        bluetooth: Whether cues come so late that they belong at the rep's end.
    """

    volume: float = 0.8
    cues_off: tuple[Cue, ...] = ()
    speech: bool = True
    speak_count: SpeakCount = SpeakCount.REP_END
    device: str = ""
    language: str = "en"
    bluetooth: Bluetooth = Bluetooth.AUTO

    def __post_init__(self) -> None:
        if not 0 <= self.volume <= 1:
            msg = "volume must lie between 0 and 1"
            raise ValueError(msg)
        if len(set(self.cues_off)) != len(self.cues_off) or Cue.NONE in self.cues_off:
            msg = "cues_off must name each cue once, and not 'none'"
            raise ValueError(msg)
        if not (self.language.isascii() and self.language.replace("_", "").isalnum()):
            msg = "language must be letters and digits, such as 'en'"
            raise ValueError(msg)
