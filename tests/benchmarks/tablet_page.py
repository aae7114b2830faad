"""Pictures of the tablet's page, and what drawing costs, with 1, 8 and 32 lifters.

    python -m tests.benchmarks.tablet_page FOLDER

A real Chromium at a real server; stations are simulated at 10 Hz.
"""

import asyncio
import math
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from monitor.net.messages import TRACE_HZ, Alarm, LinkView, SetTold, State
from tests.net.chromium import Browser, browser
from tests.net.tablet_gym import TabletGym, tablet_gym

RATE_HZ = 10.0
SCREENS = {
    "phone": (360, 740),
    "tablet": (1024, 768),
    "desktop": (1920, 1080),
    "4k": (3840, 2160),
}
COUNTS = (1, 8, 32)
NAMES = ("Ann", "Bela", "Chidi", "Dorothea-Maria", "Emre", "Fen", "Gus", "Hana")
TROUBLE: dict[int, dict[str, Any]] = {
    0: {"alarm": Alarm.DANGER, "alert": "Extension past the limit"},
    2: {"alarm": Alarm.CAUTION, "alert": "Near the limit"},
    3: {"stopped": True, "alarm": Alarm.STOP},
    5: {"link_lost": True, "lumbar_deg": None},
    6: {"help": True},
}
SILENT = 7


def state_of(i: int, n: int, *, calm: bool) -> State:
    """Return a lifter's n-th state."""
    t = n / RATE_HZ
    samples = int(TRACE_HZ / RATE_HZ) if n else 0

    def angle(when: float) -> float:
        return 8.0 - 18.0 * math.sin(1.6 * when + i) ** 2 + math.sin(9 * when + i)

    trace = tuple(angle(t - (samples - 1 - k) / TRACE_HZ) for k in range(samples))
    state = State(
        station=f"rack-{i + 1}",
        session="s1",
        n=n,
        t=t,
        lifter=NAMES[i % 8] + (f" {i // 8 + 1}" if i >= 8 else ""),
        exercise=("Hip thrust", "Romanian deadlift", "Side plank")[i % 3],
        in_set=True,
        set_index=1 + i % 4,
        load_kg=20.0 + 2.5 * i,
        reps=3 + i % 9,
        planned_reps=0 if i % 5 == 4 else 12,
        held_s=t + 20.0 if i % 3 == 2 else None,
        trace=trace,
        links=(
            LinkView("pelvis", "streaming", 81.0 - i, 0.0),
            LinkView("lumbar", "streaming", None if i % 4 else 64.0, 2.0),
        ),
        clean=3 + i % 7,
        borderline=i % 3,
        faults=i % 2,
        lumbar_deg=angle(t),
    )
    if calm:
        return state
    return msgspec.structs.replace(state, **TROUBLE.get(i, {}))


async def lived(
    gym: TabletGym, count: int, ended: asyncio.Event, *, calm: bool
) -> None:
    """Publish all lifters' states until it is ended, each said whole."""
    began, n = time.monotonic(), 0
    while not ended.is_set():
        for i in range(count):
            if calm or i != SILENT or n < 5:
                await gym.tell(state_of(i, n, calm=calm), keep=n % 10 == 0)
        n += 1
        await asyncio.sleep(max(0.0, began + n / RATE_HZ - time.monotonic()))


def sets_of(i: int) -> Iterator[SetTold]:
    """Return a lifter's finished sets."""
    for index in (1, 2, 3):
        yield SetTold(
            id=f"set-{i:04d}-{index}",
            station=f"rack-{i + 1}",
            session="s1",
            seq=index,
            t=100.0 * index,
            utc="",
            lifter=NAMES[i % 8],
            index=index,
            exercise="Hip thrust",
            reps=12,
            scored=12,
            clean=12 - index,
            borderline=1,
            faults=index - 1,
            load_kg=60.0 + 2.5 * index,
            peak_extension_deg=14.0 + 3 * index,
        )


async def pictured(page: Browser, folder: Path, name: str) -> None:
    """Write a picture for each screen, dark and light."""
    for screen, theme in product(SCREENS, ("dark", "light")):
        await page.size(*SCREENS[screen])
        await page.prefer(prefers_color_scheme=theme)
        await asyncio.sleep(0.5)
        await page.picture(folder / f"{screen}-{name}-{theme}.png")


async def busy_of(page: Browser, seconds: float = 5.0) -> float:
    """Return which part of a core the page's own thread takes."""
    await page.call("Performance.enable")

    async def spent() -> float:
        metrics = (await page.call("Performance.getMetrics"))["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))

    before = await spent()
    await asyncio.sleep(seconds)
    return (await spent() - before) / seconds


async def shown(folder: Path, count: int, *, calm: bool) -> None:
    """Show a room, picture it, measure it."""
    name = f"{count}-{'calm' if calm else 'alerts'}"
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        stations = [f"rack-{i + 1}" for i in range(count)]
        async with tablet_gym(home, stations) as gym, browser(home / "browser") as page:
            for told in sets_of(0):
                await gym.tell_set(told)
            ended = asyncio.Event()
            living = asyncio.create_task(lived(gym, count, ended, calm=calm))
            await page.size(*SCREENS["desktop"])
            await page.open(gym.link)
            await page.until(f"document.querySelectorAll('.tile').length === {count}")
            await asyncio.sleep(6.0)
            busy = await busy_of(page)
            sys.stdout.write(f"{name}: {100 * busy:.0f} % of a core\n")
            await pictured(page, folder, name)
            if count == 8 and not calm:
                await page.value("document.querySelector('.open').click()")
                await pictured(page, folder, "detail")
            ended.set()
            await living
            for each in page.said:
                sys.stdout.write(f"  said: {each[:300]}\n")


async def main(folder: Path) -> None:
    """Show each room."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  once, at the start
    for count, calm in product(COUNTS, (True, False)):
        await shown(folder, count, calm=calm)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
