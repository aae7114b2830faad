"""The window: Qt lives here alone."""
