"""Which simulated motion comes nearest to a person's own exercise."""

from monitor.acquisition.simulation.plan import USUAL
from monitor.detection.exercises import EXERCISES, Exercise
from monitor.detection.own_exercise import OwnExercise
from monitor.model.errors import ConfigError
from monitor.model.records import ExerciseName


def nearest_motion(own: OwnExercise) -> ExerciseName:
    """Return the built-in exercise whose usual reps are reps of this one.

    Raises:
        ConfigError: There is none; one sentence.
    """
    form = own.form
    known = [name for name in USUAL if _is_like(form, EXERCISES[name], name)]
    if not known:
        msg = (
            f"{own.title}: no simulated motion is like it, so it can't be demonstrated"
        )
        raise ConfigError(msg)
    return min(known, key=lambda name: _distance(form, EXERCISES[name]))


def _distance(own: Exercise, built_in: Exercise) -> tuple[float, float]:
    """How unlike the signals are, and the usual ROMs, deg."""
    signals = abs(own.pelvis_weight - built_in.pelvis_weight)
    return signals, abs(own.typical_rom_deg - built_in.typical_rom_deg)


def _is_like(own: Exercise, built_in: Exercise, name: ExerciseName) -> bool:
    """Whether both turn alike and the usual reps lie where the own ones may."""
    usual = USUAL[name]
    against = own.trunk_deg is not None
    if own.sign != built_in.sign or against != (built_in.trunk_deg is not None):
        return False
    near_deg = usual.near_flexion if against else usual.near
    near = own.sign * sum(near_deg) / 2
    rom = sum(usual.rom) / 2
    return (
        own.near_deg[0] <= near <= own.near_deg[1]
        and own.far_deg[0] <= near + rom <= own.far_deg[1]
        and own.min_rom_deg <= usual.rom[0]
        and usual.rom[1] <= own.max_rom_deg
    )
