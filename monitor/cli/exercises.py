"""``rep-monitor exercises``: what can be counted, and by what."""

from monitor.cli.options import examples

NAME = "exercises"
HEADINGS = ("Name", "What it is", "What is measured")
EXAMPLES = examples("rep-monitor exercises")


def command() -> None:
    """List the exercises that can be counted."""
    from rich.console import Console
    from rich.table import Table

    from monitor.detection.forms import FORMS

    table = Table(*HEADINGS, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for form in FORMS.values():
        seen = form.measure
        measured = f"{seen.channel}, about the {seen.axis} axis; by {seen.seen_by}"
        if seen.longest_s is not None and seen.drift_dps is not None:
            measured += (
                f" ({seen.longest_s:.0f} s at most, drift up to"
                f" {seen.drift_dps:.1f}°/s)"
            )
        table.add_row(form.name, f"{form.title}. {form.description}", measured)
    Console().print(table)
