"""The numbers that sets, reps and events of one session share, whatever is trained."""

from itertools import count

from monitor.detection.edits import RepEdits


class Numbers:
    """Counts on over all exercises of a session.

    Attributes:
        sets: Index of the running or the last set; 0 before the first.
        reps: Ids of the reps to come.
        events: Ids of the events past a limit to come.
        holds: Ids of the holds to come.
        edits: What a person struck or added, over all exercises.
    """

    def __init__(self) -> None:
        self.sets = 0
        self.reps = count(1)
        self.events = count(1)
        self.holds = count(1)
        self.edits = RepEdits()

    def new_set(self) -> int:
        """Return the next set's index."""
        self.sets += 1
        return self.sets
