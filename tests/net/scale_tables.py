"""The tables of docs/scale.md, from what is counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor import net
from monitor.gui.coach.grid import GAP, columns_for
from monitor.gui.coach.tile_plan import tile_plan
from monitor.net.coach_link import MOST_STATIONS
from monitor.net.serve.configuration import (
    MOST_CONNECTIONS,
    MOST_MEMORY,
    MOST_PENDING,
)
from monitor.net.serve.leaf import HUB_KEPT_S
from monitor.net.serve.streams import (
    ARCHIVE_BYTES,
    DAY_S,
    DUPLICATES_S,
    KEPT_S,
    STATION_MESSAGES,
)
from monitor.profiles import find_profiles
from tests.net.scale import (
    GYM_OF,
    STATIONS,
    Load,
    Table,
    flows,
    number,
)
from tests.net.scale_radio import (
    ADAPTERS,
    INTERVALS_MS,
    KINDS,
    LONG_PDU,
    SENSORS,
    SHORT_PDU,
    links_in,
    notification_us,
    packets,
    packets_per_s,
    station_air,
    stations_on_air,
    tablet_air,
)

Rows = dict[str, Sequence[float]]

STATION_SUBSCRIPTIONS: Final = 2  # its commands; answers to what it asks
COACH_SUBSCRIPTIONS: Final = 6  # states, health; three of the store; answers
TABLET_SUBSCRIPTIONS: Final = 8  # four live; three of the store; answers
COACH_CONSUMERS, TABLET_CONSUMERS = 3, 3
SYNCS: Final = 200  # writes a second that a plain disk confirms one by one
ID_BYTES: Final = 200  # of the server's memory for an id it knows, as measured
SPARE_MEMORY: Final = 4 << 30  # of the server's computer
DISK: Final = 10**12  # bytes, of the server's computer
ETHERNET: Final = 0.6 * 125e6  # bytes a second of a 1 Gbit/s line that is not full
STALL_S: Final = 1.0  # for which a coach's computer is busy with something else
WATCHED: Final = 9  # screens at which half of what happens is missed
SCREEN: Final = (1920, 1000)  # px, of a window on a usual screen
SHOWN: Final = (4, 9, 16, 32, 64)


def all_tables() -> dict[str, Table]:
    """Return every table, by its name in the document."""
    return {
        "one-station": one_station(),
        "one-server": one_server(),
        "hub": hub(),
        "sensors": sensors(),
        "intervals": intervals(),
        "adapters": adapters(),
        "wifi": wifi(),
        "tiles": tiles(),
        "first": first(),
    }


def load(n: int) -> Load:
    """Return what ``n`` stations amount to."""
    return Load(n, flows())


def one_station() -> Table:
    """Return what a station sends."""
    head = ["message", "a second", "JSON", "sent", "answered", "to a reader", "kept"]
    rows = [
        [
            each.name,
            number(each.per_s),
            str(each.body),
            str(each.up),
            str(each.back or "-"),
            str(each.down),
            str(each.stored or "-"),
        ]
        for each in flows()
    ]
    return [head, *rows]


def one_server() -> Table:
    """Return what one server carries, with one coach and one tablet."""
    loads = [load(n) for n in STATIONS]
    rows: Rows = {
        "messages in, 1/s": [each.rate() for each in loads],
        "in, kB/s": [each.bytes_in / 1e3 for each in loads],
        "of these synced to the disk, 1/s": [each.acknowledged for each in loads],
        "messages to a coach, 1/s": [each.rate() for each in loads],
        "to a coach, kB/s": [each.to_coach / 1e3 for each in loads],
        "messages to a tablet, 1/s": [each.messages_to_tablet for each in loads],
        "to a tablet, kB/s": [each.to_tablet / 1e3 for each in loads],
        "connections": [each.n + 2 for each in loads],
        "subscriptions": [subscriptions(each.n) for each in loads],
        "streams (an archive each, and three)": [each.n + 3 for each in loads],
        "consumers": [COACH_CONSUMERS + TABLET_CONSUMERS for _ in loads],
        "events and sets a day": [each.told_a_day for each in loads],
        "on the disk, MB a day": [each.stored_a_day / 1e6 for each in loads],
        "on the disk, GB in all (30 days)": [
            each.stored_a_day * KEPT_S / DAY_S / 1e9 for each in loads
        ],
        "recordings at their limit, GB": [
            each.n * ARCHIVE_BYTES / 1e9 for each in loads
        ],
        "last states in memory, MB": [each.last_states / 1e6 for each in loads],
        "known ids in memory, MB": [ids(each) / 1e6 for each in loads],
    }
    return _named("stations", rows)


def subscriptions(stations: int) -> int:
    """Return the subscriptions of stations, a coach and a tablet."""
    return stations * STATION_SUBSCRIPTIONS + COACH_SUBSCRIPTIONS + TABLET_SUBSCRIPTIONS


def ids(of: Load) -> float:
    """Return the memory of ids that make a repeat harmless, in bytes."""
    return of.told_a_day * DUPLICATES_S / DAY_S * ID_BYTES


def hub() -> Table:
    """Return what a hub carries, of gyms of ``GYM_OF`` stations."""
    gyms = [max(1, n // GYM_OF) for n in STATIONS]
    loads = [load(n) for n in STATIONS]
    gym = load(GYM_OF)
    told = [sum(f.per_s * f.down for f in each.flows if f.back) for each in loads]
    rows: Rows = {
        "gyms": gyms,
        "connections at the hub": gyms,
        "streams at the hub": gyms,
        "messages to the hub, 1/s": [each.acknowledged for each in loads],
        "to the hub, kB/s": [
            each.n * size / 1e3 for each, size in zip(loads, told, strict=True)
        ],
        "on the hub's disk, MB a day": [each.stored_a_day / 1e6 for each in loads],
        "on the hub's disk, GB in all (400 days)": [
            each.stored_a_day * HUB_KEPT_S / DAY_S / 1e9 for each in loads
        ],
        "messages at a gym's server, 1/s": [
            load(min(n, GYM_OF)).rate() for n in STATIONS
        ],
        "to a gym's coach, kB/s": [
            min(n, GYM_OF) / GYM_OF * gym.to_coach / 1e3 for n in STATIONS
        ],
    }
    return _named("stations", rows)


def _named(corner: str, rows: Rows) -> Table:
    head = [corner, *map(number, STATIONS)]
    return [head, *([name, *map(number, row)] for name, row in rows.items())]


def sensors() -> Table:
    """Return what sensors ask of the radio."""
    head = [
        "sensor",
        "notifications, 1/s",
        "bytes",
        f"packets of {SHORT_PDU} bytes, 1/s",
        "on the air, %",
        f"with packets of {LONG_PDU}, %",
        "longest interval, ms",
    ]
    known = find_profiles()
    rows = []
    for kind in KINDS:
        profile = known[kind.profile]
        size = profile.limits.payload_bytes or 0
        rate = profile.streams["imu"].rate_hz / kind.samples
        sent = rate * packets(size, SHORT_PDU)
        enough = [each for each in INTERVALS_MS if packets_per_s(each) >= sent]
        rows.append(
            [
                kind.name,
                number(rate),
                str(size),
                number(sent),
                number(100e-6 * rate * notification_us(size, SHORT_PDU)),
                number(100e-6 * rate * notification_us(size, LONG_PDU)),
                f"{max(enough):g}" if enough else "none",
            ]
        )
    return [head, *rows]


def intervals() -> Table:
    """Return how many links share an interval."""
    head = ["interval, ms", "links in turn", "lifters", "packets of each link, 1/s"]
    rows = [
        [
            f"{each:g}",
            str(links_in(each)),
            str(links_in(each) // SENSORS),
            number(packets_per_s(each)),
        ]
        for each in INTERVALS_MS
    ]
    return [head, *rows]


def adapters() -> Table:
    """Return how many lifters an adapter holds."""
    head = ["adapter", "links", "lifters"]
    rows = [[name, str(links), str(links // SENSORS)] for name, links in ADAPTERS]
    return [head, *rows]


RATES: Final = (54.0, 24.0)  # Mbit/s of Wi-Fi frames: near, and far


def wifi() -> Table:
    """Return what states take of a Wi-Fi channel."""
    per_station, one = flows(), load(1)

    def carried(tablets: int, *, cabled: bool) -> list[str]:
        return [
            str(stations_on_air(one, rate, tablets, cabled=cabled)) for rate in RATES
        ]

    return [
        ["", *(f"{rate:g} Mbit/s" for rate in RATES)],
        [
            "a station's own sending, % of the air",
            *(number(100 * station_air(per_station, rate)) for rate in RATES),
        ],
        [
            "a station on its way to a tablet, %",
            *(number(100 * tablet_air(per_station, rate)) for rate in RATES),
        ],
        ["stations at half of the air, all watch by cable", *carried(0, cabled=False)],
        ["the same, one tablet", *carried(1, cabled=False)],
        ["the same, stations by cable, one tablet", *carried(1, cabled=True)],
        ["the same, stations by cable, four tablets", *carried(4, cabled=True)],
    ]


def tiles() -> Table:
    """Return what of a lifter has room on a screen."""
    rows = []
    for count in SHOWN:
        width, height = tile_size(count)
        plan = tile_plan(width, height)
        parts = {"trace": plan.trace, "verdicts": plan.verdicts, "sensors": plan.links}
        missing = [name for name, area in parts.items() if area is None]
        shown = "everything" if not missing else f"all but {', '.join(missing)}"
        rows.append([str(count), f"{width:.0f} x {height:.0f}", shown])
    return [["lifters", "a tile, px", "what it shows"], *rows]


def tile_size(count: int) -> tuple[float, float]:
    """Return the size of a tile among so many, px."""
    columns = columns_for(count, *SCREEN)
    rows = -(-count // columns)
    return (SCREEN[0] + GAP) / columns - GAP, (SCREEN[1] + GAP) / rows - GAP


@dataclass(frozen=True, slots=True)
class Break:
    """What gives way at a number of stations.

    Attributes:
        at: How many.
        what: Gives way.
        how: It shows.
        remedy: Against it.
    """

    at: int
    what: str
    how: str
    remedy: str


def most_tablet() -> int:
    """Return how many lifters the tablet's page takes."""
    place = Path(str(net.__file__)).with_name("page") / "js" / "room.js"
    found = re.search(r"MOST_STATIONS = (\d+)", place.read_text(encoding="utf-8"))
    assert found is not None
    return int(found.group(1))


