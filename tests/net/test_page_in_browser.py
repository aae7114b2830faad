"""The tablet's page in a real browser, at a real server, over TLS."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from monitor.net.messages import Alarm, LinkView, SetTold, State
from monitor.net.subjects import Branch
from tests.net.chromium import CHROMIUM, Browser, browser
from tests.net.tablet_gym import PIN, TabletGym, tablet_gym

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

EVIL = "<img src=x onerror='window.ran=1'>"
ANN = State(
    station="rack-1",
    session="s1",
    n=1,
    t=10.0,
    lifter="Ann",
    exercise="Hip thrust",
    in_set=True,
    set_index=2,
    load_kg=62.5,
    reps=3,
    planned_reps=8,
    lumbar_deg=-12.0,
    trace=(-10.0, -11.0, None, -12.0),
    links=(LinkView("sacrum", "streaming", 81.0, 0.0),),
    clean=2,
    borderline=1,
)
SET = SetTold(
    id="set-000001",
    station="rack-1",
    session="s1",
    seq=1,
    t=9.0,
    utc="",
    lifter="Ann",
    index=1,
    exercise="Hip thrust",
    reps=8,
    scored=8,
    clean=7,
    faults=1,
    load_kg=60.0,
)
TEXT = "document.body.innerText"


def told(
    tmp_path: Path, story: Callable[[TabletGym, Browser], Awaitable[None]]
) -> None:
    async def tell() -> None:
        async with (
            tablet_gym(tmp_path, ["rack-1", "rack-2"]) as gym,
            browser(tmp_path / "browser") as page,
        ):
            await story(gym, page)

    asyncio.run(tell())


def has(words: str) -> str:
    return f"{TEXT}.includes({msgspec.json.encode(words).decode()})"


def test_a_late_tablet_sees_what_is_kept_then_lives_and_asks_nobody_else(
    tmp_path: Path,
) -> None:
    async def story(gym: TabletGym, page: Browser) -> None:
        await gym.tell(ANN, keep=True)
        await gym.tell_set(SET)
        await gym.tell_set(msgspec.structs.replace(SET, utc="again"))

        await page.open(gym.link)

        await page.until(has("12° extension"))
        shown = await page.value(TEXT)
        for words in ("Ann", "Hip thrust", "Set 2 · 62.5 kg", "2 clean · 1 near"):
            assert words in shown
        assert await page.value("location.href") == f"{gym.page_url}/"
        assert "SU" not in await page.value("document.documentElement.outerHTML")

        raised = msgspec.structs.replace(
            ANN, n=3, reps=4, alarm=Alarm.DANGER, alert="Extension past the limit"
        )
        await gym.tell(raised)
        await gym.tell(msgspec.structs.replace(ANN, n=2, reps=77))  # came late
        await page.until("document.querySelector('.count').textContent === '4'")
        assert await page.value("document.querySelector('.tile').dataset.kind")
        await page.until(
            "document.getElementById('told').textContent"
            " === 'Ann: Extension past the limit. '"
        )
        await page.until("document.querySelector('.trace canvas') !== null")

        await page.value("document.querySelector('.open').click()")
        await page.until("document.querySelectorAll('#detail-sets tr').length === 1")
        assert "60 kg" in await page.value(
            "document.querySelector('#detail').innerText"
        )

        await gym.withdraw("rack-1")
        await page.until("document.querySelector('.tile') === null")
        hosts = {urlsplit(each).hostname for each in page.asked}
        assert hosts == {"127.0.0.1"}
        assert page.said == []

    told(tmp_path, story)


def test_what_the_network_says_is_only_ever_text(tmp_path: Path) -> None:
    async def story(gym: TabletGym, page: Browser) -> None:
        await page.open(gym.link)
        await page.until(has("Live"))

        evil = msgspec.structs.replace(
            ANN, lifter=EVIL, exercise=EVIL, alert=EVIL, alarm=Alarm.DANGER
        )
        await gym.tell(evil)
        await gym.tell_raw("rack-2", Branch.STATE, b'{"type":"state","lifter":7}')
        await gym.tell_raw("rack-2", Branch.EVENT, b"\xff\x00")
        other = msgspec.structs.replace(ANN, lumbar_deg=None)
        await gym.tell_raw("rack-2", Branch.STATE, msgspec.json.encode(other))

        await page.until(has("3 malformed"))
        shown = "document.querySelector('.name').textContent"
        assert await page.until(shown) == EVIL
        await page.value("document.querySelector('.open').click()")
        await page.until("document.querySelector('#detail').open")
        assert await page.value("document.querySelectorAll('img').length") == 0
        assert await page.value("window.ran") is None
        assert await page.value("document.querySelectorAll('.tile').length") == 1

    told(tmp_path, story)


def test_a_pin_signs_in_and_a_cut_is_said_and_mended(tmp_path: Path) -> None:
    async def story(gym: TabletGym, page: Browser) -> None:
        await page.open(gym.page_url)
        await page.until("document.querySelector('#pin-dialog').open")
        await _enter(page, "0000")
        await page.until(has("That is not the PIN; 4 tries left."))
        await _enter(page, PIN)
        await page.until(has("Live"))

        pid = gym.server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)  # it is supervised, and comes back
        await page.until(has("is cut since"))
        await page.until(f"!{has('is cut since')} && {has('Live')}")
        unknown = msgspec.structs.replace(ANN, lumbar_deg=None, link_lost=True)
        await gym.connected("rack-1")
        await gym.tell(unknown, keep=True)
        await page.until(has("Angle unknown"))
        await page.until(has("Sensor lost"))

        gym.server.credentials.revoke("tablet-2")
        await gym.server.refresh()
        await page.until("document.querySelector('#pin-dialog').open")
        assert "access has ended" in await page.value(TEXT)

    told(tmp_path, story)


async def _enter(page: Browser, pin: str) -> None:
    await page.value(
        f"document.getElementById('pin').value = '{pin}';"
        "document.getElementById('pin-form').requestSubmit()"
    )
