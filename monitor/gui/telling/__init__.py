"""What a person tells of sets: load, kind, exertion, pain, and signs of danger."""
