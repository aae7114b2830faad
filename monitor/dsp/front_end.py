"""All sensors' chains and their join: records in, both sensors on one grid out."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from monitor.dsp.ahead import FrontOutput, Step, grouped, oriented_together
from monitor.dsp.join import Arrival, Join, JoinSettings
from monitor.dsp.link_check import LinkCheck
from monitor.dsp.link_watch import LinkWatch
from monitor.dsp.sensor_chain import ChainSettings, SensorChain, SensorSetup
from monitor.model.blocks import Joined
from monitor.model.body import Calibration, SegmentFrame, TableCheck
from monitor.model.errors import DecodeError
from monitor.model.events import (
    Notice,
    NoticeKind,
    PacketRejected,
)
from monitor.model.records import (
    TRUNK,
    BatteryLevel,
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    SignalStrength,
    StartLinkCheck,
    Suspended,
    SwapSensors,
    name_and_part,
)


class FrontEnd:
    """Decodes, clocks, orients and joins; knows nothing of the body."""

    def __init__(
        self,
        sensors: Mapping[Placement, SensorSetup],
        chain: ChainSettings,
        join: JoinSettings,
    ) -> None:
        self._chains = {
            placement: {
                name: SensorChain(placement, stream, chain)
                for name, stream in sensor.streams.items()
            }
            for placement, sensor in sensors.items()
        }
        self._roles = {placement: placement for placement in Placement}
        self._watches = {
            placement: LinkWatch(placement, _link_check(sensor, chain))
            for placement, sensor in sensors.items()
        }
        self._table = dict.fromkeys(Placement, _NO_CHECK)
        self._frames: dict[Placement, SegmentFrame | None] = {}
        self._join = Join(frozenset(sensors) & frozenset(TRUNK), join)

    def feed(self, record: Record) -> FrontOutput:
        """Return what follows from one record."""
        step = self._taken(record)
        for chain, stretch in step.stretches:
            samples, attitude = chain.orient(stretch)
            step.output.samples.append(samples)
            step.output.attitudes.append(attitude)
            if attitude.placement in TRUNK:
                self._join_rows(step, self._join.feed(record.t, attitude))
        if step.advances:
            self._join_rows(step, self._join.advance(record.t))
        return step.output

    def feed_many(self, records: Sequence[Record]) -> Iterator[list[FrontOutput]]:
        """Yield what ``feed`` would return for each record, group by group.

        All are decoded and timed first, one by one, for that depends on when they
        came. What follows doesn't, and is done for a group at once: far cheaper.

        Args:
            records: None that changes what sensors are called. Of calibrations and
                table checks, only those may come in meanwhile that hold from
                ``AHEAD_S`` or more after the rows of the group.
        """
        self._look_ahead(records)
        steps = [self._taken(record) for record in records]
        for group in grouped(steps, lambda: self._join.reached_s):
            self._orient_many(group)
            yield [step.output for step in group]

    def _look_ahead(self, records: Sequence[Record]) -> None:
        payloads: dict[SensorChain, list[bytes]] = {}
        for record in records:
            if isinstance(record, Notification):
                chain = self._chain(record)
                if chain is not None:
                    payloads.setdefault(chain, []).append(record.payload)
        for chain, some in payloads.items():
            chain.look_ahead(some)

    def _chain(self, record: Notification) -> SensorChain | None:
        name = name_and_part(record.stream)[0]
        return self._chains.get(record.placement, {}).get(name)

    def _orient_many(self, group: Sequence[Step]) -> None:
        arrivals: list[Arrival] = []
        oriented = oriented_together(group)
        for step in group:
            for _ in step.stretches:
                samples, attitude = next(oriented)
                step.output.samples.append(samples)
                step.output.attitudes.append(attitude)
                if attitude.placement in TRUNK:
                    arrivals.append((step.t, attitude))
            if step.advances:
                arrivals.append((step.t, None))
        rows = iter(self._join.feed_many(arrivals))
        for step in group:
            of_trunk = sum(a.placement in TRUNK for a in step.output.attitudes)
            for _ in range(of_trunk + step.advances):
                self._join_rows(step, next(rows))

    def _join_rows(self, step: Step, joined: Joined | None) -> None:
        if joined is not None:
            step.output.joined.append(joined)

    def _taken(self, record: Record) -> Step:
        """Decode and time a notification, carry out any other record."""
        step = Step(record.t, advances=not isinstance(record, Notification))
        if isinstance(record, Notification):
            self._on_notification(record, step)
        else:
            self._on_other(record, step.output)
        for watch in self._watches.values():
            step.output.events.extend(watch.advance(record.t))
        return step

    def _on_other(self, record: Record, output: FrontOutput) -> None:
        match record:
            case LinkChange() | BatteryLevel() | SignalStrength():
                self._note_restart(record)
                watch = self._watches.get(record.placement)
                if watch is not None:
                    output.events.extend(watch.feed(record))
            case SwapSensors():
                self._swap()
            case StartLinkCheck(t):
                for watch in self._watches.values():
                    watch.start_check(t)
            case Suspended():
                output.events.append(self._slept(record))
            case _:
                pass

    def _note_restart(self, record: Record) -> None:
        if isinstance(record, LinkChange) and record.state in _BROKEN:
            for chain in self._chains.get(record.placement, {}).values():
                chain.begin_anew()

    def _slept(self, record: Suspended) -> Notice:
        """Clocks go on over a sleep: session time does, and the sensors' own."""
        for chains in self._chains.values():
            for chain in chains.values():
                chain.awake(record.t)
        text = (
            f"The computer slept for {record.asleep_s:.0f} s and measured nothing;"
            " keep it awake in a session."
        )
        return Notice(record.t, NoticeKind.SUSPENDED, text, value=record.asleep_s)

    def use_calibration(
        self, calibration: Calibration | None, since: float = -np.inf
    ) -> None:
        """Take off the biases that a calibration has measured.

        Args:
            calibration: In force from now on; None if there is none any more.
            since: From this time on, session s.
        """
        self._frames = {
            Placement.PELVIS: calibration.pelvis if calibration else None,
            Placement.LUMBAR: calibration.lumbar if calibration else None,
        }
        for placement, frame in self._frames.items():
            for chain in self._chains.get(self._roles[placement], {}).values():
                if frame is not None:
                    chain.orientation.use_gyro_bias(np.array(frame.gyro_bias), since)
            self._correct(placement)

    def use_table_check(self, placement: Placement, check: TableCheck | None) -> None:
        """Correct a sensor's accelerometer from now on; None takes it as it comes."""
        self._table[placement] = check or _NO_CHECK
        self._correct(placement)

    @property
    def table_checked(self) -> bool:
        """Whether every sensor worn was checked on a table."""
        trunk = [each for each in self._watches if each in TRUNK]
        return all(self._table[each] is not _NO_CHECK for each in trunk)

    def _correct(self, placement: Placement) -> None:
        check, frame = self._table[placement], self._frames.get(placement)
        bias, scale = np.array(check.bias), np.array(check.scale)
        if frame is not None:  # what remains after the table check
            bias = bias + scale * np.array(frame.accel_bias)
        for chain in self._chains.get(self._roles[placement], {}).values():
            chain.orientation.use_accel_correction(bias, scale)

    def _on_notification(self, record: Notification, step: Step) -> None:
        events, chain = step.output.events, self._chain(record)
        if chain is None:
            reason = f"no stream {record.stream!r} in the {record.placement} profile"
            events.append(PacketRejected(record.t, record.placement, reason))
            return
        try:
            taken = chain.take(record)
        except DecodeError as error:
            events.append(PacketRejected(record.t, record.placement, str(error)))
            return
        if taken.stretches:
            newest = float(taken.stretches[-1].t[-1])
            watch = self._watches[record.placement]
            events.extend(watch.heard(record.t, newest, chain.facts))
        events.extend(taken.gaps)
        step.stretches.extend((chain, stretch) for stretch in taken.stretches)

    def _swap(self) -> None:
        """What a notification calls pelvis is the lumbar sensor from now on."""
        pelvis, lumbar = Placement.PELVIS, Placement.LUMBAR
        self._roles |= {pelvis: self._roles[lumbar], lumbar: self._roles[pelvis]}
        for placement in TRUNK:
            source = self._roles[placement]
            for chain in self._chains.get(source, {}).values():
                chain.relabel(placement)
            if source in self._watches:
                self._watches[source].relabel(placement)
        self._table |= {pelvis: self._table[lumbar], lumbar: self._table[pelvis]}
        self._join.swap()


# States in which the rest of a message can't come any more.
_BROKEN = frozenset({LinkState.STARTING, LinkState.LOST})


def _link_check(sensor: SensorSetup, settings: ChainSettings) -> LinkCheck:
    rate_hz = max(stream.rate_hz for stream in sensor.streams.values())
    return LinkCheck(rate_hz, settings.link_check)


_NO_CHECK = TableCheck(bias=(0.0, 0.0, 0.0), scale=(1.0, 1.0, 1.0), date="")
