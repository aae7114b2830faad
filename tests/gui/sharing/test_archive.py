"""A session at the window ends with its recording in the gym's archive."""

import asyncio
import math
from pathlib import Path

import pytest

from monitor.config import Settings
from monitor.consent import CoachSettings, Consent, Share
from monitor.gui.studio import DemoWish, Studio
from monitor.net.address import write_address
from monitor.net.archive_fetch import archive_of
from monitor.net.attached import enrolment_path
from monitor.recording.recording import read_recording
from tests.net.server import COACH, GYM, STATIONS, Server, gym

STATION = STATIONS[0]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


def trained(home: Path, share: Share) -> list[str]:
    """Run a session as the window does; return what the lifter was told."""
    coach = CoachSettings(GYM, Consent(share))
    settings = Settings(coach=coach, wearer="Ann Lee", recordings=str(home / "mine"))
    wish = DemoWish(duration_s=12.0, speed=math.inf, is_heard=False)
    started = Studio(settings).demo(wish)
    started.thread.start()
    assert started.thread.join(60.0)
    assert started.record is not None
    assert started.record.exists()
    return list(started.thread.remarks)


async def got(server: Server, folder: Path) -> list[Path]:
    """Return a station's recordings, as a coach gets them."""
    async with archive_of(server.address(COACH)) as archive:
        entries = await archive.entries(STATION)
        for entry in entries:
            await archive.fetch(entry, folder)
    return [folder / entry.name for entry in entries]


@pytest.mark.parametrize(
    ("share", "said"),
    [(Share.HISTORY, ["1 recording is in the archive."]), (Share.STATE, [])],
)
def test_a_recording_of_the_window_is_archived_if_its_lifter_agrees(
    home: Path, share: Share, said: list[str]
) -> None:
    async def evening() -> tuple[list[str], list[Path]]:
        async with gym(home / "server") as server:
            write_address(server.address(STATION), enrolment_path(GYM))
            remarks = await asyncio.to_thread(trained, home, share)
            return remarks, await got(server, home / "got")

    remarks, files = asyncio.run(evening())

    assert remarks[-1:] == said
    assert [read_recording(path).header.wearer[:7] for path in files] == [
        "Lifter " for _ in said
    ]
