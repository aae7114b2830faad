"""What a lifter has in hand of a session that a gym sees."""
