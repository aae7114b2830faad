"""A session's plan, as a coach writes it down."""

from pathlib import Path
from typing import Annotated

import msgspec

from monitor.model.errors import ConfigError
from monitor.model.records import ExerciseName
from monitor.net.messages import PlannedSet


class _Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sets: Annotated[tuple[PlannedSet, ...], msgspec.Meta(min_length=1, max_length=20)]


def read_plan(path: Path) -> tuple[PlannedSet, ...]:
    """Read a plan's rows.

    Args:
        path: TOML with a ``[[sets]]`` for each row.

    Raises:
        ConfigError: It can't be read, or is no plan; one sentence.
    """
    try:
        rows = msgspec.toml.decode(path.read_bytes(), type=_Plan).sets
    except OSError as error:
        msg = f"{path}: can't be read ({error.strerror})"
        raise ConfigError(msg) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{path.name}: is no plan: {error}"
        raise ConfigError(msg) from error
    for row in rows:
        if row.exercise not in set(ExerciseName):
            msg = f"{path.name}: there is no exercise '{row.exercise}'"
            raise ConfigError(msg)
    return rows
