"""How often something may happen: a bucket that fills at a steady rate."""


class Bucket:
    """Holds what may happen now: up to a second's worth."""

    def __init__(self, rate_hz: float) -> None:
        """Be full.

        Args:
            rate_hz: How often it may happen in the long run; so many at once.
        """
        self._rate_hz = self._left = rate_hz
        self._since_s: float | None = None

    def takes(self, now_s: float) -> bool:
        """Return whether it may happen now; then it counts.

        Args:
            now_s: s, never going back.
        """
        if self._since_s is not None:
            filled = (now_s - self._since_s) * self._rate_hz
            self._left = min(self._rate_hz, self._left + filled)
        self._since_s = now_s
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
