"""The settings dialog: a page for each thing that a person may choose."""
