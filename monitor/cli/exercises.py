"""``rep-monitor exercises``: what can be counted, and by what."""

from typing import TYPE_CHECKING

import typer

from monitor.cli.options import examples

if TYPE_CHECKING:
    from monitor.detection.forms import Form
    from monitor.detection.measures import Measure

NAME = "exercises"
HEADINGS = ("Name", "What it is", "What is measured")
EXAMPLES = examples("rep-monitor exercises")


def command() -> None:
    """List the exercises that can be counted, one's own included."""
    from rich.console import Console
    from rich.table import Table

    from monitor.detection.forms import FORMS
    from monitor.model.errors import ConfigError
    from monitor.own_exercises import own_exercise_files, read_own_exercise

    table = Table(*HEADINGS, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for form in FORMS.values():
        table.add_row(form.name, _what(form), _measured(form.measure))
    problems: list[str] = []
    for stem, path in own_exercise_files().items():
        try:
            own = read_own_exercise(path).form
        except ConfigError as error:
            problems.append(str(error))
        else:
            table.add_row(stem, _what(own), _measured(own.measure))
    Console().print(table)
    for problem in problems:
        typer.echo(problem, err=True)


def _what(form: "Form") -> str:
    return f"{form.title}. {form.description}"


def _measured(seen: "Measure") -> str:
    measured = f"{seen.channel}, about the {seen.axis} axis; by {seen.seen_by}"
    if seen.longest_s is None or seen.drift_dps is None:
        return measured
    limits = f"{seen.longest_s:.0f} s at most, drift up to {seen.drift_dps:.1f}°/s"
    return f"{measured} ({limits})"
