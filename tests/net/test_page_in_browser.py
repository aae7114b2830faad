"""The tablet's page in a real browser, at a real server, over TLS."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from monitor.net.messages import (
    Alarm,
    LinkView,
    MessageError,
    SetTold,
    State,
    decode_state,
)
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
    links=(LinkView("pelvis", "streaming", 81.0, 0.0),),
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
        for words in (
            "Ann",
            "Hip thrust",
            "Set\u00a02 · 62.5\u00a0kg",
            "2 clean · 1 near",
        ):
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

        await page.until("document.querySelector('.needle').getAttribute('x') > 50")
        unknown = msgspec.structs.replace(ANN, n=4, lumbar_deg=None)
        await gym.tell(unknown)
        await page.until(
            "document.querySelector('.said').innerText === 'Angle unknown'"
        )
        assert (
            await page.value("document.querySelectorAll('.gauge .unknown').length") == 2
        )

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


def test_the_page_takes_and_refuses_what_the_programs_do(tmp_path: Path) -> None:
    whole = msgspec.to_builtins(ANN) | {"v": 1, "alert": "", "unknown": [1]}
    odd: tuple[object, ...] = (
        None,
        -1,
        10**9,
        0.5,
        "",
        "ä" * 49,
        "x" * 241,
        [],
        [9e9],
        {},
        True,
        "stop",
    )
    tried = [whole | {field: value} for field in whole for value in odd]
    tried += [{k: v for k, v in whole.items() if k != gone} for gone in whole]
    tried = [each for each in tried if each.get("type") == "state"]
    own = [each for each in tried if each.get("station") == "rack-1"]

    async def story(gym: TabletGym, page: Browser) -> None:
        await page.open(gym.page_url)
        await page.until("document.querySelector('#pin-dialog').open")

        taken = await page.value(
            "import('/js/messages.js').then((m) =>"
            f" {msgspec.json.encode(own).decode()}.map((each) => {{"
            "   const bytes = new TextEncoder().encode(JSON.stringify(each));"
            "   try { m.decoded('state', 'rack-1', bytes); return true; }"
            "   catch { return false; } }))"
        )

        differing = [
            each
            for each, taken_here in zip(own, taken, strict=True)
            if taken_here != _is_state(each)
        ]
        assert differing == []
        assert 30 < sum(taken) < len(own) - 50

    told(tmp_path, story)


ROOM = """import('/js/room.js').then(({ Room }) => {
  const room = new Room();
  const told = (station, session, n, alarm, at, retained = false) =>
    room.lifter(station).takeState(
      { station, session, n, t: n, alarm, trace: [] }, at, retained);
  const order = (now) => room.order(now).map((x) => x.station).join();
  const all = (now, worst) => {
    for (const each of ["a", "b", "c", "d"]) {
      told(each, "s", now, worst[each] ?? "none", now);
    }
  };
  const seen = [];
  room.choose(true);
  all(1, { c: "danger" });
  seen.push(order(1));                          // worst first from the beginning
  all(5000, { b: "danger", d: "caution" });
  seen.push(order(5000));                       // not before 10 s
  all(10001, { b: "danger", d: "caution" });
  seen.push(order(10001));                      // b is in danger, and stays
  const newer = told("a", "s2", 1, "none", 10002);
  const old = told("a", "s", 99999, "stop", 10003);
  const kept = told("a", "s0", 1, "stop", 9000, true);
  const set = { id: "set-1", seq: 1 };
  const twice = [1, 2].map(() => room.lifter("a").takeTold(set, "set", 1));
  const sets = [room.lifter("a").sets.length];
  for (const [seq, text] of [[2, ""], [3, "history, pain"], [4, "state"]]) {
    const consent = { id: `consent-${seq}`, seq, kind: "consent", text };
    room.lifter("a").takeTold(consent, "event", 1);
    sets.push(room.lifter("a").sets.length);
  }
  return [...seen, newer, old, kept, ...twice, ...sets];
})"""


def test_worst_first_moves_seldom_and_never_who_is_in_danger(tmp_path: Path) -> None:
    async def story(gym: TabletGym, page: Browser) -> None:
        await page.open(gym.page_url)
        await page.until("document.querySelector('#pin-dialog').open")

        orders = await page.value(ROOM)

        assert orders[:3] == ["c,a,b,d", "c,a,b,d", "d,a,b,c"]
        assert orders[3:6] == [True, False, False]  # neither an older session nor kept
        assert orders[6:8] == [True, False]
        assert orders[8:] == [1, 1, 1, 0]  # sets, until they are no longer allowed

    told(tmp_path, story)


def test_a_keyboard_opens_a_tile_and_small_screens_never_scroll_sideways(
    tmp_path: Path,
) -> None:
    async def story(gym: TabletGym, page: Browser) -> None:
        await page.size(360, 740)
        await page.open(gym.link)
        long = msgspec.structs.replace(ANN, lifter="W" * 48, exercise="W" * 240)
        await page.until(has("Live"))
        await gym.tell(long)
        await page.until("document.querySelector('.tile') !== null")

        wide = "document.documentElement.scrollWidth"
        assert await page.value(wide) <= 360
        await page.value("document.querySelector('.open').focus()")
        for kind in ("keyDown", "keyUp"):
            await page.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                code="Enter",
                text="\r",
                windowsVirtualKeyCode=13,
            )
        await page.until("document.querySelector('#detail').open")
        await page.value("document.querySelector('#detail-close').click()")
        focused = "document.activeElement.className"
        assert await page.value(focused) == "open"

    told(tmp_path, story)


def _is_state(told: object) -> bool:
    try:
        decode_state(msgspec.json.encode(told))
    except MessageError:
        return False
    return True


async def _enter(page: Browser, pin: str) -> None:
    await page.value(
        f"document.getElementById('pin').value = '{pin}';"
        "document.getElementById('pin-form').requestSubmit()"
    )