def breaks() -> list[Break]:
    """Return what gives way, the first first."""
    one = load(1)
    by_cable = stations_on_air(one, RATES[0], 1, cabled=True)
    both = stations_on_air(one, RATES[0], 1, cabled=False)
    watched = one.to_coach + one.to_tablet
    pains = STATION_MESSAGES * DAY_S / (one.told_a_day * KEPT_S)
    assert pains > 1, "a station's share must last for as long as it is kept"
    several = [
        Break(
            min(links for _, links in ADAPTERS) // SENSORS,
            "one adapter, lifters at one computer",
            "a sensor is not found, or others drop out",
            "a second adapter, then a station per rack",
        ),
        Break(
            WATCHED,
            "the coach's eyes",
            "half of what happens is not seen",
            "alerts that call by name, worst first, a filter, a second coach",
        ),
        Break(
            both,
            "the Wi-Fi, stations and one tablet in one channel",
            "states come late and in bursts",
            "stations by cable; tablets in a channel of their own",
        ),
        Break(
            by_cable,
            "the Wi-Fi, one tablet, stations by cable",
            "the same",
            "coaches by cable; an access point per room",
        ),
        Break(
            most_tablet(),
            "the tablet's page",
            "further stations are not shown",
            "a server per room",
        ),
        Break(
            MOST_STATIONS,
            "the coach's program",
            "further stations are not shown",
            "a server per gym or room, and a hub",
        ),
        Break(
            int(MOST_PENDING / one.to_coach / STALL_S),
            f"a coach's computer that stalls for {STALL_S:g} s",
            "it is cut off and comes back",
            "fewer stations a server",
        ),
        Break(
            int(DISK / ARCHIVE_BYTES),
            "a disk of 1 TB, archives full",
            "recordings stay on their stations",
            "a larger disk; move recordings away",
        ),
        Break(
            int(SYNCS / one.acknowledged),
            f"a disk that confirms {SYNCS} writes a second",
            "events wait in outboxes and arrive late",
            "an SSD with power-loss protection",
        ),
        Break(
            MOST_CONNECTIONS - 2,
            "connections of one server",
            "further ones are refused",
            "a server per gym",
        ),
        Break(
            int(SPARE_MEMORY / ids(one)),
            "4 GiB of memory for ids of a day",
            "the server is ended by its system",
            "a server per gym",
        ),
        Break(
            int(ETHERNET / watched),
            "a line of 1 Gbit/s, one coach and one tablet",
            "readers are cut off",
            "a server per gym",
        ),
        Break(
            MOST_MEMORY // one.last_states,
            "memory for last states",
            "states are not kept; live ones still come",
            "a server per gym",
        ),
    ]
    return sorted(several, key=lambda each: each.at)


def first() -> Table:
    """Return what breaks first, in order."""
    head = ["what gives way", "stations", "how it shows", "what to do"]
    rows = [[b.what, number(b.at), b.how, b.remedy] for b in breaks()]
    return [head, *rows]
