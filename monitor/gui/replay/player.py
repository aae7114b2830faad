"""Where in a recording the screen is: plays, pauses, seeks. Knows no clock."""

from dataclasses import dataclass


@dataclass(slots=True)
class Player:
    """The position in a recording, session s.

    Attributes:
        start_s: Where the recording begins.
        end_s: Where it ends.
        position: Where the screen is.
        speed: Session seconds in one of the wall's.
        is_playing: It moves.
    """

    start_s: float
    end_s: float
    position: float
    speed: float = 1.0
    is_playing: bool = False

    def advance(self, wall_s: float) -> float:
        """Move on by a span of the wall's time; return the new position."""
        if self.is_playing:
            self.seek(self.position + wall_s * self.speed)
            if self.position >= self.end_s:
                self.is_playing = False
        return self.position

    def seek(self, t: float) -> float:
        """Go to a time, as far as the recording goes; return where that is."""
        self.position = min(self.end_s, max(self.start_s, t))
        return self.position

    def toggle(self) -> bool:
        """Play or pause, from the start again at the end; return if it plays."""
        if not self.is_playing and self.position >= self.end_s:
            self.position = self.start_s
        self.is_playing = not self.is_playing
        return self.is_playing
