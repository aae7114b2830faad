"""Cutting joined blocks and putting them together."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from monitor.model.blocks import (
    BoolArray,
    FloatArray,
    Joined,
    Posture,
    Samples,
    SensorTrack,
)
from monitor.model.body import Window

_SLACK_S = 1e-6  # grid times are floats


def joined_rows(joined: Joined, rows: slice | BoolArray) -> Joined:
    """These rows of a block."""
    return Joined(
        joined.t[rows], _track(joined.pelvis, rows), _track(joined.lumbar, rows)
    )


def posture_rows(posture: Posture, rows: slice) -> Posture:
    """These rows of a posture."""
    return Posture(
        t=posture.t[rows],
        pelvis_pitch_deg=posture.pelvis_pitch_deg[rows],
        lumbar_pitch_deg=posture.lumbar_pitch_deg[rows],
        lumbar_flexion_deg=posture.lumbar_flexion_deg[rows],
        pelvis_rate_dps=posture.pelvis_rate_dps[rows],
        lumbar_rate_dps=posture.lumbar_rate_dps[rows],
        pelvis_valid=posture.pelvis_valid[rows],
        lumbar_valid=posture.lumbar_valid[rows],
        valid=posture.valid[rows],
        doubtful=posture.doubtful[rows],
        pelvis_roll_deg=posture.pelvis_roll_deg[rows],
    )


def joined_between(joined: Joined, window: Window) -> Joined:
    """The rows of a block within a window of time, its ends included."""
    first = int(np.searchsorted(joined.t, min(window) - _SLACK_S))
    last = int(np.searchsorted(joined.t, max(window) + _SLACK_S))
    return joined_rows(joined, slice(first, last))


def joined_whole(blocks: Sequence[Joined]) -> Joined:
    """Consecutive blocks as one; at least one."""
    if len(blocks) == 1:
        return blocks[0]
    return Joined(
        np.concatenate([each.t for each in blocks]),
        _tracks([each.pelvis for each in blocks]),
        _tracks([each.lumbar for each in blocks]),
    )


def samples_whole(blocks: Sequence[Samples]) -> Samples:
    """Consecutive blocks of one sensor as one; at least one."""
    if len(blocks) == 1:
        return blocks[0]
    return Samples(
        placement=blocks[0].placement,
        t=np.concatenate([each.t for each in blocks]),
        accel=np.concatenate([each.accel for each in blocks]),
        gyro=np.concatenate([each.gyro for each in blocks]),
        conditioned=np.concatenate([each.conditioned for each in blocks]),
        bridged=np.concatenate([each.bridged for each in blocks]),
    )


def by_beats(joined: Joined) -> list[Joined]:
    """The block cut before every full tenth of a second of the session."""
    tenth = np.floor(joined.t * 10 + 1e-6)
    cuts = np.flatnonzero(np.diff(tenth)) + 1
    if not len(cuts):
        return [joined]
    edges = [0, *cuts.tolist(), len(joined.t)]
    return [joined_rows(joined, slice(a, b)) for a, b in pairwise(edges)]


def usable(track: SensorTrack) -> BoolArray:
    """Rows where the sensor is there and its inclination may be believed, (n,)."""
    return track.present & track.valid


def _track(track: SensorTrack, rows: slice | BoolArray) -> SensorTrack:
    return SensorTrack(
        up=track.up[rows],
        rate=track.rate[rows],
        gyro=track.gyro[rows],
        accel=track.accel[rows],
        present=track.present[rows],
        valid=track.valid[rows],
        doubtful=track.doubtful[rows],
    )


def _tracks(tracks: Sequence[SensorTrack]) -> SensorTrack:
    return SensorTrack(
        up=_stacked([each.up for each in tracks]),
        rate=_stacked([each.rate for each in tracks]),
        gyro=_stacked([each.gyro for each in tracks]),
        accel=_stacked([each.accel for each in tracks]),
        present=np.concatenate([each.present for each in tracks]),
        valid=np.concatenate([each.valid for each in tracks]),
        doubtful=np.concatenate([each.doubtful for each in tracks]),
    )


def _stacked(arrays: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate(arrays)
