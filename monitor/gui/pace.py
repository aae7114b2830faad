"""Time that flows evenly on the screen, while news come in bursts."""

import math


class Pace:
    """Tells the session time to draw at, from when news came.

    Session time and the wall's run side by side; the newest of the news is late by the
    radio's batches. The least lateness of the last seconds gives the line, and the
    screen stays a little behind it, so that curves end where there are samples.
    """

    def __init__(self, speed: float = 1.0, behind_s: float = 0.06) -> None:
        """Know nothing yet.

        Args:
            speed: Session seconds in one of the wall's; infinite follows the news.
            behind_s: How far the screen stays behind, session s.
        """
        self._speed, self._behind_s = speed, behind_s
        self._offset = math.nan
        self._newest = 0.0
        self._shown = 0.0

    def note(self, t: float, wall_s: float) -> None:
        """Take the time of the newest news.

        Args:
            t: Session s.
            wall_s: When it was seen, a monotonic clock.
        """
        self._newest = max(self._newest, t)
        if math.isinf(self._speed):
            return
        offset = t - wall_s * self._speed
        if math.isnan(self._offset) or abs(offset - self._offset) > 1.0:
            self._offset = offset
        elif offset > self._offset:
            self._offset += 0.2 * (offset - self._offset)
        else:
            self._offset += 0.005 * (offset - self._offset)

    def now(self, wall_s: float) -> float:
        """Return the session time to draw at; it never goes back.

        Args:
            wall_s: A monotonic clock.
        """
        if math.isinf(self._speed) or math.isnan(self._offset):
            self._shown = max(self._shown, self._newest)
            return self._shown
        flowing = wall_s * self._speed + self._offset - self._behind_s
        # Without news the screen stands still after a moment: chips tell the age.
        flowing = min(flowing, self._newest + 0.5 * max(1.0, self._speed))
        self._shown = max(self._shown, flowing)
        return self._shown
