"""``rep-monitor next``: the next load and why, pain, and the checklist."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.history_place import Place, Recordings, opened, settings_of
from monitor.cli.next_answers import keep_answers
from monitor.cli.options import SettingsFile, examples

if TYPE_CHECKING:
    from monitor.cli.next_words import Found
    from monitor.config import Settings
    from monitor.history.store import History

NAME: Final = "next"
EXAMPLES: Final = examples(
    "rep-monitor next",
    "rep-monitor next --lifter Ann --exercise hip_thrust",
    "rep-monitor next --answer sitting=yes --answer condition=no",
    "rep-monitor next --rules",
)


def command(  # noqa: PLR0913  a parameter is an option
    *,
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise", metavar="NAME", help="Which; else the one trained last."
        ),
    ] = None,
    lifter: Annotated[
        str | None,
        typer.Option("--lifter", metavar="NAME", help="Who; else the settings'."),
    ] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="CAUSE=yes|no|-",
            help="What the lifter says of a cause; kept in the settings.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs: one JSON object.")
    ] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="All rules, and where they come from.")
    ] = False,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Show the next load with its reasons, pain, and known causes of back pain."""
    from monitor.cli.next_words import as_lines, in_json, rule_lines

    place = Place(recordings, settings_file)
    settings = settings_of(place)
    if rules:
        for line in rule_lines(settings):
            typer.echo(line)
        return
    with opened(place, synced=True) as history:
        who = _lifter(history, lifter, settings)
        settings = keep_answers(answers or [], who, settings, settings_file)
        found = _look_up(history, who, exercise, settings)
    if as_json:
        typer.echo(in_json(found))
        return
    for line in as_lines(found):
        typer.echo(line)


def _lifter(history: "History", asked: str | None, settings: "Settings") -> str:
    """Return whose sets to look at; two lifters are never mixed."""
    known = history.lifters()
    if asked is None and not settings.wearer and len(known) == 1:
        return known[0]
    if asked is None and not settings.wearer and known:
        names = ", ".join(each or '""' for each in known)
        msg = f"the history has several lifters: {names}; say who."
        raise typer.BadParameter(msg, param_hint="--lifter")
    who = settings.wearer if asked is None else asked
    if who not in known:
        typer.echo(f"The history holds nothing of {who or 'anybody'}.", err=True)
    return who


def _look_up(
    history: "History", who: str, exercise: str | None, settings: "Settings"
) -> "Found":
    from datetime import UTC, datetime

    from monitor.cli.next_words import Found
    from monitor.history.advice import advice
    from monitor.training.checklist import checklist

    today = datetime.now(UTC).date()
    if exercise is None:
        last = history.summaries(who, last=1)
        exercise = last[0].exercise if last else settings.pipeline.kept_exercise
    training = settings.training
    told = advice(history, who, exercise, today, training)
    items = checklist(
        told.sets,
        exercise,
        today,
        (training.checklist, training.load),
        training.answers_of(who),
    )
    return Found(who, today, told, items)
