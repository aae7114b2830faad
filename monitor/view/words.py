"""Words and numbers as every screen shows them."""

from itertools import pairwise

from monitor.model.events import Movement, Phase, RangeProgress, Rep, Verdict
from monitor.model.records import ExerciseName

NOT_WATCHED = "Not watched: hips, knees, feet, neck, the bar. No medical advice."
VERDICTS = {
    Verdict.PENDING: "pending",
    Verdict.CLEAN: "within limit",
    Verdict.BORDERLINE: "borderline",
    Verdict.FAULT: "past limit",
    Verdict.NOT_SCORED: "not scored",
}
PHASES = {
    Phase.REST: "Rest",
    Phase.BOTTOM: "Ready",
    Phase.CONCENTRIC: "Up",
    Phase.HOLD: "Hold",
    Phase.ECCENTRIC: "Down",
}


def exercise_name(exercise: ExerciseName) -> str:
    """Return an exercise's name for people, such as "Hip thrust"."""
    return exercise.replace("_", " ").capitalize()


def angle(lumbar_flexion_deg: float | None) -> str:
    """Put a lumbar angle into words: "12° extension"."""
    if lumbar_flexion_deg is None:
        return "not measured"
    size = round(abs(lumbar_flexion_deg))
    if not size:
        return "0°, neutral"
    return f"{size}° {'extension' if lumbar_flexion_deg < 0 else 'flexion'}"


def clock(t: float, decimals: int = 0) -> str:
    """Return a time as m:ss, or h:mm:ss from an hour on.

    Args:
        t: s; negative ones are shown as 0.
        decimals: Digits behind the seconds.
    """
    scale = 10**decimals
    ticks = int(max(0.0, t) * scale)
    seconds, rest = divmod(ticks, scale)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{rest:0{decimals}}" if decimals else text


def tempo(rep: Rep) -> str:
    """Return the times of a rep, out - hold - back, s; unknown ones as a dash."""
    times = (rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
    parts = [
        "-" if a is None or b is None else f"{b - a:.1f}" for a, b in pairwise(times)
    ]
    return " · ".join(parts)


_ASKED = {
    Movement.HINGE: "hinge forward from the hips, the back flat, and come up",
    Movement.ARCH: "arch the lower back, then flatten it",
    Movement.FLATTEN: "tuck the pelvis under, round the lower back, and let go",
}


def range_step(progress: RangeProgress) -> str:
    """Say what of a test of the own range is done, and what comes next."""
    follows = progress.follows
    if not progress.cycles and follows is not None:
        return f"Standing, three times, slowly: {_ASKED[follows]}."
    done = f"{progress.cycles} of 3: {progress.extension_deg:.0f}°"
    if follows is None:
        return f"{done}, all done."
    if follows is progress.movement:
        return f"{done}; again."
    return f"{done}; now {_ASKED[follows]}, three times."


def planned(count: int, reps: int) -> str:
    """Return what is left of the planned reps: "two left", "last"; or nothing.

    Args:
        count: Reps done.
        reps: Reps planned; 0 for no plan.
    """
    if not reps:
        return ""
    left = reps - count
    if left <= 0:
        return "done"
    return {1: "last", 2: "two left"}.get(left, f"{left} left")
