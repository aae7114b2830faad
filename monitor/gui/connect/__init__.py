"""The way from the box to the first set: where to wear, which sensor, calibration."""
