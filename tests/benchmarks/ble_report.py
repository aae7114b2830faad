"""Measures sessions over Bluetooth: through bleak's real BlueZ backend, on the rig.

    python -m tests.benchmarks.ble_report exact --profile movella_dot --minutes 10
    python -m tests.benchmarks.ble_report exact --profile reference --rate 200
    python -m tests.benchmarks.ble_report faults
    python -m tests.benchmarks.ble_report storms --seeds 20
    python -m tests.benchmarks.ble_report load --minutes 30 [--slow-disk]

The sensors are simulated and speak their profile's bytes; ``rep-monitor live`` runs as
a process of its own. Nothing is judged here: figures are printed.
"""

import argparse
import asyncio
import csv
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.session import Circumstances, simulate
from monitor.model.blocks import Posture, Samples
from monitor.model.records import TRUNK, ExerciseName, Placement
from monitor.profiles import Profile, at_rate, find_profiles
from monitor.recording.recording import read_recording
from monitor.view.event_lines import event_line
from tests.rig.bluez import BlueZ, bluez
from tests.rig.faults import FAULTS, Fault, Seen, suffer
from tests.rig.peripheral import Peripheral, lines
from tests.rig.stage import ADDRESS, staged
from tests.rig.storm import is_part_of, storm

STYLE = Style(ribs=0.25, stops=0.2, tuck=0.1)
SET_S = 68.0  # a set and its rest, about
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def sensors(profile: Profile, key: str, seconds: float) -> dict[Placement, Peripheral]:
    """Return two sensors with enough to send."""
    outline = Outline(sets=int(seconds / SET_S) + 2, style=STYLE, rest_s=(40.0, 50.0))
    session = simulate(
        "radio",
        ExerciseName.HIP_THRUST,
        1,
        Circumstances(outline),
        dict.fromkeys(TRUNK, (key, profile)),
    )
    return {
        each: Peripheral(ADDRESS[each], profile, lines(session, each, profile))
        for each in TRUNK
    }


@dataclass
class Child:
    """A running ``rep-monitor live``, and its files."""

    process: subprocess.Popen[bytes]
    recording: Path
    events: Path
    log: Path

    def cpu_s(self) -> float:
        """Return the CPU time used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().split()
        return (int(fields[13]) + int(fields[14])) / TICKS

    def memory_mb(self) -> float:
        """Return the resident memory."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(each for each in text.split("\n") if each.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def live(
    rig: BlueZ, profile: str, *more: str, main: str = "monitor", seconds: float
) -> Iterator[Child]:
    """Run ``rep-monitor live`` on a rig, headless and recording."""
    folder = Path(tempfile.mkdtemp(prefix="radio"))
    child = Child(
        recording=folder / "session.mcap",
        events=folder / "events.jsonl",
        log=folder / "log",
        process=subprocess.Popen(
            [
                *[sys.executable, "-m", main, "live", "--headless"],
                *["--pelvis", ADDRESS[Placement.PELVIS]],
                *["--lumbar", ADDRESS[Placement.LUMBAR]],
                *["--profile", profile, "--duration", str(seconds)],
                *["--record", str(folder / "session.mcap")],
                *["--events", str(folder / "events.jsonl"), *more],
            ],
            stdout=(folder / "log").open("wb"),
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "DBUS_SYSTEM_BUS_ADDRESS": rig.bus.address,
                "XDG_CONFIG_HOME": str(folder / "config"),
                "XDG_DATA_HOME": str(folder),
            },
        ),
    )
    try:
        yield child
    finally:
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
            child.process.wait(30)


def exact(arguments: argparse.Namespace) -> None:
    """Compare what was sent with what was recorded, and live with replay."""
    profile = find_profiles()[arguments.profile]
    more = []
    if arguments.rate:
        profile = at_rate(profile, arguments.rate)
        more = ["--rate", str(arguments.rate)]
    seconds = arguments.minutes * 60.0
    played = sensors(profile, arguments.profile, seconds)
    with (
        bluez(list(played.values())) as rig,
        live(rig, arguments.profile, *more, seconds=seconds) as child,
    ):
        code = child.process.wait(seconds + 120)
    rate = arguments.rate or next(iter(profile.streams.values())).rate_hz
    say(f"{arguments.profile} at {rate:g} Hz, {arguments.minutes:g} min, exit {code}")
    _compare_bytes(child, played)
    _compare_outputs(child)
    say(child.log.read_text().strip().split("\n")[-2])


def _compare_bytes(child: Child, played: dict[Placement, Peripheral]) -> None:
    exported = child.recording.with_suffix(".csv")
    subprocess.run(
        [
            *[sys.executable, "-m", "monitor", "export", str(child.recording)],
            *["--format", "notifications", "-o", str(exported)],
        ],
        check=True,
        capture_output=True,
    )
    got: dict[str, list[str]] = {}
    with exported.open() as file:
        for row in csv.DictReader(file):
            got.setdefault(row["placement"], []).append(row["hex"])
    for placement, sensor in played.items():
        sent = [payload.hex() for _, payload in sensor.sent]
        same = got.get(placement, []) == sent
        count = len(got.get(placement, []))
        say(f"{placement}: sent {len(sent)}, recorded {count}, equal in order: {same}")


