"""The coach's window: a tile for each lifter in the room."""
