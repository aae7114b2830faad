"""Loads as people tell them: in kg or lb, the last one, a step more or less."""

from dataclasses import dataclass

from monitor.model.records import MOST_LOAD_KG, LoadUnit

KG_PER_LB = 0.45359237  # exactly, by the international yard and pound agreement, 1959
_TIDY = 6  # decimals: far below a plate, far above the rounding of binary fractions


@dataclass(frozen=True, slots=True)
class Load:
    """A load, or a step of the rack.

    Attributes:
        amount: In ``unit``.
        unit: In which it was told.
    """

    amount: float
    unit: LoadUnit = LoadUnit.KG

    @property
    def kg(self) -> float:
        """The load in kg."""
        return self.amount * (1.0 if self.unit is LoadUnit.KG else KG_PER_LB)

    def in_unit(self, unit: LoadUnit) -> "Load":
        """Return the same load in a unit."""
        if unit is self.unit:
            return self
        amount = self.kg / (1.0 if unit is LoadUnit.KG else KG_PER_LB)
        return Load(round(amount, _TIDY), unit)

    def __str__(self) -> str:
        """The load for people: "82.5 kg"."""
        return f"{round(self.amount, 2):g} {self.unit}"


def load_of(load_kg: float | None, unit: LoadUnit) -> Load | None:
    """Return a load as it was told; None if it isn't known."""
    if load_kg is None:
        return None
    return Load(load_kg, LoadUnit.KG).in_unit(unit)


def load_words(load: Load | None) -> str:
    """Return a load for people; one that isn't known is said to be so."""
    return "load not told" if load is None else str(load)


class LoadKeys:
    """The load of a set, by one key each: as the last one, a step more, a step less.

    Attributes:
        told: What was told; None while it isn't known.
        last: The last load of this exercise; None if there was none.
    """

    def __init__(self, step: Load, last: Load | None = None) -> None:
        """Know nothing yet.

        Args:
            step: The smallest step of the rack.
            last: The last load of this exercise.
        """
        self._step = step
        self.last = last
        self.told: Load | None = None

    def again(self) -> Load | None:
        """Take the last load; return what is told from now on."""
        self.told = self.last if self.last is not None else self.told
        return self.told

    def up(self) -> Load:
        """Take a step more than what is told, or than the last one."""
        return self._moved(1.0)

    def down(self) -> Load:
        """Take a step less, at least nothing."""
        return self._moved(-1.0)

    def unknown(self) -> None:
        """Know nothing again."""
        self.told = None

    def next_set(self) -> None:
        """A set has begun: what was told is the last one, and the next isn't known."""
        self.last, self.told = self.told or self.last, None

    def _moved(self, steps: float) -> Load:
        """Move from what is told, or was last; the rack's step is in its own unit."""
        start = self.told or self.last or Load(0.0, self._step.unit)
        step = self._step.in_unit(start.unit).amount
        most = Load(MOST_LOAD_KG, LoadUnit.KG).in_unit(start.unit).amount
        amount = round(min(max(start.amount + steps * step, 0.0), most), _TIDY)
        self.told = Load(amount, start.unit)
        return self.told
