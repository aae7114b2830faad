"""Runs a session in the terminal: the live view, or plain lines in a pipe."""

import asyncio
from collections.abc import Callable, Coroutine

from rich.console import Console
from rich.live import Live

from monitor.cli.sinks import PlainSink, ViewSink
from monitor.cli.terminal import NOT_WATCHED, summary
from monitor.session import Sink
from monitor.view.state import ViewState

FRAMES_PER_S = 10

Session = Callable[[Sink], Coroutine[None, None, None]]


def play(session: Session, state: ViewState, console: Console) -> ViewState:
    """Run a session into the terminal until it ends; return what it came to.

    Args:
        session: Given the terminal as a sink, runs the session.
        state: The view's state at its beginning.
        console: Where to show it.
    """
    sink = ViewSink(state) if console.is_interactive else PlainSink(state, console)

    async def shown() -> None:
        if console.is_interactive:
            with Live(sink, console=console, refresh_per_second=FRAMES_PER_S):
                await session(sink)
        else:  # said once an interrupt already ends the session in good order
            console.print(NOT_WATCHED, soft_wrap=True)
            await session(sink)

    try:
        asyncio.run(shown())
    finally:
        console.print(summary(sink.state))
    return sink.state
