"""A person's own exercise, told by pitch like the built-in ones; as data.

One in a session is enough. Its text is read from a file elsewhere; what it says goes
into the settings, and with them into every recording, so that a replay needs no file.
"""

from enum import StrEnum

import msgspec

from monitor.detection.exercises import Exercise, Range
from monitor.detection.measures import Axis, Measure, SeenBy
from monitor.model.events import Phase
from monitor.model.records import ExerciseName, Placement

_MOST_TITLE, _MOST_TEXT = 60, 400
_LEAST_ROM_DEG, _MOST_ROM_DEG = 5.0, 180.0
_STEP_S = 0.9  # a quicker tilt of the pelvis is a step
_STILL_DEG = 6.0  # a trunk that stays where it is


class Signal(StrEnum):
    """Which angle rises and falls in a rep."""

    PELVIS = "pelvis"  # pitch of the pelvis
    LUMBAR = "lumbar"  # pitch of the lumbar sensor
    BOTH = "both"  # the mean of both pitches
    PELVIS_AGAINST_LUMBAR = "pelvis_against_lumbar"  # lumbar flexion; the trunk stays


class Turn(StrEnum):
    """Which way the angle turns on the way out."""

    FORWARD = "forward"  # the pitch, or the flexion, rises
    BACKWARD = "backward"  # it falls


class WayOut(StrEnum):
    """What the way out is to the muscles."""

    CONCENTRIC = "concentric"  # lifting
    ECCENTRIC = "eccentric"  # lowering


_CHANNELS = {
    Signal.PELVIS: "pitch of the pelvis against gravity",
    Signal.LUMBAR: "pitch of the lumbar sensor against gravity",
    Signal.BOTH: "pitch of pelvis and lumbar sensor against gravity",
    Signal.PELVIS_AGAINST_LUMBAR: "pelvis against the lumbar sensor",
}
_WEIGHTS = {
    Signal.PELVIS: 1.0,
    Signal.LUMBAR: 0.0,
    Signal.BOTH: 0.5,
    Signal.PELVIS_AGAINST_LUMBAR: 1.0,
}


class OwnExercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person says of an exercise of one's own.

    Pitch is 0 upright, +90 bowed forward, -90 lying on the back; degrees throughout.

    Attributes:
        title: Its name for people.
        signal: Which angle tells the reps.
        outward: Which way it turns from the near end of a rep to the far one.
        way_out: What the way out is to the muscles.
        near_deg: Where the near end of a rep may lie, lowest and highest.
        far_deg: Where the far end may lie.
        stay_deg: Outside of this the lifter has left the exercise.
        usual_rom_deg: From near to far, of a usual rep.
        min_rom_deg: A full rep goes so far at least.
        max_rom_deg: ... and at most.
        description: One or two sentences for people.
        watches_flexion: Loss of neutral in flexion is an event too.
        one_leg: Made on one leg; the side is told by the lifter.
        proof: Without a started set, reps count once so many alike followed one
            another.
        tail_s: How long past its end a rep's peaks and alerts may fall.
    """

    title: str
    signal: Signal
    outward: Turn
    way_out: WayOut
    near_deg: Range
    far_deg: Range
    stay_deg: Range
    usual_rom_deg: float
    min_rom_deg: float
    max_rom_deg: float
    description: str = ""
    watches_flexion: bool = False
    one_leg: bool = False
    proof: int = 3
    tail_s: float = 1.0

    def __post_init__(self) -> None:
        problem = self._text_problem() or self._range_problem() or self._rep_problem()
        if problem:
            raise ValueError(problem)

    def _text_problem(self) -> str:
        if not (
            0 < len(self.title.strip()) <= _MOST_TITLE and self.title.isprintable()
        ):
            return f"title: must be 1 to {_MOST_TITLE} printable characters"
        if len(self.description) > _MOST_TEXT or not self.description.isprintable():
            return f"description: must be up to {_MOST_TEXT} printable characters"
        return ""

    def _range_problem(self) -> str:
        for name in ("near_deg", "far_deg", "stay_deg"):
            low, high = getattr(self, name)
            if not -180.0 <= low < high <= 180.0:
                return f"{name}: must rise, between -180 and 180 degrees"
        near, far, stay = (
            self._rising(each) for each in (self.near_deg, self.far_deg, self.stay_deg)
        )
        if not (near[0] < far[0] and near[1] < far[1]):
            return f"far_deg: must lie further {self.outward} than near_deg"
        if not (stay[0] <= near[0] and far[1] <= stay[1]):
            return "stay_deg: must hold near_deg and far_deg"
        return ""

    def _rep_problem(self) -> str:
        least, usual, most = self.min_rom_deg, self.usual_rom_deg, self.max_rom_deg
        if not _LEAST_ROM_DEG <= least < usual < most <= _MOST_ROM_DEG:
            return (
                f"usual_rom_deg: must lie between min_rom_deg (at least"
                f" {_LEAST_ROM_DEG:.0f}) and max_rom_deg (at most {_MOST_ROM_DEG:.0f})"
            )
        near, far = self._rising(self.near_deg), self._rising(self.far_deg)
        if far[1] - near[0] < least:
            return "min_rom_deg: is more than far_deg and near_deg lie apart"
        if not 1 <= self.proof <= 6:
            return "proof: must be 1 to 6 reps"
        if not 0.0 <= self.tail_s <= 5.0:
            return "tail_s: must be 0 to 5 seconds"
        return ""

    def _rising(self, limits: Range) -> Range:
        """A range of the angle as one of the signal, which rises outwards."""
        low, high = limits
        return (low, high) if self.outward is Turn.FORWARD else (-high, -low)

    @property
    def form(self) -> Exercise:
        """The exercise as detection knows it."""
        against = self.signal is Signal.PELVIS_AGAINST_LUMBAR
        lumbar = self.signal is Signal.LUMBAR
        return Exercise(
            name=ExerciseName.OWN,
            title=self.title,
            description=self.description or "A person's own exercise.",
            measure=Measure(_CHANNELS[self.signal], Axis.MEDIOLATERAL, SeenBy.GRAVITY),
            sign=1.0 if self.outward is Turn.FORWARD else -1.0,
            primary=Placement.LUMBAR if lumbar else Placement.PELVIS,
            pelvis_weight=_WEIGHTS[self.signal],
            near_deg=self._rising(self.near_deg),
            far_deg=self._rising(self.far_deg),
            stay_deg=self._rising(self.stay_deg),
            typical_rom_deg=self.usual_rom_deg,
            min_rom_deg=self.min_rom_deg,
            max_rom_deg=self.max_rom_deg,
            least_share=0.4 if against else 0.33,
            outward=Phase(self.way_out.value),
            watches_flexion=self.watches_flexion,
            tail_s=self.tail_s,
            watches_sides=not against,
            consistent_reps=self.proof,
            trunk_deg=_STILL_DEG if against else None,
            least_s=_STEP_S if against else 0.0,
            one_sided=self.one_leg,
        )
