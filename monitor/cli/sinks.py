"""Where a session's outputs end in a terminal, or in a pipe."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rich.console import Console, ConsoleOptions, RenderResult

from monitor.cli.gym_keys import GYM_KEYS, gym_line
from monitor.cli.plain import link_line, plain_line
from monitor.cli.terminal import view
from monitor.model.events import LinkStatus, Output
from monitor.session import Sink
from monitor.view.state import ViewState, folded

if TYPE_CHECKING:
    from monitor.net.shared import SharedSession


PATIENCE_S: Final = 5.0  # so long a gym may take to be reached


class ViewSink:
    """Keeps the newest state; whoever draws asks for the view when it wants to.

    Attributes:
        state: The newest.
        line: Returns a line that stands above everything; empty for none.
    """

    def __init__(self, state: ViewState) -> None:
        self.state = state
        self.line: Callable[[], str] = lambda: ""

    def put(self, output: Output, /) -> None:
        """Take one output."""
        self.state = folded(self.state, output)

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        yield view(self.state, console.height, self.line())


class PlainSink(ViewSink):
    """Prints a line for each thing that happens.

    Attributes:
        waits: Returns why what is shared waits here; empty while it doesn't.
    """

    def __init__(self, state: ViewState, console: Console) -> None:
        super().__init__(state)
        self._console = console
        self.waits: Callable[[], str] = lambda: ""
        self._is_waiting = False

    def put(self, output: Output, /) -> None:
        """Take one output."""
        if isinstance(output, LinkStatus) and output.t >= PATIENCE_S:
            self._tell_waiting()
        line = plain_line(output) or self._link_line(output)
        super().put(output)
        if line is not None:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _tell_waiting(self) -> None:
        """Say it when a gym is lost and when it is back, not at each attempt."""
        why = self.waits()
        if bool(why) is not self._is_waiting:
            self._is_waiting = bool(why)
            waiting = f"What is shared waits here: {why}"
            said = waiting if why else "The gym's server is reached."
            self._console.print(said, markup=False, highlight=False, soft_wrap=True)

    def _link_line(self, output: Output) -> str | None:
        """Tell of a link when it changes, not every second."""
        if not isinstance(output, LinkStatus):
            return None
        before = self.state.links.get(output.placement)
        same = before is not None and before.state is output.state
        return None if same else link_line(output)


def show_gym(sink: Sink, shared: "SharedSession | None", console: Console) -> None:
    """Always show who sees a session, and say once how that is changed."""
    if shared is None:
        return
    console.print(f"{shared.now.words}. {GYM_KEYS}", markup=False, highlight=False)
    if isinstance(sink, ViewSink):
        sink.line = lambda: gym_line(shared.now)
    if isinstance(sink, PlainSink):
        sink.waits = lambda: shared.now.problem if shared.now.is_shared else ""
