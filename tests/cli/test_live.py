"""``live``, ``devices`` and ``doctor`` as a person starts them, on a scripted BlueZ."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.acquisition.kits import read_kits
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.records import TRUNK, Placement
from monitor.profiles import find_profiles
from monitor.recording.recording import read_recording
from tests.cli.conftest import Ran
from tests.rig.bluez import BlueZ, bluez
from tests.rig.peripheral import Peripheral, lines
from tests.rig.stage import ADDRESS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is of Linux")
PATIENCE_S = 40.0
BOTH = ["--pelvis", ADDRESS[Placement.PELVIS], "--lumbar", ADDRESS[Placement.LUMBAR]]


Command = Callable[..., Ran]


@pytest.fixture
def sensors(short_session: SimulatedSession) -> dict[Placement, Peripheral]:
    profile = find_profiles()["reference"]
    return {
        each: Peripheral(ADDRESS[each], profile, lines(short_session, each, profile))
        for each in TRUNK
    }


@pytest.fixture
def rig(sensors: dict[Placement, Peripheral]) -> Iterator[BlueZ]:
    with bluez(list(sensors.values())) as rig:
        yield rig


class Person:
    """Starts the program in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "COLUMNS": "160",
        }

    def starts(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "monitor", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **self.environment},
        )

    def runs(self, *words: str) -> tuple[int, str, str]:
        process = self.starts(*words)
        out, err = process.communicate(timeout=PATIENCE_S)
        return process.returncode, out, err

    @property
    def recordings(self) -> list[Path]:
        return sorted((self.home / "data").rglob("*.mcap"))


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


@pytest.fixture
def at_home(
    command: Command, person: Person, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Run a command in this process, in the person's home; a search lasts 1 s."""
    for name, value in person.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("SCAN_S", "ASKED_SCAN_S"):
        monkeypatch.setattr(f"monitor.cli.pairing.{name}", 1.0)
    return command


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_session_by_addresses_is_recorded_told_and_remembered(
    person: Person, rig: BlueZ, sensors: dict[Placement, Peripheral]
) -> None:
    events = person.home / "events"
    code, out, err = person.runs(
        "live", "--headless", *BOTH, "--duration", "3", "--events", str(events)
    )

    assert (code, err) == (0, "")
    assert "Pelvis sensor: streaming" in out
    assert "No medical advice" in out
    assert "Latency" in out
    assert (rig.links, rig.notify_sessions) == (0, 0)
    (recording,) = person.recordings
    assert str(recording) in out
    assert json.loads(recording.with_suffix(".latency.json").read_text())["schema"] == 1
    states = [each["state"] for each in told(events) if each["event"] == "LinkStatus"]
    assert {"scanning", "connecting", "starting", "streaming"} <= set(states)
    exported = person.home / "sent.csv"
    words = ("export", str(recording), "--format", "notifications", "-o", str(exported))
    assert person.runs(*words)[0] == 0
    rows = [line.split(",") for line in exported.read_text().splitlines()[1:]]
    for placement, sensor in sensors.items():
        got = [row[3] for row in rows if row[1] == placement]
        assert got == [payload.hex() for _, payload in sensor.sent]
    # The pair is known by now: neither addresses nor profile are needed again.
    code, out, _ = person.runs("live", "--headless", "--duration", "0.5")
    assert code == 0
    assert len(person.recordings) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_sensors_and_closes_the_recording(
    person: Person,
    rig: BlueZ,
    sensors: dict[Placement, Peripheral],
    number: signal.Signals,
) -> None:
    process = person.starts("live", "--headless", *BOTH)
    wait_until(lambda: all(len(sensor.sent) > 20 for sensor in sensors.values()))

    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_S)

    assert (process.returncode, err) == (0, "")
    assert "Recorded" in out
    assert not any(sensor.streaming for sensor in sensors.values())
    assert rig.links == 0
    code, _, err = person.runs("analyze", str(person.recordings[0]))
    assert (code, err) == (0, "")  # closed properly: there is no notice


