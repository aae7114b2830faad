"""What people do besides lifting: standing, bowing, walking, getting down and up."""

import numpy as np

from monitor.acquisition.simulation.choreography import (
    HIP_HEIGHT_M,
    Channel,
    Choreography,
)

STEP_M = 0.65
HEEL_SHIFTS = 0.4  # of the times of standing still


def stand_still(score: Choreography, duration_s: float) -> None:
    """Stand as still as people do: sway and breathing go on, a heel may shift."""
    if score.rng.random() < HEEL_SHIFTS:
        at = score.between(0.0, max(duration_s - 0.8, 0.0))
        score.dip(Channel.HIP_Z, -0.0015, 0.7, at)
        score.dip(Channel.PELVIS, _around(score, 0.5), 0.7, at)
        score.dip(Channel.ROLL, _around(score, 0.8), 0.7, at)
    score.wait(duration_s)


def fidget(score: Choreography, duration_s: float) -> None:
    """Stand and shift: heels, a look aside, a hand to the strap."""
    end = score.now + duration_s
    while score.now < end:
        span = score.between(0.6, 1.2)
        score.to(
            Channel.HEADING, score.level(Channel.HEADING) + _around(score, 8), span
        )
        score.dip(Channel.PELVIS, _around(score, 4), span)
        score.dip(Channel.ROLL, _around(score, 3), span)
        score.dip(Channel.HIP_Z, -0.01, span)
        score.dip(Channel.FLEXION, _around(score, 3), span, 0.1)
        score.wait(span)
    score.wait(0.3)


def bow(
    score: Choreography, depth_deg: float, lumbar_share: float
) -> tuple[float, float, float]:
    """Bow forward and come up.

    Args:
        score: Where to write.
        depth_deg: How far the lumbar sensor's segment bows.
        lumbar_share: Part of the depth that comes from the lumbar spine.

    Returns:
        When it began, was deepest and was over, s.
    """
    down, up = score.between(0.9, 1.6), score.between(0.9, 1.5)
    share = lumbar_share * score.between(0.85, 1.15)
    start = score.now
    _bend(score, depth_deg * (1 - share), depth_deg * share, down)
    score.to(Channel.TWIST, _around(score, 2), down)
    score.wait(down + score.between(0.0, 0.4))
    far = score.now
    _bend(score, _around(score, 1), _around(score, 1), up)
    score.to(Channel.TWIST, 0.0, up)
    score.wait(up + score.between(0.1, 0.6))
    return start, far, score.now


def arch_and_flatten(score: Choreography, extension_deg: float, times: int) -> None:
    """Arch the lower back as far as it goes, then flatten it, a few times.

    Pelvis and ribs share the movement, from wherever the pelvis is.

    Args:
        score: Where to write.
        extension_deg: Lumbar extension to reach, past neutral.
        times: How often.
    """
    pelvis, flexion = score.level(Channel.PELVIS), score.level(Channel.FLEXION)
    share = score.between(0.4, 0.6)
    for _ in range(times):
        arch, flat = score.between(1.1, 1.8), score.between(1.1, 1.8)
        reached = extension_deg * score.between(0.95, 1.05)
        _bend(score, pelvis + share * reached, -reached, arch)
        score.wait(arch + score.between(0.2, 0.6))
        curled = score.between(1.0, 5.0)
        _bend(score, pelvis - share * curled, curled, flat)
        score.wait(flat + score.between(0.1, 0.5))
    _bend(score, pelvis, flexion, 0.6)
    score.wait(0.8)


def side_bends(score: Choreography) -> None:
    """Bend to either side once, upright, and come back."""
    score.wait(score.between(0.8, 1.5))
    for sign in (1.0, -1.0):
        out, back = score.between(1.0, 1.5), score.between(1.0, 1.5)
        score.to(Channel.SIDE, sign * score.between(14, 24), out)
        score.to(Channel.LEAN, sign * score.between(3, 9), out)
        score.to(Channel.PELVIS, _around(score, 1.5), out)
        score.wait(out + score.between(0.2, 0.5))
        score.to(Channel.SIDE, 0.0, back)
        score.to(Channel.LEAN, 0.0, back)
        score.to(Channel.PELVIS, 0.0, back)
        score.wait(back + score.between(0.3, 0.7))


def get_on_all_fours(score: Choreography) -> None:
    """From standing to hands and knees."""
    down = score.between(1.4, 2.0)
    _bend(score, score.between(50, 65), score.between(18, 28), down)
    score.to(Channel.HIP_Z, 0.45, down)
    score.wait(down)
    all_fours(score, score.between(0.8, 1.2))


def all_fours(score: Choreography, duration_s: float) -> None:
    """Get on hands and knees from wherever near the floor one is."""
    trunk, flexion = score.between(88, 94), score.between(-4, 4)
    _bend(score, trunk - flexion, flexion, duration_s)
    score.to(Channel.LEAN, 0.0, duration_s)
    score.to(Channel.SIDE, 0.0, duration_s)
    score.to(Channel.HIP_Z, 0.45, duration_s)
    score.wait(duration_s + score.between(0.3, 0.9))


