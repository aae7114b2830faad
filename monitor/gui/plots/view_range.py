"""Which part of a session is in view, and how it moves and zooms."""

from dataclasses import dataclass, replace
from typing import Final

LEAST_S: Final = 0.2  # nothing is to be seen in less


@dataclass(frozen=True, slots=True)
class ViewRange:
    """A part of a session, s; it stays within the session's ends.

    Attributes:
        first: First time in view.
        last: Last time in view.
        start: The session's first time.
        end: The session's last time.
    """

    first: float
    last: float
    start: float
    end: float

    @property
    def span(self) -> float:
        """How much time is in view, s."""
        return self.last - self.first

    def showing(self, first: float, last: float) -> "ViewRange":
        """Return this or the nearest range that the session has."""
        whole = self.end - self.start
        span = min(max(abs(last - first), min(LEAST_S, whole)), whole)
        middle = (first + last) / 2
        begin = min(max(middle - span / 2, self.start), self.end - span)
        return replace(self, first=begin, last=begin + span)

    def moved(self, by_s: float) -> "ViewRange":
        """Return the range moved."""
        return self.showing(self.first + by_s, self.last + by_s)

    def zoomed(self, factor: float, about_s: float) -> "ViewRange":
        """Return a span so many times as long; ``about_s`` stays where it is."""
        whole = self.end - self.start
        span = min(max(self.span * factor, min(LEAST_S, whole)), whole)
        share = (about_s - self.first) / self.span
        first = min(max(about_s - share * span, self.start), self.end - span)
        return replace(self, first=first, last=first + span)

    def whole(self) -> "ViewRange":
        """Return the whole session."""
        return replace(self, first=self.start, last=self.end)

    def around(self, t: float) -> "ViewRange":
        """Return the range moved just so far that a time is in view."""
        if t < self.first:
            return self.moved(t - self.first - 0.1 * self.span)
        if t > self.last:
            return self.moved(t - self.last + 0.1 * self.span)
        return self
