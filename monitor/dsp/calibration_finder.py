"""Finds a calibration in the stream: stillness, then three bows forward."""

from collections import deque

import msgspec
import numpy as np

from monitor.dsp.bows import NEEDED, Bow, BowSearch, BowsEnd, BowSettings, Neutral
from monitor.dsp.calibration import calibration_from_windows, calibration_notices
from monitor.dsp.rising import rising
from monitor.dsp.rows import joined_between, joined_rows, joined_whole
from monitor.dsp.stillness import (
    BEAT_S,
    Beat,
    Beats,
    SensorBeat,
    StillnessSettings,
    StillRun,
)
from monitor.model.blocks import FloatArray, Joined
from monitor.model.body import Calibration, CalibrationSource, Sites, Window
from monitor.model.errors import CalibrationRefused
from monitor.model.events import Notice, NoticeKind

_MARGIN_S = 0.3  # of the bows' window, before the first and after the last
_KEPT_S = 5.0  # blocks are kept this much longer than a search may need them
_PIECE = 1000  # rows fed at once from a whole file


class FinderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a calibration in the stream looks like.

    Attributes:
        still_s: Stillness needed before the bows.
        neutral_s: Of a longer one, this much of its end is taken as neutral.
        short_s: Bows after a stillness of at least this, but too short, are told of.
        quiet_s: Least time between two refusals.
        stillness: What passes as still.
        bows: What counts as bows.
    """

    still_s: float = 3.0
    neutral_s: float = 6.0
    short_s: float = 1.0
    quiet_s: float = 30.0
    stillness: StillnessSettings = StillnessSettings()
    bows: BowSettings = BowSettings()

    def __post_init__(self) -> None:
        if not 0 < self.short_s <= self.still_s <= self.neutral_s:
            msg = "a finder needs 0 < short_s <= still_s <= neutral_s"
            raise ValueError(msg)


class CalibrationFinder:
    """Looks for the first calibration that passes, then rests until asked again.

    How the stream is cut into blocks changes nothing.
    """

    def __init__(self, settings: FinderSettings, sites: Sites) -> None:
        self._settings = settings
        self.sites = sites
        self.restart(CalibrationSource.AUTO)

    def restart(self, source: CalibrationSource) -> None:
        """Look anew from here on.

        Args:
            source: What the calibration found will say of itself.
        """
        self.looking = True
        self._source = source
        self._beats = Beats()
        self._run = StillRun(self._settings.stillness)
        self._recent: deque[Beat] = deque(
            maxlen=round(self._settings.neutral_s / BEAT_S)
        )
        self._search: BowSearch | None = None
        self._blocks: deque[Joined] = deque()
        self._refused_at = -np.inf
        self.bows: tuple[Bow, ...] = ()

    def stop(self) -> None:
        """Look no further: a calibration came, from here or elsewhere.

        What is held of one that was found here stays.
        """
        if self.looking:
            self._blocks.clear()
        self.looking = False

    def feed(self, joined: Joined) -> list[Calibration | Notice]:
        """Take the next rows.

        Returns:
            A calibration, followed by what should be known of it; or a refusal of
            what looked like one; mostly nothing.
        """
        if not self.looking:
            return []
        self._blocks.append(joined)
        found: list[Calibration | Notice] = []
        for beat in self._beats.feed(joined):
            found += self._beat(beat)
            if not self.looking:
                break
        self._forget(float(joined.t[-1]))
        return found

    def held(self) -> Joined | None:
        """All rows since the bows of the calibration just found began, if any."""
        if not self._blocks:
            return None
        whole = joined_whole(self._blocks)
        start = self.bows[0].start if self.bows else float(whole.t[0])
        return joined_between(whole, (start, float(whole.t[-1])))

    def _beat(self, beat: Beat) -> list[Calibration | Notice]:
        held, since = self._run.duration, self._run.start
        if not self._run.feed(beat) and since is not None:
            self._moved(since, held)
        self._recent.append(beat)
        if self._search is None:
            return []
        end = self._search.feed(beat)
        if end is None:
            return []
        search, self._search = self._search, None
        return self._ended(search, end, beat.end)

    def _moved(self, since: float, held: float) -> None:
        """A stillness is over: let bows be searched, unless some are under way."""
        settings, search = self._settings, self._search
        if held < settings.short_s - BEAT_S / 2:
            return
        if search is not None and (search.bows or search.away):
            return
        earlier = search.neutral.end - search.neutral.start if search else 0.0
        if earlier > held and held < settings.still_s - BEAT_S / 2:
            return
        self._search = BowSearch(self._neutral(since), settings.bows)

    def _neutral(self, since: float) -> Neutral:
        beats = [each for each in self._recent if each.start > since - BEAT_S / 2]
        return Neutral(
            start=beats[0].start,
            end=beats[-1].end,
            ups=(
                _mean_up([each.pelvis for each in beats]),
                _mean_up([each.lumbar for each in beats]),
            ),
        )

    def _ended(
        self, search: BowSearch, end: BowsEnd, t: float
    ) -> list[Calibration | Notice]:
        if len(search.bows) < 2 or rising(self._rows(search), search.neutral.ups):
            return []
        if end is BowsEnd.UNLIKE:
            return self._refusal(t, "the bows differ: bow straight forward each time")
        if end is BowsEnd.TOO_FEW:
            seen = f"{len(search.bows)} of {NEEDED} bows seen"
            return self._refusal(t, f"too few bows ({seen}): bow three times")
        held = search.neutral.end - search.neutral.start
        if held < self._settings.still_s - BEAT_S / 2:
            return self._refusal(
                t, f"you moved: stand still for {self._settings.still_s:.0f} s first"
            )
        return self._made(search, t)

    def _rows(self, search: BowSearch) -> Joined:
        """From the start of the stillness to the end of the bows."""
        return joined_between(
            joined_whole(self._blocks), (search.neutral.start, _bowed(search)[1])
        )

    def _made(self, search: BowSearch, t: float) -> list[Calibration | Notice]:
        neutral = search.neutral
        still = (neutral.start, neutral.end - 0.01)
        rows, bows = self._rows(search), _bowed(search)
        try:
            made = calibration_from_windows(rows, still, bows, self.sites, self._source)
        except CalibrationRefused as refusal:
            return self._refusal(t, str(refusal).rstrip("."))
        self.looking, self.bows = False, tuple(search.bows)
        return [made, *calibration_notices(rows, made)]

    def _refusal(self, t: float, why: str) -> list[Calibration | Notice]:
        if t - self._refused_at < self._settings.quiet_s:
            return []
        self._refused_at = t
        text = f"No calibration: {why}."
        return [Notice(t, NoticeKind.CALIBRATION_REFUSED, text)]

    def _forget(self, now: float) -> None:
        if not self.looking:
            return
        oldest = now - self._settings.neutral_s - _KEPT_S
        if self._search is not None:
            oldest = min(oldest, self._search.neutral.start)
        while len(self._blocks) > 1 and self._blocks[0].t[-1] < oldest:
            self._blocks.popleft()


def _bowed(search: BowSearch) -> Window:
    return search.bows[0].start - _MARGIN_S, search.bows[-1].end + _MARGIN_S


def find_calibration(
    joined: Joined, sites: Sites, settings: FinderSettings | None = None
) -> Calibration:
    """The first calibration that passes in a whole file.

    Raises:
        CalibrationRefused: There is none; the text says why.
    """
    finder = CalibrationFinder(settings or FinderSettings(), sites)
    reasons: list[str] = []
    for start in range(0, len(joined.t), _PIECE):
        for each in finder.feed(joined_rows(joined, slice(start, start + _PIECE))):
            if isinstance(each, Calibration):
                return each
            reasons.append(each.text)
    msg = (
        reasons[-1]
        if reasons
        else (
            "No calibration found: stand still for 5 s, then bow forward three times,"
            " or give the windows of both."
        )
    )
    raise CalibrationRefused(msg)


def _mean_up(beats: list[SensorBeat | None]) -> FloatArray | None:
    ups = [each.up for each in beats if each is not None]
    if len(ups) < 0.6 * len(beats):
        return None
    mean = np.sum(ups, axis=0)
    return np.asarray(mean / np.linalg.norm(mean))
