"""Events to what the athlete is told: priority, wording, how often."""
