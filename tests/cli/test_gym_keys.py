"""Keys about the gym, and the line that tells who sees the session."""

import pytest
from rich.console import Console

from monitor.cli.gym_keys import GYM_KEYS, also_of_gym, gym_line
from monitor.cli.sinks import PlainSink, ViewSink, show_gym
from monitor.consent import Consent, Share
from monitor.model.events import LinkStatus
from monitor.model.records import LinkState, Placement
from monitor.net.messages import Answer
from monitor.net.orders import Orders
from monitor.net.shared import SharedNow, SharedSession
from monitor.pipeline import PipelineSettings
from monitor.view.state import beginning


class Link:
    def __init__(self) -> None:
        self.problem = ""
        self.consent = Consent(Share.STATE)
        self.calls = 0
        self.answers: list[tuple[str, Answer]] = []

    def use(self, consent: Consent) -> None:
        self.consent = consent

    def call_for_help(self, *, wanted: bool) -> None:
        self.calls += wanted

    def answer(self, command: str, answer: Answer) -> None:
        self.answers.append((command, answer))


@pytest.fixture
def shared() -> SharedSession:
    orders = Orders(lambda _: None, lambda *_: None, lambda _: None)
    return SharedSession("iron", Link(), orders, lambda _: None)


def test_keys_of_the_gym_are_done_and_named_and_others_passed_on(
    shared: SharedSession,
) -> None:
    others: list[str] = []
    press = also_of_gym(others.append, shared)

    for key in "hgq":
        press(key)

    assert not shared.now.is_shared
    assert others == ["q"]
    assert " g stop" in GYM_KEYS
    assert " h call" in GYM_KEYS


def test_without_a_gym_every_key_is_passed_on() -> None:
    others: list[str] = []

    also_of_gym(others.append, None)("g")

    assert others == ["g"]


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (SharedNow("iron", Consent(Share.STATE)), "Shared with iron: state"),
        (SharedNow("iron", Consent(), "cut"), "Not shared with iron"),
        (
            SharedNow("iron", Consent(Share.HISTORY), "cut", help=True),
            "Shared with iron: history · waiting: cut · the coach is called",
        ),
    ],
)
def test_a_line_tells_how_it_is_shared(now: SharedNow, line: str) -> None:
    assert gym_line(now) == line


def test_the_line_stands_above_the_view_and_follows(shared: SharedSession) -> None:
    console = Console(width=100, height=40, record=True)
    sink = ViewSink(beginning(PipelineSettings()))

    show_gym(sink, shared, console)
    console.print(sink)
    shared.toggle()
    console.print(sink)

    text = console.export_text()
    assert text.index("Shared with iron: state") < text.index("hip thrust")
    assert "Not shared with iron" in text


def test_plain_lines_say_it_once(shared: SharedSession) -> None:
    console = Console(width=100, record=True)

    show_gym(PlainSink(beginning(PipelineSettings()), console), shared, console)

    assert console.export_text().count("Shared with iron: state") == 1


def test_plain_lines_say_when_the_gym_is_lost_and_back_not_each_attempt() -> None:
    console = Console(width=100, record=True)
    sink = PlainSink(beginning(PipelineSettings()), console)
    problems = iter(["", "cut", "cut still", "", ""])
    sink.waits = lambda: next(problems)

    for t in (1.0, 6.0, 7.0, 8.0, 9.0, 10.0):
        link = (Placement.PELVIS, LinkState.STREAMING, 100.0, 1, 0, None, None)
        sink.put(LinkStatus(t, *link))

    text = console.export_text()
    assert text.count("What is shared waits here: cut") == 1
    assert text.count("The gym's server is reached.") == 1
