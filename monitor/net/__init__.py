"""Many stations, many coaches: what a session tells, as messages over NATS."""