def hinge(score: Choreography, pelvis_deg: float, flexion_deg: float) -> None:
    """Bend forward from the hips, the back nearly flat, and come up."""
    down, up = score.between(1.2, 2.0), score.between(1.2, 1.8)
    share = score.between(0.94, 1.06)
    _bend(score, share * pelvis_deg, share * flexion_deg, down)
    score.wait(down + score.between(0.1, 0.6))
    _bend(score, _around(score, 1), _around(score, 1), up)
    score.wait(up + score.between(0.2, 0.8))


def arch_and_return(score: Choreography, extension_deg: float, share: float) -> None:
    """Arch the lower back as far as it goes, and come back to neutral.

    Args:
        score: Where to write.
        extension_deg: Lumbar extension to reach, past neutral.
        share: What the pelvis does of it; the ribs do the rest.
    """
    arch, back = score.between(1.1, 1.8), score.between(1.1, 1.8)
    reached = extension_deg * score.between(0.94, 1.06)
    _bend(score, share * reached, -reached, arch)
    score.wait(arch + score.between(0.2, 0.6))
    _bend(score, _around(score, 1), score.between(0.0, 3.0), back)
    score.wait(back + score.between(0.2, 0.6))


def round_back(score: Choreography, flexion_deg: float) -> None:
    """Tuck the pelvis under and round the lower back, and let go."""
    curl, back = score.between(1.1, 1.8), score.between(1.1, 1.8)
    reached = flexion_deg * score.between(0.94, 1.06)
    _bend(score, -score.between(0.3, 0.6) * reached, reached, curl)
    score.wait(curl + score.between(0.2, 0.7))
    _bend(score, _around(score, 1), score.between(-2.0, 2.0), back)
    score.wait(back + score.between(0.2, 0.6))


def straighten(score: Choreography) -> None:
    """Come back to the neutral posture after the bows."""
    _bend(score, 0.0, 0.0, 0.5)
    score.wait(0.6)


def bend_to_floor(score: Choreography, busy_s: float) -> None:
    """Bend down, be busy there (plates, laces, the bar), come up."""
    down, up = score.between(1.0, 1.6), score.between(1.0, 1.5)
    knees = score.between(0.1, 0.3)
    _bend(score, score.between(50, 80), score.between(20, 35), down)
    score.to(Channel.HIP_Z, HIP_HEIGHT_M - knees, down)
    score.wait(down)
    end = score.now + busy_s
    while score.now < end:
        span = score.between(0.5, 1.0)
        score.dip(Channel.PELVIS, _around(score, 10), span)
        score.dip(Channel.FLEXION, _around(score, 6), span, 0.1)
        score.dip(Channel.TWIST, _around(score, 8), span)
        score.wait(span)
    _bend(score, 0.0, 0.0, up)
    score.to(Channel.HIP_Z, HIP_HEIGHT_M, up)
    score.wait(up + 0.2)


def walk(score: Choreography, duration_s: float) -> None:
    """Walk, turning once on the way."""
    cadence = score.between(1.6, 2.0)  # steps a second
    lean = score.between(2, 6)
    score.to(Channel.PELVIS, lean, 0.8)
    way = score.level(Channel.HIP_X) + duration_s * cadence * STEP_M
    score.to(Channel.HIP_X, way, duration_s)
    heading = score.level(Channel.HEADING) + _around(score, 120)
    score.to(Channel.HEADING, heading, duration_s / 2, duration_s / 4)
    _gait(score, cadence, duration_s)
    score.wait(duration_s - 0.6)
    score.to(Channel.PELVIS, 0.0, 0.6)
    score.wait(0.8)


def _gait(score: Choreography, cadence_hz: float, duration_s: float) -> None:
    """The waves of walking; heel strikes are the higher harmonics of the height."""
    score.wave(Channel.HIP_Z, score.between(0.015, 0.025), cadence_hz, duration_s)
    score.wave(Channel.HIP_Z, 0.002, 3 * cadence_hz, duration_s)
    score.wave(Channel.HIP_Z, 0.0003, 7 * cadence_hz, duration_s)
    score.wave(Channel.HIP_Y, 0.02, cadence_hz / 2, duration_s)
    score.wave(Channel.HIP_X, 0.01, cadence_hz, duration_s)
    score.wave(Channel.PELVIS, score.between(1.5, 3), cadence_hz, duration_s)
    score.wave(Channel.FLEXION, score.between(1, 2.5), cadence_hz, duration_s)
    score.wave(Channel.ROLL, score.between(3, 5), cadence_hz / 2, duration_s)
    score.wave(Channel.TWIST, score.between(4, 8), cadence_hz / 2, duration_s)


