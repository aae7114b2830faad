"""What follows from weeks of training: load, pain, form, and plain words for it."""
