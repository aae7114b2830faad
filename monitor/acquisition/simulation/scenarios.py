"""The table of named sessions that can be simulated."""

from dataclasses import dataclass, field

from monitor.acquisition.simulation.disturb import Mishaps
from monitor.acquisition.simulation.holding import HoldStyle
from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.routine import Between, Outline
from monitor.acquisition.simulation.sensor import IDEAL, SensorTraits
from monitor.acquisition.simulation.session import (
    Circumstances,
    SimulatedSession,
    simulate,
)
from monitor.acquisition.simulation.twisting import TwistStyle
from monitor.model.records import TRUNK, ExerciseName
from monitor.profiles import find_profiles

DEFAULT_PROFILE = "reference"
DEMO_S = 75.0
MIXED = Style(ribs=0.25, stops=0.2, tuck=0.1)
BUSY = Style(
    ribs=0.15, stops=0.1, borderline=0.05, partial=0.08, pause=0.12, bounce=0.15,
    rock=0.15, lopsided=0.2, tuck=0.05,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kind of session.

    Attributes:
        text: What it holds, for people.
        circumstances: What is asked for.
    """

    text: str
    circumstances: Circumstances = field(default_factory=Circumstances)


def _lifted(text: str, style: Style, sets: int = 2) -> Scenario:
    return Scenario(text, Circumstances(Outline(sets, style)))


def _sent(text: str, radio: RadioTraits, style: Style = MIXED) -> Scenario:
    return Scenario(text, Circumstances(Outline(style=style), radio=radio))


def _worn(text: str, sensors: SensorTraits, outline: Outline | None = None) -> Scenario:
    outline = outline or Outline(style=MIXED)
    return Scenario(text, Circumstances(outline, sensors))


def _befallen(text: str, mishaps: Mishaps, style: Style = MIXED) -> Scenario:
    return Scenario(text, Circumstances(Outline(style=style), mishaps=mishaps))


LONG = Outline(sets=12, style=MIXED, rest_s=(65.0, 85.0))
ALL_AT_ONCE = Circumstances(
    Outline(sets=3, style=BUSY, between=Between.WALK),
    SensorTraits(gyro_bias_dps=2.0, accel_bias_mg=15.0, gyro_drift_dps=0.3),
    RadioTraits(loss=0.10, stalls_per_min=4.0, skew_ppm=50.0, duplicates=0.005),
    Mishaps(contacts=3, knocks=3),
)

SCENARIOS = {
    "clean": _lifted("two sets within the limit, some with posterior tilt at the top",
                     Style(tuck=0.15)),
    "arching": _lifted("about half of the reps arch, in both ways", MIXED),
    "ribs": _lifted("the pelvis goes all the way, the ribs flare", Style(ribs=0.5)),
    "stops": _lifted("stiff hips: the lower back finishes the lift", Style(stops=0.5)),
    "borderline": _lifted("arches near a limit of 15 degrees",
                          Style(borderline=0.5, ribs=0.1)),
    "flexion": _lifted("the lower back rounds at the bottom of a deadlift",
                       Style(flexion_loss=0.4)),
    "fast": _lifted("phases of about 0.4 s", Style(fast=True, ribs=0.2, stops=0.1)),
    "slow": _lifted("reps of about 6 s",
                    Style(reps=(5, 6), tempo=2.2, ribs=0.2, stops=0.1)),
    "partial": _lifted("a quarter of the reps go 40 to 55 percent of the way",
                       Style(reps=(9, 11), partial=0.25, ribs=0.15)),
    "pauses": _lifted("half of the reps stop half way up or down",
                      Style(pause=0.5, ribs=0.15)),
    "bounces": _lifted("bounces at the top", Style(bounce=0.6, ribs=0.15)),
    "rocking": _lifted("rocking between reps", Style(rock=0.6, ribs=0.15)),
    "asymmetric": _lifted("one side drops", Style(lopsided=0.9, ribs=0.2)),
    "no_reps": _lifted("walking, plates and bar, bending, sitting; no rep", Style(),
                       sets=0),
    "walking_between": Scenario(
        "getting up, walking and getting down between sets",
        Circumstances(Outline(sets=3, style=MIXED, between=Between.WALK))),
    "bursty_loss": _sent("10 percent of notifications lost, in runs",
                         RadioTraits(loss=0.10)),
    "outages": _sent("three outages of 1 to 9 s, one sensor or both",
                     RadioTraits(outages=3)),
    "stalls": _sent("a radio that stalls for 200 ms", RadioTraits(stalls_per_min=20)),
    "clock_skew": _sent("clocks 30 to 50 ppm off", RadioTraits(skew_ppm=50)),
    "duplicates": _sent("2 percent of notifications come twice",
                        RadioTraits(duplicates=0.02)),
    "gyro_bias": _worn("gyro bias to 2 degrees a second",
                       SensorTraits(gyro_bias_dps=2.0)),
    "accel_bias": _worn("accelerometer bias to 30 mg", SensorTraits(accel_bias_mg=30)),
    "temperature": _worn("20 minutes while the sensors warm up",
                         SensorTraits(gyro_bias_dps=1.0, gyro_drift_dps=0.6,
                                      accel_drift_mg=4.0), LONG),
    "upside_down": _worn("both sensors head down", SensorTraits(upside_down=True)),
    "ideal": _worn("sensors without any error, bias or soft tissue", IDEAL),
    "slip": _befallen("a strap slips by 12 degrees", Mishaps(slip_deg=12.0),
                      Style(reps=(9, 11), ribs=0.1)),
    "creep": _lifted("one strap creeps by 0.5 to 1 degree a rep",
                     Style(reps=(9, 12), creep=True)),
    "growth": _lifted("the arch grows by 1 to 2 degrees a rep",
                      Style(reps=(9, 12), growth=True)),
    "contact": _befallen("bench, bar or hand tilt and push the sensors",
                         Mishaps(contacts=8)),
    "knocks": _befallen("blows of 3 to 8 g", Mishaps(knocks=8)),
    "everything": Scenario("all of it at once, but slips and outages", ALL_AT_ONCE),
    "range_test": Scenario(
        "arching by 24 degrees and flattening, thrice, after the calibration",
        Circumstances(Outline(range_test_deg=24.0))),
    "mobility_test": Scenario(
        "hinging, arching and flattening, thrice each, after the calibration",
        Circumstances(Outline(sets=1, mobility=True, brief=True))),
}  # fmt: skip


def _held(text: str, style: HoldStyle) -> Scenario:
    return Scenario(text, Circumstances(Outline(hold=style)))


def _twisted(text: str, style: TwistStyle) -> Scenario:
    return Scenario(text, Circumstances(Outline(twist=style)))


HOLD_SCENARIOS = {
    "clean": _held("within the limits", HoldStyle(faults=0.0)),
    "lapses": _held("the hips sag or hike, once or twice a hold",
                    HoldStyle(faults=1.0)),
    "borderline": _held("lapses near the limits",
                        HoldStyle(faults=1.0, borderline=0.6)),
    "shaking": _held("trembling two and a half times as strong",
                     HoldStyle(tremor=2.5)),
    "lying_between": _held("two or three holds a set, lying down in between",
                           HoldStyle(holds=(2, 3), length_s=(8.0, 15.0))),
    "long": _held("holds of 45 to 75 s", HoldStyle(sets=1, length_s=(45.0, 75.0))),
}  # fmt: skip
TWIST_SCENARIOS = {
    "clean": _twisted("side to side", TwistStyle()),
    "incomplete": _twisted("a quarter of the twists go less than half of the way",
                           TwistStyle(incomplete=0.25)),
    "pauses": _twisted("pauses in the middle", TwistStyle(pauses=0.5)),
    "bounces": _twisted("springing back at the far ends", TwistStyle(bounces=0.6)),
    "one_sided": _twisted("one side more often or further than the other",
                          TwistStyle(same_side=0.25, uneven=True)),
    "fast": _twisted("a twist in half a second", TwistStyle(tempo=0.65)),
    "slow": _twisted("a twist in two seconds", TwistStyle(tempo=2.0)),
}  # fmt: skip
OWN_SCENARIOS = {
    ExerciseName.PLANK: HOLD_SCENARIOS,
    ExerciseName.SIDE_PLANK: HOLD_SCENARIOS,
    ExerciseName.RUSSIAN_TWIST: TWIST_SCENARIOS,
}  # besides those of sensors, radio and mishaps, which all exercises share


def scenario_names(exercise: ExerciseName | None = None) -> list[str]:
    """The names that ``scenario`` knows.

    Args:
        exercise: Those of an exercise that is held or twisted, too.
    """
    own = OWN_SCENARIOS.get(exercise, {}) if exercise else {}
    return list(dict.fromkeys([*own, *SCENARIOS]))


def scenario(
    name: str, exercise: ExerciseName, seed: int, profile: str = DEFAULT_PROFILE
) -> SimulatedSession:
    """Simulate a session.

    Args:
        name: One of ``scenario_names``.
        exercise: What is trained.
        seed: Same seed, same session.
        profile: Stem of the firmware profile that both sensors speak.

    Raises:
        ValueError: There is no scenario or no profile of that name.
    """
    known = SCENARIOS | OWN_SCENARIOS.get(exercise, {})
    if name not in known:
        msg = f"there is no scenario {name!r}; there are {', '.join(known)}"
        raise ValueError(msg)
    return simulated(name, exercise, seed, known[name].circumstances, profile)


def demo(
    exercise: ExerciseName, seed: int, duration_s: float = DEMO_S
) -> SimulatedSession:
    """Simulate what ``rep-monitor demo`` shows: a set with arches of both kinds.

    Args:
        exercise: What is trained.
        seed: Same seed, same session.
        duration_s: Sets go on until about then; one set is always made.
    """
    style = Style(reps=(8, 10), show_arches=True)
    outline = Outline(
        sets=1,
        style=style,
        brief=True,
        rest_s=(9.0, 11.0),
        until_s=duration_s - 30.0,
        hold=HoldStyle(1, (1, 1), (18.0, 22.0), most_faults=1, show_fault=True),
        twist=TwistStyle(sets=1),
    )
    return simulated("demo", exercise, seed, Circumstances(outline))


def simulated(
    name: str,
    exercise: ExerciseName,
    seed: int,
    circumstances: Circumstances,
    profile: str = DEFAULT_PROFILE,
) -> SimulatedSession:
    """Simulate a session of one's own making; see ``scenario``."""
    known = find_profiles()
    if profile not in known:
        msg = f"there is no firmware profile {profile!r}"
        raise ValueError(msg)
    worn = dict.fromkeys(TRUNK, (profile, known[profile]))
    return simulate(name, exercise, seed, circumstances, worn)
