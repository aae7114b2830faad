"""How far a calibration has come, told roughly while it goes on; no Qt here.

The core decides; this only shows a person what it waits for.
"""

from dataclasses import dataclass, replace
from typing import Final

from monitor.gui.connect.bow_count import BOWS, BowCount
from monitor.gui.connect.still_meter import StillMeter, Tenths, apart_deg
from monitor.model.blocks import FloatArray, Samples
from monitor.model.body import CalibrationSource
from monitor.model.events import Calibrated, Notice, NoticeKind, Output
from monitor.model.records import TRUNK, Placement

STILL_S: Final = 5.0  # what people are asked for
ENOUGH_S: Final = 3.0  # what the core needs
_GONE_S: Final = 1.0  # a sensor silent for so long is not waited for


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person is shown.

    Attributes:
        unrest: How restless the sensors are; from 1 on they are not still. None before
            samples came.
        still_s: For how long they have been still, up to 5 s.
        stood: Neutral has been held long enough.
        steadiness: How quiet it was held, 0 to 1; None before that.
        depths_deg: Of the bows since then, at most three.
        is_bowed: A bow is under way.
        is_shallow: The last bow did not go deep enough to count.
        is_late: Bows took too long, or did not look like bows: all begins anew.
        quality: Of the calibration in force, 0 to 1; None before it is there.
        is_carried: It is one of an earlier session.
        problem: What there is to say of the last attempt; empty for nothing.
    """

    unrest: float | None = None
    still_s: float = 0.0
    stood: bool = False
    steadiness: float | None = None
    depths_deg: tuple[float, ...] = ()
    is_bowed: bool = False
    is_shallow: bool = False
    is_late: bool = False
    quality: float | None = None
    is_carried: bool = False
    problem: str = ""

    @property
    def bows(self) -> int:
        """How many bows have been made."""
        return len(self.depths_deg)

    @property
    def is_judging(self) -> bool:
        """Whether all has been done, but nothing is said of it yet."""
        return self.quality is None and self.bows >= BOWS


class CalibrationProgress:
    """Takes a session's outputs.

    Attributes:
        now: How far it is.
    """

    def __init__(self) -> None:
        self.now = Progress()
        self._tenths = {each: Tenths() for each in TRUNK}
        self._meters = {each: StillMeter() for each in TRUNK}
        self._begin()

    def feed(self, output: Output) -> None:
        """Take one output."""
        match output:
            case Samples():
                self._take(output)
            case Calibrated(calibration=calibration):
                self.now = replace(
                    self.now,
                    still_s=STILL_S,
                    stood=True,
                    quality=calibration.quality,
                    is_carried=calibration.source is CalibrationSource.CARRIED,
                    problem="",
                )
            case Notice(kind=NoticeKind.CALIBRATION_POOR):
                self.now = replace(self.now, problem=output.text)
            case Notice(
                kind=NoticeKind.CALIBRATION_REFUSED | NoticeKind.CALIBRATION_VOID
            ):
                self._begin()
                self.now = Progress(unrest=self.now.unrest, problem=output.text)
            case _:
                pass

    def _begin(self) -> None:
        """Wait for another stillness."""
        self._neutral: dict[Placement, FloatArray] = {}
        self._count: BowCount | None = None

    def _take(self, samples: Samples) -> None:
        placement = samples.placement
        for tenth in self._tenths[placement].feed(samples):
            self._meters[placement].feed(tenth)
            if self.now.quality is None:
                self._follow(tenth.end_s)
        self.now = replace(self.now, unrest=self._unrest())

    def _here(self) -> dict[Placement, StillMeter]:
        """The meters of the sensors that have been heard lately."""
        times = {p: m.newest.end_s for p, m in self._meters.items() if m.newest}
        newest = max(times.values(), default=0.0)
        return {p: self._meters[p] for p, t in times.items() if newest - t < _GONE_S}

    def _unrest(self) -> float | None:
        return max((each.unrest for each in self._here().values()), default=None)

    def _follow(self, t: float) -> None:
        """Follow stillness, then bows, then wait for the core's word."""
        here = self._here()
        still_s = min(each.still_s for each in here.values())
        count = self._count
        if count is not None:
            count.feed(t, self._away_deg(here))
            if count.is_over:
                self._begin()
                self.now = Progress(self.now.unrest, is_late=True)
                count = None
        began = count is not None and (count.depths_deg or count.is_bowed)
        if not began and still_s >= ENOUGH_S - 0.01:
            count = self._stood(t, here)
        self._show(still_s, count)

    def _stood(self, t: float, here: dict[Placement, StillMeter]) -> BowCount:
        """Take the stillness so far as neutral; it may last longer."""
        self._neutral = {placement: each.up for placement, each in here.items()}
        self._count = BowCount(t)
        worst = min(each.steadiness for each in here.values())
        self.now = replace(self.now, steadiness=worst, is_late=False)
        return self._count

    def _away_deg(self, here: dict[Placement, StillMeter]) -> float:
        """How far from neutral the sensor is that leans most."""
        return max(
            (
                apart_deg(each.newest.up, self._neutral[placement])
                for placement, each in here.items()
                if each.newest is not None and placement in self._neutral
            ),
            default=0.0,
        )

    def _show(self, still_s: float, count: BowCount | None) -> None:
        if count is None:
            self.now = replace(
                self.now, still_s=min(still_s, STILL_S), stood=False, depths_deg=()
            )
            return
        began = bool(count.depths_deg) or count.is_bowed
        long_enough = began or still_s < ENOUGH_S  # it has been left: bows are next
        self.now = replace(
            self.now,
            still_s=STILL_S if long_enough else min(still_s, STILL_S),
            stood=long_enough or still_s >= STILL_S - 0.01,
            depths_deg=tuple(count.depths_deg[:BOWS]),
            is_bowed=count.is_bowed,
            is_shallow=count.is_shallow,
        )


def quality_word(quality: float) -> str:
    """Return what a quality is called; from 0.5 on the core is content."""
    if quality >= 0.8:
        return "good"
    return "fair" if quality >= 0.5 else "poor"
