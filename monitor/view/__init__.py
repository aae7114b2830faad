"""What any screen knows of a session: pure folds, nothing here draws."""
