"""Keys of ``rep-monitor live`` become commands."""

import pytest

from monitor.cli.live_keys import KEYS, press
from monitor.model.records import (
    EndRangeTest,
    Record,
    SetSide,
    Side,
    Stamped,
    StartMobilityTest,
    StartRangeTest,
)


class Session:
    """Keeps what is commanded at 2 s."""

    def __init__(self) -> None:
        self.said: list[Record] = []
        self.is_over = False

    def command(self, make: Stamped) -> None:
        self.said.append(make(2.0))

    def end(self) -> None:
        self.is_over = True


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("r", StartRangeTest(2.0)),
        ("t", StartMobilityTest(2.0)),
        ("x", EndRangeTest(2.0)),
        ("a", SetSide(2.0, Side.LEFT)),
        ("d", SetSide(2.0, Side.RIGHT)),
    ],
)
def test_a_key_is_a_command_and_is_named(key: str, command: Record) -> None:
    session = Session()

    press(session, key)

    assert session.said == [command]
    assert f" {key} " in KEYS


def test_other_keys_do_nothing_and_q_ends() -> None:
    session = Session()
    for key in ("ä", "5", "q"):
        press(session, key)

    assert session.said == []
    assert session.is_over