def sit_on_floor(score: Choreography, bench_m: float, pitch_deg: float) -> None:
    """Go down to the floor with the back against the bench.

    Args:
        score: Where to write.
        bench_m: Height of the bench's edge; 0 lies down flat afterwards.
        pitch_deg: Pelvis pitch to end at.
    """
    down = score.between(1.6, 2.4)
    _bend(score, score.between(35, 55), score.between(10, 22), down * 0.7)
    score.to(Channel.HIP_Z, 0.12, down)
    score.wait(down)
    back = score.between(1.2, 2.0)
    score.to(Channel.SHOULDER_Z, bench_m + 0.04, 0.1)
    score.to(Channel.PIVOT, 1.0, back)
    _bend(score, pitch_deg, score.between(5, 14), back)
    score.wait(back + score.between(0.3, 0.8))


def roll_bar_over(score: Choreography) -> None:
    """Sit up, roll the bar over the legs onto the hips, lean back and settle."""
    near, flexion = score.level(Channel.PELVIS), score.level(Channel.FLEXION)
    for _ in range(int(score.rng.integers(1, 3))):
        reach = score.between(1.0, 1.6)
        _bend(score, near + score.between(18, 40), score.between(18, 30), reach)
        score.wait(reach + score.between(0.3, 1.0))
        _bend(score, near + _around(score, 4), flexion, reach)
        score.wait(reach + score.between(0.2, 0.6))
    shuffle(score, near)
    _bend(score, near, flexion, 0.8)
    score.wait(0.9)


def shuffle(score: Choreography, near_deg: float) -> None:
    """Lift the hips a little and put them down, as when finding one's place."""
    for _ in range(int(score.rng.integers(1, 4))):
        span = score.between(0.7, 1.4)
        score.to(Channel.PELVIS, near_deg, 0.2)
        score.dip(Channel.PELVIS, -score.between(4, 11), span)
        score.dip(Channel.TWIST, _around(score, 5), span)
        score.dip(Channel.FLEXION, _around(score, 4), span)
        score.wait(span + score.between(0.1, 0.5))


def sit_up_and_rest(score: Choreography, duration_s: float, pitch_deg: float) -> None:
    """Sit up between sets, look about, lean back again."""
    _bend(score, score.between(-8, 12), score.between(12, 24), 1.4)
    score.wait(1.4)
    _look_about(score, duration_s - 3.2)
    _bend(score, pitch_deg, score.between(3, 12), 1.4)
    score.wait(1.8)


def rest_in_place(score: Choreography, duration_s: float) -> None:
    """Rest where one is, with small movements."""
    _look_about(score, duration_s)


def stand_up(score: Choreography) -> None:
    """Get up from the floor and stand."""
    up = score.between(1.8, 2.6)
    _bend(score, score.between(30, 50), score.between(12, 25), up * 0.6)
    score.to(Channel.PIVOT, 0.0, up * 0.8)
    score.to(Channel.ROLL, _around(score, 12), up * 0.6)
    score.wait(up * 0.7)
    score.to(Channel.HIP_Z, HIP_HEIGHT_M, up)
    score.to(Channel.ROLL, 0.0, up)
    _bend(score, 0.0, 0.0, up)
    score.wait(up + 0.2)


def pick_up_bar(score: Choreography) -> None:
    """Bend to the bar on the floor, grip it, stand up with it, shuffle back."""
    bend_to_floor(score, score.between(1.0, 2.5))
    settle_feet(score)


def settle_feet(score: Choreography) -> None:
    """Two or three small steps."""
    span = score.between(1.2, 2.0)
    score.wave(Channel.PELVIS, 2.0, 1.6, span)
    score.wave(Channel.ROLL, 3.0, 0.8, span)
    score.wave(Channel.HIP_Z, 0.008, 1.6, span)
    score.to(Channel.HIP_X, score.level(Channel.HIP_X) - 0.3, span)
    score.wait(span + score.between(0.5, 1.2))


def _bend(
    score: Choreography, pelvis_deg: float, flexion_deg: float, duration_s: float
) -> None:
    score.to(Channel.PELVIS, pelvis_deg, duration_s)
    score.to(Channel.FLEXION, flexion_deg, duration_s * 0.9, duration_s * 0.1)


def _look_about(score: Choreography, duration_s: float) -> None:
    end = score.now + duration_s
    while score.now < end:
        span = score.between(1.0, 2.5)
        score.dip(Channel.PELVIS, _around(score, 3), span)
        score.dip(Channel.FLEXION, _around(score, 3), span)
        score.dip(Channel.TWIST, _around(score, 6), span)
        score.wait(min(span, max(end - score.now, 0.1)))


def _around(score: Choreography, amplitude: float) -> float:
    """Draw a magnitude near the amplitude with either sign."""
    sign = score.rng.choice(np.array([-1.0, 1.0]))
    return float(sign) * score.between(0.5, 1.0) * amplitude
