"""Every word that an alert shows, and the few that a cue may speak.

A cue speaks three words at most. The danger cue within a rep is a tone, never words.
Two sensors on a back can tell how it is inclined and no more, so nothing here judges
anything else; advice to stop says that it is no medical advice.
"""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.model.body import Calibration
from monitor.model.events import (
    Cue,
    HoldEnded,
    LimitKind,
    OverLimitBegan,
    Rep,
    RetractReason,
    SetEnded,
    StopAsked,
    StopReason,
    TrendFound,
    TrendKind,
)
from monitor.model.records import Placement

NO_ADVICE = "No medical advice."

SPOKEN: Mapping[Cue, str] = MappingProxyType(
    {
        Cue.NONE: "",
        Cue.ARMED: "Armed",
        Cue.NOT_ARMED: "Not armed",
        Cue.REP_SCORED: "",  # the number alone
        Cue.REP_COUNTED_ONLY: "Not scored",
        Cue.REP_PARTIAL: "Partial rep",
        Cue.CAUTION: "Near the limit",
        Cue.DANGER: "Past the limit",
        Cue.STOP: "Stop the set",
        Cue.SENSOR_LOST: "Sensor lost",
        Cue.BATTERY_LOW: "Battery low",
        Cue.SET_END: "Set over",
        Cue.CALIBRATED: "Calibrated",
    }
)

_RETRACTED = MappingProxyType(
    {
        RetractReason.GOT_UP: "getting up or walking",
        RetractReason.SETTING_UP: "setting up",
        RetractReason.NOT_REPEATED: "no consistent reps followed",
        RetractReason.MERGED: "two were one",
        RetractReason.REJUDGED: "its range of motion is judged anew",
        RetractReason.STRUCK: "struck by hand",
    }
)

_LIMIT = MappingProxyType(
    {
        LimitKind.HYPEREXTENSION: "Lumbar extension",
        LimitKind.FLEXION: "Lumbar flexion",
        LimitKind.LATERAL: "Hips off the line",
    }
)


def plural(n: int, word: str) -> str:
    """Return "1 rep", "2 reps"."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def asked_to_stop(asked: StopAsked) -> str:
    """Say that what a person told calls for an end, and what then."""
    if asked.reason is StopReason.RED_FLAGS:
        return f"Stop training: get urgent medical care. {NO_ADVICE}"
    how = "is more than before" if asked.reason is StopReason.PAIN_RISES else "is high"
    return f"Stop: pain {asked.pain:g} of 10 {how}; no further rep. {NO_ADVICE}"


def over_limit(began: OverLimitBegan) -> str:
    """Say which limit is passed, and by what angle, or is about to be."""
    name, limit = _LIMIT[began.kind], began.limit_deg
    if began.angle_deg < limit:
        return f"{name} about to pass {limit:.0f}°"
    return f"{name} {began.angle_deg:.0f}°, limit {limit:.0f}°"


def over_limit_in_set(reps: int) -> str:
    """Say at the end of a set in how many reps a limit was passed."""
    return f"Past the lumbar limit in {plural(reps, 'rep')} of this set"


def near_limit(rep: Rep) -> str:
    """Say that a rep came near the limit."""
    if rep.peak_extension_deg is None:
        return "Lumbar angle near the limit"
    return f"Lumbar extension {rep.peak_extension_deg:.0f}°, near the limit"


def stop(in_row: int, in_set: int) -> str:
    """Advise to stop the set, and why."""
    if in_row >= 2:
        return f"Stop the set: {in_row} faulty reps in a row. {NO_ADVICE}"
    return f"Stop the set: {plural(in_set, 'faulty rep')} in this set. {NO_ADVICE}"


def trend(found: TrendFound) -> str:
    """Say how the lumbar angle at the top changes."""
    if found.kind is TrendKind.STRAP_CREEPS:
        return f"A strap creeps by {abs(found.slope_deg_per_rep):.1f}° a rep: tighten"
    return f"The arch at the top grows by {abs(found.slope_deg_per_rep):.1f}° a rep"


def counted(rep: Rep, number: int, *, scored: bool) -> str:
    """Say the count, and whether the lumbar angle was measured."""
    if not rep.full:
        return f"Partial rep, count stays at {number}"
    side = f", {rep.side}" if rep.side is not None else ""
    return f"Rep {number}{side}{'' if scored else ', lumbar angle not scored'}"


def added(number: int) -> str:
    """Say that a person added a rep, or took a strike back."""
    return f"Rep added by hand, count {number}"


def retracted(reason: RetractReason, number: int) -> str:
    """Say why a rep was taken back, and the count now."""
    return f"Rep taken back ({_RETRACTED[reason]}), count {number}"


def set_over(ended: SetEnded) -> str:
    """Sum up a set."""
    if ended.held_s is not None:
        clean = ended.clean_s
        cleanly = "not measured" if clean is None else f"{clean:.1f} s"
        held = f"held {ended.held_s:.1f} s, within the limits {cleanly}"
        many = f"{plural(ended.holds, 'hold')}, the longest " if ended.holds > 1 else ""
        return f"Set {ended.index} over: {many}{held}"
    if ended.left is not None and ended.right is not None:
        sides = f"{ended.left} left, {ended.right} right"
        return f"Set {ended.index} over: {plural(ended.reps, 'twist')}, {sides}"
    return (
        f"Set {ended.index} over: {plural(ended.reps, 'rep')},"
        f" {ended.scored} scored, {plural(ended.faults, 'fault')}"
    )


def hold_over(ended: HoldEnded) -> str:
    """Say how long a posture was held, and how long cleanly."""
    side = f", {ended.side} side" if ended.side is not None else ""
    if ended.clean_s is None:
        cleanly = "lumbar angle not measured"
    elif ended.broken_by is None:
        cleanly = "all of it within the limits"
    else:
        cleanly = f"{ended.clean_s:.1f} s within the limits"
    return f"Held {ended.held_s:.1f} s{side}, {cleanly}"


def calibrated(calibration: Calibration) -> str:
    """Say that a calibration is in force, and how good it is."""
    return f"Calibrated, quality {calibration.quality:.0%}"


def armed() -> str:
    """Say that alerts will come."""
    return "Armed: alerts are on"


def not_armed(reason: str) -> str:
    """Say why no alert will come."""
    return f"Not armed: {reason}"


def sensor_lost(placement: Placement) -> str:
    """Say which sensor is silent."""
    return f"{placement.capitalize()} sensor lost"


def sensor_back(placement: Placement) -> str:
    """Say which sensor is heard again."""
    return f"{placement.capitalize()} sensor is back"


def muted(is_muted: bool) -> str:  # noqa: FBT001  the record's own flag
    """Say whether cues are heard."""
    return "Cues are muted" if is_muted else "Cues sound again"


def recording_stopped(reason: str) -> str:
    """Say that nothing is kept from here on."""
    return f"Recording stopped: {reason}"
