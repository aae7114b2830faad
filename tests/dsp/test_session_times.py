import pytest

from monitor.dsp.clock import ClockKind, ClockMap, ClockMapSettings, ClockSettings
from monitor.dsp.counted_clock import CountedClock
from monitor.dsp.measured_clock import CounterClock, MeasuredClock
from monitor.dsp.session_times import session_times


@pytest.mark.parametrize(
    ("kind", "counter_bits", "expected"),
    [
        (ClockKind.CLOCK, None, ClockMap),
        (ClockKind.CLOCK, 8, ClockMap),
        (ClockKind.MEASURED, None, MeasuredClock),
        (ClockKind.COUNTED, None, CountedClock),
        (ClockKind.COUNTED, 8, CounterClock),
    ],
)
def test_the_best_clock_that_a_sensor_has_is_used(
    kind: ClockKind, counter_bits: int | None, expected: type
) -> None:
    clock = ClockSettings(1000.0, 16, kind)

    found = session_times(
        clock, ClockMapSettings(), 100.0, counter_bits, counts_samples=False
    )

    assert type(found) is expected
    assert (found.ppm, found.offset_s) == (None, None)