def test_a_person_at_a_terminal_is_asked_and_led_by_keys(
    person: Person, rig: BlueZ, sensors: dict[Placement, Peripheral]
) -> None:
    control, terminal = os.openpty()
    words = [sys.executable, "-m", "monitor", "live"]
    environment = {**os.environ, **person.environment, "TERM": "xterm", "LINES": "40"}
    process = subprocess.Popen(
        words, stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    )
    os.close(terminal)
    shown = Screen(control)

    shown.until("on the pelvis?")
    os.write(control, b"2\n")
    shown.until("on the lower back?")
    os.write(control, b"\n")  # the one that is left
    shown.until("pelvis: streaming")
    os.write(control, b"l")
    shown.until("lumbar: streaming")
    os.write(control, b"ms")
    os.write(control, b"q")
    shown.until("Recorded")

    assert process.wait(PATIENCE_S) == 0
    os.close(control)
    assert not any(sensor.streaming for sensor in sensors.values())
    (recording,) = person.recordings
    kinds = [type(record).__name__ for record in read_recording(recording).records]
    assert {"StartLinkCheck", "Marker", "SwapSensors", "EndSession"} <= set(kinds)
    kit = read_kits(person.home / "config" / "rep-monitor" / "kits.toml")[-1]
    used = next(line for line in shown.lines() if line.startswith("Sensors: "))
    assert used == f"Sensors: pelvis {kit.lumbar.address}, lumbar {kit.pelvis.address}"


