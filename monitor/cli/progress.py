"""Progress on standard error, so that standard output stays clean."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Item = TypeVar("Item")
EVERY = 1000  # items between two updates


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    console = Console(stderr=True)
    hidden = not console.is_interactive
    return Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=hidden
    )


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show that something goes on whose end can't be told."""
    with _progress() as progress:
        progress.add_task(what, total=None)
        yield


@contextmanager
def counting(
    what: str, unit: str
) -> Iterator[Callable[[Iterable[Item]], Iterator[Item]]]:
    """Show how many items have passed; yields what they must pass through."""
    with _progress() as progress:
        task = progress.add_task(what, total=None)

        def passing(items: Iterable[Item]) -> Iterator[Item]:
            for count, item in enumerate(items):
                if count % EVERY == 0:
                    progress.update(task, description=f"{what}: {count} {unit}")
                yield item

        yield passing


@contextmanager
def steps(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show how many of ``total`` steps are done; yields what says so."""
    with _progress() as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


@contextmanager
def naming(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show which of some named things is worked at; yields what says so."""
    with _progress() as progress:
        task = progress.add_task(what, total=None, visible=False)

        def at(done: int, total: int, name: str) -> None:
            text = f"{what} {name}"
            progress.update(
                task, completed=done, total=total, description=text, visible=True
            )

        yield at