def _compare_outputs(child: Child) -> None:
    """Feed the recording again: all events must be the same lines."""
    recording = read_recording(child.recording)
    pipeline = recording.pipeline()
    again = [
        event_line(output)
        for record in recording.records
        for output in pipeline.feed(record)
        if not isinstance(output, (Samples, Posture))
    ]
    told = child.events.read_bytes().splitlines(keepends=True)
    say(f"events: live {len(told)}, replayed {len(again)}, equal: {told == again}")
    table = child.recording.with_suffix(".json")
    subprocess.run(
        [
            *[sys.executable, "-m", "monitor", "analyze", str(child.recording)],
            *["--json", str(table)],
        ],
        check=True,
        capture_output=True,
    )
    analysis = json.loads(table.read_text())
    kinds = [json.loads(line) for line in told]
    standing = {e["rep"]["rep_id"] for e in kinds if e["event"] == "RepCounted"}
    standing -= {e["rep_id"] for e in kinds if e["event"] == "RepRetracted"}
    onsets = sum(e["event"] == "OverLimitBegan" for e in kinds)
    say(
        f"reps: live {len(standing)}, analyze {len(analysis['reps'])};"
        f" onsets past a limit: live {onsets}, analyze {len(analysis['alerts'])}"
    )


def faults(_: argparse.Namespace) -> None:
    """Let a session suffer each fault; print when it was seen and overcome."""
    logging.getLogger("bleak").setLevel(logging.CRITICAL)
    profile = find_profiles()["reference"]
    say("| fault | right state after, s | streams again after, s | leaked | said |")
    say("|---|---|---|---|---|")
    for fault in FAULTS:
        played = sensors(profile, "reference", 60.0)
        with bluez(list(played.values())) as rig:
            seen = asyncio.run(_suffered(rig, played, fault))
            left = rig.links + rig.notify_sessions + sum(rig.scanners.values())
        times = f"{seen.seen_s:.2f} | {seen.recovered_s:.2f}"
        say(f"| {fault.name} | {times} | {left} | {seen.reason[:140]} |")


async def _suffered(
    rig: BlueZ, played: dict[Placement, Peripheral], fault: Fault
) -> Seen:
    async with staged(rig, played) as stage:
        return await suffer(stage, fault)


def storms(arguments: argparse.Namespace) -> None:
    """Let sessions suffer faults at random, and see that they come out of it whole."""
    logging.getLogger("bleak").setLevel(logging.CRITICAL)
    profile = find_profiles()["reference"]
    for seed in range(arguments.seeds):
        played = sensors(profile, "reference", 120.0)
        with bluez(list(played.values())) as rig:
            took_s, whole = asyncio.run(_stormed(rig, played, seed))
            left = rig.links + rig.notify_sessions + sum(rig.scanners.values())
        say(f"seed {seed}: 20 faults in {took_s:.0f} s, whole {whole}, leaked {left}")


async def _stormed(
    rig: BlueZ, played: dict[Placement, Peripheral], seed: int
) -> tuple[float, bool]:
    async with staged(rig, played) as stage:
        await stage.until(stage.all_stream)
        began = stage.clock.now()
        await storm(stage, seed, blows=20)
        took_s = stage.clock.now() - began - stage.slept_s[0]
    whole = all(is_part_of(stage.got(p), each.sent) for p, each in played.items())
    return took_s, whole


def load(arguments: argparse.Namespace) -> None:
    """Measure CPU, memory and latency of a long session at 100 Hz."""
    profile = find_profiles()["reference"]
    seconds = arguments.minutes * 60.0
    played = sensors(profile, "reference", seconds)
    main = "tests.benchmarks.slow_disk" if arguments.slow_disk else "monitor"
    memory: list[float] = []
    with (
        bluez(list(played.values())) as rig,
        live(rig, "reference", main=main, seconds=seconds) as child,
    ):
        time.sleep(30.0)  # loading is over, and calibration
        began, cpu = time.monotonic(), child.cpu_s()
        while child.process.poll() is None and time.monotonic() - began < seconds - 40:
            memory.append(child.memory_mb())
            time.sleep(10.0)
        share = (child.cpu_s() - cpu) / (time.monotonic() - began)
        code = child.process.wait(180)
    ledger = json.loads(child.recording.with_suffix(".latency.json").read_text())
    slow = ", 50 ms for each write to the disk" if arguments.slow_disk else ""
    say(f"{arguments.minutes:g} min, exit {code}{slow}")
    say(f"CPU of the whole process: {100 * share:.1f} % of a core")
    quarter = max(len(memory) // 4, 1)
    first = sum(memory[:quarter]) / quarter
    last = sum(memory[-quarter:]) / quarter
    say(f"memory: first quarter {first:.1f} MB, last quarter {last:.1f} MB")
    say(f"alerts: {len(ledger['alerts'])}")
    say(f"arrival -> decided, ms: {ledger['arrival_to_decided_ms']}")
    say(f"sample -> decided, ms: {ledger['sample_to_decided_ms']}")
    _compare_bytes(child, played)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("exact")
    one.add_argument("--profile", default="movella_dot")
    one.add_argument("--rate", type=float)
    one.add_argument("--minutes", type=float, default=10.0)
    one.set_defaults(run=exact)
    commands.add_parser("faults").set_defaults(run=faults)
    many = commands.add_parser("storms")
    many.add_argument("--seeds", type=int, default=20)
    many.set_defaults(run=storms)
    long = commands.add_parser("load")
    long.add_argument("--minutes", type=float, default=30.0)
    long.add_argument("--slow-disk", action="store_true")
    long.set_defaults(run=load)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
