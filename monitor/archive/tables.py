"""What changed in an archive, for people: a table in the terminal."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.alerts.wording import plural
from monitor.archive.outcome import Changes
from monitor.archive.total import Total
from monitor.model.events import Verdict

MOST_SHOWN: Final = 200  # recordings in a list; the Parquet file has all
_WORDS: Final = {
    Verdict.PENDING: "not judged",
    Verdict.CLEAN: "clean",
    Verdict.BORDERLINE: "borderline",
    Verdict.FAULT: "fault",
    Verdict.NOT_SCORED: "not scored",
}


def archive_tables(total: Total) -> Group:
    """Return everything that a person is shown of an archive judged again."""
    parts: list[RenderableType] = [Text(_summary(total), style="bold")]
    if total.changed:
        parts += [Text("Judged otherwise than on the day:"), _changes(total)]
    same = total.compared - len(total.changed)
    if same:
        parts.append(Text(f"{plural(same, 'recording')} judged as on the day"))
    untold = total.recordings - total.compared
    if untold:
        about = "says" if untold == 1 else "say"
        told = f"{plural(untold, 'recording')} {about} nothing of the day; not compared"
        parts.append(Text(told))
    parts += _listed("Could not be judged", total.failed)
    parts += _listed("To know", total.notices)
    parts.append(Text("A training aid; no medical advice."))
    return Group(*parts)


def _summary(total: Total) -> str:
    said = f"{plural(total.recordings, 'recording')} judged"
    said += f" ({total.duration_s / 3600:.1f} h, {plural(total.reps, 'rep')})"
    if total.failed:
        said += f"; {len(total.failed)} could not be judged"
    if total.known:
        said += f"; {plural(total.known, 'file')} known from an earlier run"
    if total.copies:
        said += f"; {plural(total.copies, 'file')} with the same content as another"
    return said


def _changes(total: Total) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    reps = f"{total.reps_day} → {total.reps_compared}"
    table.add_column("recording", f"all {total.compared}", overflow="fold")
    table.add_column("reps: on the day → now", reps, justify="right")
    table.add_column("new, gone", _both(total.more, total.fewer), justify="right")
    alerts = _both(total.alerts_more, total.alerts_fewer)
    table.add_column("alerts", alerts, justify="right")
    table.add_column("verdicts", _verdicts(total.verdicts.items()))
    for name, reps_now, changes in total.changed[:MOST_SHOWN]:
        table.add_row(*_row(name, reps_now, changes))
    hidden = len(total.changed) - MOST_SHOWN
    if hidden > 0:
        table.add_row(f"{hidden} more: see the Parquet file")
    return table


def _row(name: str, reps: int, changes: Changes) -> tuple[str, ...]:
    verdicts = (((each.was, each.now), each.count) for each in changes.verdicts)
    return (
        name,
        f"{changes.reps_day} → {reps}",
        _both(changes.more, changes.fewer),
        _both(changes.alerts_more, changes.alerts_fewer),
        _verdicts(verdicts),
    )


def _both(more: int, fewer: int) -> str:
    return f"+{more} -{fewer}" if more or fewer else "same"


def _verdicts(changes: Iterable[tuple[tuple[Verdict, Verdict], int]]) -> str:
    """Return "3 clean → fault, 1 fault → borderline"."""
    return ", ".join(
        f"{count} {_WORDS[was]} → {_WORDS[now]}" for (was, now), count in changes
    )


def _listed(title: str, told: list[tuple[str, str]]) -> Iterator[Text]:
    if not told:
        return
    yield Text(f"{title}:", style="bold")
    for name, sentence in told[:MOST_SHOWN]:
        yield Text(f"  {_named(name, sentence)}")
    hidden = len(told) - MOST_SHOWN
    if hidden > 0:
        yield Text(f"  and {hidden} more: see the Parquet file of recordings")


def _named(name: str, sentence: str) -> str:
    """Say it of a file in its folder; the sentence may begin with the file's name."""
    file = name.rsplit("/", 1)[-1]
    if sentence.startswith(file):
        return name + sentence.removeprefix(file)
    return f"{name}: {sentence}"
