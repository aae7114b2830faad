"""``rep-monitor exercises``: what can be counted, and by what."""

from monitor.cli.options import examples

NAME = "exercises"
EXAMPLES = examples("rep-monitor exercises")


def command() -> None:
    """List the exercises that can be counted."""
    from rich.console import Console
    from rich.table import Table

    from monitor.detection.exercises import EXERCISES

    table = Table("Name", "What it is", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for exercise in EXERCISES.values():
        table.add_row(exercise.name, f"{exercise.title}. {exercise.description}")
    Console().print(table)
