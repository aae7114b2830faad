"""The load of a set by one key each."""

from monitor.model.loads import TIDY, Load
from monitor.model.records import MOST_LOAD_KG, LoadUnit


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
        amount = round(min(max(start.amount + steps * step, 0.0), most), TIDY)
        self.told = Load(amount, start.unit)
        return self.told