class Screen:
    """What a terminal was sent, without its commands for colours and places."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._text = ""

    def lines(self) -> list[str]:
        return self._text.replace("\r", "").split("\n")

    def until(self, words: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while words not in self._text:
            assert time.monotonic() < end, self._text[-2000:]
            if select.select([self._descriptor], [], [], 0.2)[0]:
                sent = os.read(self._descriptor, 65536).decode(errors="replace")
                self._text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", sent)


def test_a_second_session_does_not_take_a_sensor(
    person: Person, rig: BlueZ, sensors: dict[Placement, Peripheral]
) -> None:
    first = person.starts("live", "--headless", *BOTH, "--profile", "reference")
    wait_until(lambda: all(len(sensor.sent) > 5 for sensor in sensors.values()))

    code, _, err = person.runs("live", "--headless", *BOTH, "--profile", "reference")

    assert code == 1
    assert "another session uses this sensor" in err
    assert err.count("\n") == 1
    first.send_signal(signal.SIGTERM)
    assert first.wait(PATIENCE_S) == 0
    first.communicate()


def test_a_disk_that_fills_up_stops_the_recording_and_not_the_session(
    person: Person, rig: BlueZ
) -> None:
    """No file may grow past 40 KiB: what writes more is told so, as by a full disk."""
    words = ["live", "--headless", *BOTH, "--profile", "reference", "--duration", "9"]
    script = f"ulimit -f 40; exec {sys.executable} -m monitor {' '.join(words)}"
    ran = subprocess.run(
        ["bash", "-c", script],
        check=False,
        env={**os.environ, **person.environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "could not be written further" in ran.stdout
    (recording,) = person.recordings
    code, out, _ = person.runs("analyze", str(recording))
    assert code == 0  # what was written before is kept
    assert "was not closed properly" in out


def test_a_session_outlives_the_radio_and_ends_well(
    person: Person, rig: BlueZ, sensors: dict[Placement, Peripheral]
) -> None:
    process = person.starts("live", "--headless", *BOTH)
    sent = dict.fromkeys(sensors, 0)

    def stream_on() -> bool:
        return all(len(each.sent) > sent[p] + 20 for p, each in sensors.items())

    wait_until(stream_on)

    def suffer(
        begin: Callable[[], None], span_s: float, end: Callable[[], None]
    ) -> None:
        wait_until(stream_on)
        begin()
        time.sleep(span_s)
        end()
        sent.update({placement: len(each.sent) for placement, each in sensors.items()})
        wait_until(stream_on)

    suffer(lambda: rig.drop(ADDRESS[Placement.PELVIS]), 0.0, lambda: None)
    suffer(lambda: rig.power(on=False), 1.5, lambda: rig.power(on=True))
    suffer(rig.vanish, 4.5, rig.appear)

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE_S)

    assert (process.returncode, err) == (0, "")
    assert "Bluetooth is off: turn it on" in out
    assert "the Bluetooth service isn't running" in out
    assert "s missing" in out  # the gaps
    assert (rig.links, rig.notify_sessions) == (0, 0)


def test_events_go_to_standard_output_alone(person: Person, rig: BlueZ) -> None:
    code, out, err = person.runs(
        "live", "--headless", *BOTH, "--duration", "1", "--events", "-"
    )

    assert code == 0
    assert all(json.loads(line)["event"] for line in out.splitlines())
    assert "Recorded" in err


def test_a_calibration_is_carried_over_from_a_recording(
    person: Person, rig: BlueZ, tmp_path: Path
) -> None:
    demo = tmp_path / "demo.mcap"
    demo_words = ("demo", "--speed", "max", "--duration", "30", "--record", str(demo))
    assert person.runs(*demo_words)[0] == 0
    events = tmp_path / "events"

    code, _, err = person.runs(
        *("live", "--headless", *BOTH, "--duration", "1"),
        *("--calibration", str(demo), "--events", str(events)),
    )

    assert (code, err) == (0, "")
    kinds = {each["event"] for each in told(events)}
    assert kinds & {"Calibrated", "Notice"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pelvis", "A"], "say both"),
        (["--pelvis", "A", "--lumbar", "a"], "can't be both"),
        (["--profile", "nonsense", *BOTH], "no such profile"),
        (["--pelvis", "AA:01", "--lumbar", "AA:02"], "AA:01: not heard"),
        (["--profile", "ti_sensortag", *BOTH], "can't be used"),
        (["--profile", "reference", "--rate", "77", *BOTH], "77 Hz is not on offer"),
        (["--calibration", "nowhere.mcap", *BOTH], "nowhere.mcap"),
        (["--record", "/nowhere/x.mcap", *BOTH], "x.mcap: can't be created"),
        ([], "say which sensor is which"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(
    at_home: Command, rig: BlueZ, words: list[str], said: str
) -> None:
    ran = at_home("live", "--headless", *words, "--duration", "1")

    assert ran.code == 1
    assert said in ran.err.strip().splitlines()[-1]
    assert "Traceback" not in ran.err


def test_devices_lists_what_is_near(person: Person, rig: BlueZ) -> None:
    code, out, err = person.runs("devices", "--timeout", "2", "--json")

    assert (code, err) == (0, "")
    found = json.loads(out)["devices"]
    assert {each["address"] for each in found} == set(ADDRESS.values())
    assert all(each["profile"] == "reference" for each in found)
    assert all(each["battery_percent"] == 87.0 for each in found)
    assert all(each["rssi_dbm"] < 0 for each in found)
    assert rig.links == 0
    code, out, _ = person.runs("devices", "--timeout", "1")
    assert code == 0
    assert "87 %" in out


def test_doctor_tells_adapters_and_what_they_hold(person: Person, rig: BlueZ) -> None:
    for device in rig.devices.values():
        device.known = device.connected = True

    _, out, _ = person.runs("doctor", "--json")

    findings = {each["what"]: each for each in json.loads(out)["findings"]}
    assert findings["adapter hci0"]["is_fine"]
    assert "holds 2 links" in findings["adapter hci0"]["found"]
    rig.power(on=False)
    code, out, err = person.runs("doctor")
    assert code == 1
    assert "PROBLEM  adapter hci0" in out
    assert err.count("\n") == 1


@pytest.fixture
def no_bluetooth(person: Person, tmp_path: Path) -> Person:
    person.environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={tmp_path}/no-bus"
    return person


@pytest.mark.parametrize("command", ["devices", "doctor", "live"])
def test_without_bluetooth_one_sentence_and_exit_1(
    no_bluetooth: Person, command: str
) -> None:
    more = ["--headless"] if command == "live" else []

    code, _, err = no_bluetooth.runs(command, *more)

    assert code == 1
    sentence = err.strip().splitlines()[-1]
    assert "no system bus" in sentence
    assert "Traceback" not in err


def test_a_session_that_began_goes_on_without_bluetooth(no_bluetooth: Person) -> None:
    """With known sensors a session waits for the radio instead of giving up."""
    process = no_bluetooth.starts("live", "--headless", *BOTH, "--profile", "reference")
    assert process.stdout is not None
    while "no system bus" not in (line := process.stdout.readline()):
        assert line
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
