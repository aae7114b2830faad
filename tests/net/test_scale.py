"""The counts of docs/scale.md: in the document, and on a running server's wire."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from monitor.net.coach_link import CoachLink
from monitor.net.messages import EventTold, decode_state, decode_told, encode
from monitor.net.serve.leaf import HUB_KEPT_S
from monitor.net.serve.streams import DAY_S, KEPT_S
from monitor.net.station_link import STATE_HZ
from monitor.net.subjects import Branch, state_bucket, stream, subject
from tests.net.scale import (
    DOCUMENT,
    GYM_OF,
    HOURS,
    REP_S,
    REPS,
    REST_S,
    event,
    live,
    markdown,
    number,
    retained,
    tables_of,
    told,
)
from tests.net.scale_radio import TURN_MS, message_us, notification_us
from tests.net.scale_tables import (
    COACH_SUBSCRIPTIONS,
    STATION_SUBSCRIPTIONS,
    SYNCS,
    all_tables,
    breaks,
)
from tests.net.server import ADMIN, COACH, GYM, Server, connected, free_port, gym
from tests.net.test_station_link import STATION, linked


def test_every_cell_of_the_document_is_what_is_counted() -> None:
    assert tables_of(DOCUMENT.read_text(encoding="utf-8")) == all_tables()


def test_a_table_is_read_as_it_was_written_and_a_changed_cell_is_found() -> None:
    table = [["of", "a"], ["x", "12"]]
    text = f"<!-- table: some -->\n{markdown(table)}\n\nWords.\n"

    assert tables_of(text) == {"some": table}
    assert tables_of(text.replace("12", "13")) != {"some": table}


def test_the_document_s_words_say_what_is_counted_with() -> None:
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())

    for words in (
        f"{REPS} reps of {REP_S:g} s with one alert, then {REST_S:g} s of rest",
        f"{HOURS:g} hours a day",
        f"With {GYM_OF} stations in each gym",
        f"keep {HUB_KEPT_S / DAY_S:g} days",
        f"({KEPT_S / DAY_S:g} days)",
        f"usually {TURN_MS:g} ms",
        f"confirms {SYNCS} writes a second",
        "sent ten times a second",
    ):
        assert words in text
    assert STATE_HZ == 10.0


def test_what_gives_way_stands_in_order() -> None:
    numbers = [each.at for each in breaks()]

    assert numbers == sorted(numbers)
    assert numbers[0] >= 1


def test_a_count_is_written_whole_and_a_measure_with_two_digits() -> None:
    assert [number(n) for n in (7, 1_002, 10_014)] == ["7", "1 002", "10 014"]
    assert [number(x) for x in (0.0824, 6.66, 66.4, 11_282.3)] == [
        "0.082",
        "6.7",
        "66",
        "11 000",
    ]


def test_a_frame_s_time_on_the_air_is_the_standard_s() -> None:
    """20 bytes in one Bluetooth packet: 37 + 10 bytes at 8 us, two pauses of 150 us."""
    assert notification_us(20, 27) == 8 * 47 + 300
    assert notification_us(21, 27) > notification_us(20, 27) + 400
    assert message_us(600, 54.0) < message_us(600, 24.0) < 2 * message_us(600, 54.0)


LONGER = 16  # bytes that a server's counters take more later in the day


class Wire:
    """A proxy that keeps what passes."""

    def __init__(self, to_port: int) -> None:
        self.port, self._to = free_port(), to_port
        self.sent = self.got = b""

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Wire"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield self
        finally:
            server.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._to)

        async def up() -> None:
            while data := await reader.read(65536):
                self.sent += data
                there[1].write(data)
            there[1].close()

        async def down() -> None:
            while data := await there[0].read(65536):
                self.got += data
                writer.write(data)
            writer.close()

        with suppress(OSError):
            await asyncio.gather(up(), down())


def passed(wire: bytes, line: str) -> list[tuple[int, bytes]]:
    """Return messages whose line begins so: bytes with all around, and the JSON."""
    found = []
    for each in re.finditer(rf"{line}[^\r]* (\d+)\r\n".encode(), wire):
        body = wire[each.end() : each.end() + int(each.group(1))]
        found.append((len(each.group(0)) + len(body) + 2, body[body.find(b"{") :]))
    return found


async def _passed(server: Server, folder: Path) -> tuple[Wire, Wire]:
    """Have a station tell an event and states to a coach."""
    async with Wire(server.port).laid() as to_coach, Wire(server.port).laid() as to_gym:
        link = CoachLink(server.address(COACH, to_coach.port))
        reading = asyncio.create_task(link.run())
        await link.reached()
        async with asyncio.timeout(10):
            async with linked(server, folder / "outbox", to_gym.port) as station:
                while not passed(to_coach.got, r"MSG \$KV"):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                while station.counts.states < 2 or station.counts.told < 1:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        await asyncio.sleep(0.05)
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        await asyncio.sleep(0.05)
    return to_coach, to_gym


def test_counted_lines_are_as_long_as_a_running_server_s(tmp_path: Path) -> None:
    async def run() -> tuple[Wire, Wire]:
        async with gym(tmp_path / "server") as server:
            return await _passed(server, tmp_path)

    to_coach, to_gym = asyncio.run(run())

    assert len(re.findall(rb"\nSUB ", to_coach.sent)) == COACH_SUBSCRIPTIONS
    assert len(re.findall(rb"\nSUB ", to_gym.sent)) == STATION_SUBSCRIPTIONS
    where = subject(GYM, STATION, Branch.STATE)
    key = f"$KV.{state_bucket(GYM)}.{STATION}"
    size, body = passed(to_gym.sent, f"PUB {re.escape(where)}")[0]
    counted = live("state", 1.0, where, decode_state(body))
    assert counted.up == size
    assert counted.down == passed(to_coach.got, f"MSG {re.escape(where)}")[0][0]
    size, body = passed(to_gym.sent, f"PUB {re.escape(key)}")[0]
    counted = retained("last state", 1.0, GYM, key, decode_state(body))
    assert counted.up == size
    size = passed(to_coach.got, f"MSG {re.escape(key)}")[0][0]
    assert 0 <= counted.down - size <= LONGER


def test_a_told_message_s_lines_are_as_long_as_a_running_server_s(
    tmp_path: Path,
) -> None:
    async def run() -> tuple[Wire, Wire]:
        async with gym(tmp_path / "server") as server:
            return await _passed(server, tmp_path)

    to_coach, to_gym = asyncio.run(run())

    where = re.escape(subject(GYM, STATION, Branch.EVENT))
    size, body = passed(to_gym.sent, f"HPUB {where}")[0]
    message = decode_told(body)
    assert isinstance(message, EventTold)
    counted = told("event", 1.0, GYM, STATION, message)
    assert counted.up == size
    acknowledged = passed(to_gym.got, f"MSG _INBOX.{STATION}")[0][0]
    assert 0 <= counted.back - acknowledged <= LONGER
    delivered = passed(to_coach.got, f"HMSG {where}")[0][0]
    assert 0 <= counted.down - delivered <= LONGER


def test_a_message_takes_what_is_counted_of_a_server_s_disk(tmp_path: Path) -> None:
    async def run() -> int:
        async with gym(tmp_path) as server, connected(server, ADMIN) as client:
            js = client.jetstream()
            await js.publish(
                subject(GYM, "rack-12", Branch.EVENT),
                encode(event()),
                headers={"Nats-Msg-Id": event().id},
            )
            return (await js.stream_info(stream(GYM))).state.bytes

    assert asyncio.run(run()) == told("", 1.0, GYM, "rack-12", event()).stored
