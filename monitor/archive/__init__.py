"""An archive judged again: many recordings, other settings or a newer version."""
