"""Processes that run lifters, started by the window."""

import math
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Settings
from monitor.gui.coach.app import without_record
from monitor.gui.coach.host import OVER
from monitor.gui.coach.host_words import Do, FromHost, Over, Place, Raised
from monitor.gui.coach.hosts import BROKEN, HostedSession, Hosts, hosts_for
from monitor.gui.studio import DemoWish
from monitor.model.records import SetLoad
from monitor.net.messages import SetTold, State

if TYPE_CHECKING:
    from monitor.model.events import Alert

FAST = DemoWish(speed=math.inf, duration_s=60.0, is_heard=False, is_recorded=False)


def until(hosts: Hosts, is_enough: Callable[[list[FromHost]], bool]) -> list[FromHost]:
    """Take what is said until it is enough."""
    said: list[FromHost] = []
    end_s = time.monotonic() + 60
    while not is_enough(said):
        assert time.monotonic() < end_s, f"too little was said: {said[-3:]}"
        time.sleep(0.01)
        said += hosts.take()
    return said


def overs(said: list[FromHost]) -> dict[str, str]:
    return {each.station: each.sentence for each in said if isinstance(each, Over)}


@given(st.integers(1, 64), st.integers(1, 128))
def test_there_are_never_more_processes_than_cores_or_lifters(
    lifters: int, cores: int
) -> None:
    count = hosts_for(lifters, cores)

    assert 1 <= count <= min(lifters, cores)
    assert hosts_for(4, cores) == 1


def test_lifters_of_another_process_lift_and_one_killed_is_said_to_be_gone(
    home: Path,
) -> None:
    heard: list[tuple[str, Alert]] = []
    calm = replace(FAST, speed=1.0)
    places = [Place("rack-1", "Ann", replace(FAST, seed=3)), Place("rack-2", "B", calm)]
    settings = without_record(Settings())
    hosts = Hosts(
        settings, places, lambda station, alert: heard.append((station, alert))
    )
    hosts.start()
    hosts.send("rack-1", Do("rack-1", SetLoad(0.0, 62.5)))
    hosts.send("nowhere", Do("nowhere", SetLoad(0.0, 1.0)))  # nobody minds

    said = until(hosts, lambda s: "rack-1" in overs(s) and _has_state(s, "rack-2"))
    process = _host()
    os.kill(process.pid, signal.SIGKILL)
    said += until(hosts, lambda s: "rack-2" in overs(s))
    hosts.join()

    assert overs(said) == {"rack-1": OVER, "rack-2": BROKEN}
    assert {each.load_kg for each in said if isinstance(each, SetTold)} == {62.5}
    assert heard
    assert {station for station, _ in heard} <= {"rack-1", "rack-2"}
    assert not any(isinstance(each, Raised) for each in said)
    hosts.send("rack-1", Do("rack-1", SetLoad(0.0, 1.0)))  # it is gone: nobody minds
    hosts.end()


def _has_state(said: list[FromHost], station: str) -> bool:
    return any(isinstance(each, State) and each.station == station for each in said)


def _host() -> psutil.Process:
    (process,) = multiprocessing.active_children()
    return psutil.Process(process.pid)


def test_a_command_is_sent_as_what_it_is() -> None:
    sent: list[object] = []
    session = HostedSession("rack-1", sent.append)

    session.command(lambda t: SetLoad(t, 80.0))

    assert sent == [Do("rack-1", SetLoad(0.0, 80.0))]


@pytest.mark.skipif(os.name != "posix", reason="another system ends it otherwise")
def test_a_process_that_does_not_end_is_ended(home: Path) -> None:
    places = [Place("rack-1", "Ann", replace(FAST, speed=1.0))]
    hosts = Hosts(without_record(Settings()), places, lambda *_: None)
    hosts.start()
    until(hosts, lambda said: _has_state(said, "rack-1"))
    process = _host()
    process.suspend()

    hosts.end()
    hosts.join(timeout_s=0.2)

    assert overs(hosts.take()) == {"rack-1": BROKEN}
    assert not process.is_running()
