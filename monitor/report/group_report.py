"""What a group has done, as a page that needs nothing else."""

from collections.abc import Sequence
from typing import Final

from monitor.report.parts import page, table
from monitor.report.session_report import Making

PURPOSE: Final = "Counted by sensors, as far as each lifter shares it."


def group_report(title: str, rows: Sequence[Sequence[str]], making: Making) -> str:
    """Return the page as HTML.

    Args:
        title: Of which gym, and since when.
        rows: The columns' names, then a row a lifter.
        making: Who made it.
    """
    head, *body = rows
    return page(
        "group.html",
        {
            "title": title,
            "purpose": PURPOSE,
            "lifters": table("Lifters", head, body),
            "made_by": making.program,
            "made_on": making.now.strftime("%Y-%m-%d %H:%M %Z"),
        },
    )
