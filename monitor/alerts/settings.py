"""What a person may choose about alerts."""

from enum import StrEnum

import msgspec


class CueMoment(StrEnum):
    """When the danger cue sounds."""

    IN_REP = "in_rep"  # at once: one short tone, never words
    REP_END = "rep_end"
    SET_END = "set_end"


class CueDensity(StrEnum):
    """Which faults are given a danger cue."""

    EVERY_FAULT = "every_fault"
    BEYOND_BAND = "beyond_band"  # only past the limit by more than the error band
    EVERY_NTH_REP = "every_nth_rep"


class AlertSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When to sound which cue; alerts on the screen come in any case.

    Attributes:
        moment: When the danger cue sounds.
        density: Which faults are given a danger cue.
        every_nth: After a danger cue, the reps up to the n-th stay without one; used
            by ``EVERY_NTH_REP`` alone.
        band_deg: Error band, used by ``BEYOND_BAND`` alone; the default is that of a
            verdict within one strapping, sensors not checked on a table.
        caution_sounds: Whether cautions are heard, not only shown.
        count_sounds: Whether the count is heard.
        sound_needed: Whether *armed* needs a working sound output; False where the
            screen is the only output there is.
        faults_in_row: So many faulty reps in a row call for a stop.
        faults_in_set: So many faulty reps in a set call for a stop.
        scored_share: A rep whose lumbar angle was valid for at least this share of
            its time sounds as "lumbar scored".
        wait_s: News of a sensor waits for the end of the rep, but no longer.
        longest_rep_s: A rep without any sign of its end is taken as over after this.
        battery_low_percent: At or below, the battery is low: told outside sets.
    """

    moment: CueMoment = CueMoment.IN_REP
    density: CueDensity = CueDensity.EVERY_FAULT
    every_nth: int = 3
    band_deg: float = 6.0
    caution_sounds: bool = False
    count_sounds: bool = True
    sound_needed: bool = True
    faults_in_row: int = 2
    faults_in_set: int = 3
    scored_share: float = 0.8
    wait_s: float = 5.0
    longest_rep_s: float = 12.0
    battery_low_percent: float = 20.0

    def __post_init__(self) -> None:
        if min(self.every_nth, self.faults_in_row, self.faults_in_set) < 1:
            msg = "every_nth, faults_in_row and faults_in_set must be 1 or more"
            raise ValueError(msg)
        if not 0 <= self.band_deg <= 30:
            msg = "band_deg must lie between 0 and 30"
            raise ValueError(msg)
        if not 0 <= self.scored_share <= 1:
            msg = "scored_share must lie between 0 and 1"
            raise ValueError(msg)
        if not 0 <= self.wait_s <= 5:
            msg = "wait_s must lie between 0 and 5"
            raise ValueError(msg)
        if not self.wait_s <= self.longest_rep_s <= 60:
            msg = "longest_rep_s must lie between wait_s and 60"
            raise ValueError(msg)
        if not 0 <= self.battery_low_percent <= 100:
            msg = "battery_low_percent must lie between 0 and 100"
            raise ValueError(msg)
