"""A session goes on, whatever becomes of its gym."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from monitor.consent import CoachSettings, Consent, Share
from monitor.model.records import Stamped
from monitor.net.address import Address
from monitor.net.attached import NOTHING_SHARED, StationWish, joined_to_gym
from monitor.pipeline import PipelineSettings

SHARED = Consent(Share.STATE)


def joined(
    coach: CoachSettings, address: Address | None = None
) -> tuple[int, list[str]]:
    """Return how many sinks there are, and what was shown."""
    shown: list[str] = []

    def ignore(_: Stamped) -> None:
        """Nobody commands anything here."""

    async def session() -> int:
        wish = StationWish(coach, "Ann", PipelineSettings(), address=address)
        async with AsyncExitStack() as stack:
            told = await joined_to_gym(stack, wish, ignore, shown.append)
            return len(told.sinks)

    return asyncio.run(session()), shown


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


def test_without_a_gym_nothing_is_told_or_said() -> None:
    assert joined(CoachSettings(consent=SHARED)) == (0, [])


def test_without_consent_that_is_said() -> None:
    assert joined(CoachSettings(enrolment="iron")) == (0, [NOTHING_SHARED])


def test_a_gym_that_nobody_enrolled_in_is_said_and_the_session_goes_on() -> None:
    sinks, shown = joined(CoachSettings(enrolment="iron", consent=SHARED))

    assert sinks == 0
    assert "not enrolled" in shown[0]


def test_an_outbox_that_is_none_is_said_and_the_session_goes_on(home: Path) -> None:
    place = home / "xdg_data_home" / "rep-monitor" / "stations" / "iron-rack-1.sqlite3"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"no database" * 500)
    nowhere = Address(("nats://127.0.0.1:1",), "iron", "rack-1")

    sinks, shown = joined(CoachSettings(consent=SHARED), nowhere)

    assert sinks == 0
    assert "can't be opened" in shown[0]


def test_a_server_that_is_not_there_keeps_nobody_waiting(home: Path) -> None:
    nowhere = Address(("nats://127.0.0.1:1",), "iron", "rack-1")

    assert joined(CoachSettings(consent=SHARED), nowhere) == (2, [])
