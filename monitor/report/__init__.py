"""What a lifter can hand to a physiotherapist: self-contained HTML."""
