"""What accuracy is to be reached on simulated sessions, as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table

from monitor.analysis.accuracy_sum import Summary, summary
from monitor.analysis.figures import SessionFigures
from monitor.model.records import ExerciseName

LYING = frozenset({ExerciseName.HIP_THRUST, ExerciseName.GLUTE_BRIDGE})
# Sessions whose every notification arrives and in which nothing befalls the straps.
LOSSLESS = frozenset(
    {
        "accel_bias", "arching", "asymmetric", "borderline", "bounces", "clean",
        "clock_skew", "duplicates", "fast", "flexion", "growth", "gyro_bias",
        "no_reps", "partial", "pauses", "ribs", "rocking", "slow", "stalls", "stops",
        "temperature", "upside_down", "walking_between",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One session to make up and analyze."""

    scenario: str
    exercise: ExerciseName
    seed: int
    mode: str
    profile: str = "reference"

    def __str__(self) -> str:
        return f"{self.scenario}/{self.exercise}/{self.seed}/{self.mode}"


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What became of it; ``error`` instead of figures if it failed."""

    job: Job
    figures: SessionFigures | None
    error: str = ""


Chosen = Callable[[Job], bool]


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table of what to reach."""

    name: str
    chosen: Chosen
    shown: Callable[[Summary], str]
    target: str


def _lossless(job: Job) -> bool:
    return job.scenario in LOSSLESS


def _named(*names: str) -> Chosen:
    return lambda job: job.scenario in names


def _pair(summed: Summary) -> str:
    return f"{summed.rmse_deg:.2f}° / {summed.p95_deg:.2f}°"


def _bounds(summed: Summary) -> str:
    return "/".join(f"{each:.0f}" for each in summed.boundary_ms) + " ms"


def _pelvis_bounds(summed: Summary) -> str:
    return "/".join(f"{each:.0f}" for each in summed.pelvis_boundary_ms) + " ms"


def _f1(summed: Summary) -> str:
    return f"{summed.rep_f1:.4f}"


def _lossy(summed: Summary) -> str:
    return f"{summed.rmse_deg:.2f}° at {summed.coverage:.1%}"


def _alerts(summed: Summary) -> str:
    clear = f"clear {summed.clear_recall:.3f}, {summed.clear_false} plainly false"
    return f"{summed.recall:.3f} / {summed.precision:.3f} ({clear})"


GOALS = (
    Goal(
        "rep F1; sets exact",
        lambda j: _lossless(j) and j.exercise in LYING,
        lambda s: f"{s.rep_f1:.4f}; {s.sets_exact:.1%}",
        ">= 0.995; >= 98 %",
    ),
    Goal(
        "extra counts a session without reps",
        _named("no_reps"),
        lambda s: f"{s.extra:.2f}",
        "<= 1",
    ),
    Goal(
        "deadlift rep F1; sets exact",
        lambda j: _lossless(j) and j.exercise is ExerciseName.ROMANIAN_DEADLIFT,
        lambda s: f"{s.rep_f1:.4f}; {s.sets_exact:.1%}",
        ">= 0.98",
    ),
    Goal("stopped pelvis rep F1", _named("stops"), _f1, ">= 0.98"),
    Goal(
        "boundaries on/reach/leave/end",
        lambda j: _lossless(j) and j.scenario != "rocking",
        _bounds,
        "<= 20 ms each",
    ),
    Goal(
        "... against the pelvis alone",
        lambda j: _lossless(j) and j.scenario != "rocking",
        _pelvis_bounds,
        "",
    ),
    Goal("boundaries with rocking", _named("rocking"), _bounds, "<= 40 ms each"),
    Goal("lumbar RMSE / p95", _lossless, _pair, "<= 1.0° / <= 2.0°"),
    Goal("lumbar RMSE, 10 % loss", _named("bursty_loss"), _lossy, "<= 2° at >= 90 %"),
    Goal("lumbar RMSE, everything", _named("everything"), _lossy, "<= 2° at >= 90 %"),
    Goal("alerts recall / precision", _lossless, _alerts, ">= 0.98 / >= 0.98"),
    Goal(
        "crossing to alert, median / p95",
        lambda j: _lossless(j) and j.scenario != "stalls",
        lambda s: f"{s.delay_ms[0]:.0f} / {s.delay_ms[1]:.0f} ms",
        "<= 40 / <= 90 ms",
    ),
    Goal(
        "measured angle's passing to alert",
        lambda j: _lossless(j) and j.scenario != "stalls",
        lambda s: f"{s.own_delay_ms[0]:.0f} / {s.own_delay_ms[1]:.0f} ms",
        "",
    ),
    Goal(
        "outages: rep F1; recall while valid",
        _named("outages"),
        lambda s: f"{s.rep_f1:.3f}; {s.known_recall:.3f}",
        ">= 0.95; >= 0.80",
    ),
    Goal(
        "12° slip noticed within a rep",
        _named("slip"),
        lambda s: f"{s.slips_noticed:.1%}",
        "100 %",
    ),
    Goal(
        "false slip notices, lossless",
        lambda j: _lossless(j) or j.scenario == "creep",
        lambda s: str(s.false_slips),
        "0",
    ),
    Goal(
        "growing arch told (as creep)",
        _named("growth"),
        lambda s: f"{s.growing:.1%} ({s.creeping:.1%})",
        ">= 95 %",
    ),
    Goal(
        "creep told (as growing arch)",
        _named("creep"),
        lambda s: f"{s.creeping:.1%} ({s.growing:.1%})",
        ">= 95 %",
    ),
    Goal(
        "trends told where there is none (growing; creeping)",
        lambda j: _lossless(j) and j.scenario != "growth",
        lambda s: f"{s.growing:.1%}; {s.creeping:.1%}",
        "",
    ),
    Goal(
        "verdicts right; not scored",
        _lossless,
        lambda s: f"{s.right_verdicts:.1%}; {s.not_scored:.1%}",
        "",
    ),
)


def goals_table(results: Sequence[Result], modes: Sequence[str]) -> Table:
    """Build the table of what to reach, a column per mode."""
    table = Table("figure", *modes, "to reach", title="Goals", box=box.SIMPLE_HEAD)
    for goal in GOALS:
        cells = [_cell(goal, results, mode) for mode in modes]
        table.add_row(goal.name, *cells, goal.target)
    return table


def _cell(goal: Goal, results: Sequence[Result], mode: str) -> str:
    figures = [
        result.figures
        for result in results
        if result.figures is not None
        and result.job.mode == mode
        and goal.chosen(result.job)
    ]
    return f"{goal.shown(summary(figures))}  [{len(figures)}]" if figures else "-"
