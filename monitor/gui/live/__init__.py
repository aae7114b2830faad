"""The live view: what a lifter and a coach see while a set goes on."""
