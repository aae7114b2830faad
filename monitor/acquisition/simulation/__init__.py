"""A virtual lifter: movement, sensors, radio, and the truth about all of them."""
