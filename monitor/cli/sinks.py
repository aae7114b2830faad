"""Where a session's outputs end in a terminal, or in a pipe."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult

from monitor.cli.gym_keys import GYM_KEYS, gym_line
from monitor.cli.plain import link_line, plain_line
from monitor.cli.terminal import view
from monitor.model.events import LinkStatus, Output
from monitor.session import Sink
from monitor.view.state import ViewState, folded

if TYPE_CHECKING:
    from monitor.net.shared import SharedSession


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
    """Prints a line for each thing that happens."""

    def __init__(self, state: ViewState, console: Console) -> None:
        super().__init__(state)
        self._console = console

    def put(self, output: Output, /) -> None:
        """Take one output."""
        line = plain_line(output) or self._link_line(output)
        super().put(output)
        if line is not None:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)

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
