"""Sources made of hardware, or of nothing."""
