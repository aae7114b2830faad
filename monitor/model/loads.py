"""Loads as people tell them, in kg or lb."""

from dataclasses import dataclass

from monitor.model.records import LoadUnit

KG_PER_LB = 0.45359237  # exactly, by the international yard and pound agreement, 1959
TIDY = 6  # decimals: far below a plate, far above the rounding of binary fractions


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
        return Load(round(amount, TIDY), unit)

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
