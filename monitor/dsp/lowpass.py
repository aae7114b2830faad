"""Causal low-pass filtering of a stream that arrives in blocks."""

import numpy as np
from scipy.signal import butter, sosfilt, sosfilt_zi

from monitor.model.blocks import FloatArray


class Lowpass:
    """A Butterworth low-pass that remembers where the last block ended.

    How the stream is cut into blocks does not change the result. The filter starts
    settled on its first sample, so a sensor at rest shows no start-up transient.
    For raw channels only: a fused angle would gain lag and lose accuracy.
    """

    def __init__(self, cutoff_hz: float, rate_hz: float, order: int = 2) -> None:
        # Slow sensors (10 Hz) would put the cutoff past what they can carry.
        cutoff_hz = min(cutoff_hz, 0.4 * rate_hz)
        self._sos = butter(order, cutoff_hz, fs=rate_hz, output="sos")
        self._settled = sosfilt_zi(self._sos)[:, :, None]
        self._state: FloatArray | None = None

    def feed(self, x: FloatArray) -> FloatArray:
        """Filter the next block.

        Args:
            x: Samples at the filter's rate, shape (n, channels), n >= 1.

        Returns:
            The filtered block, same shape.
        """
        if self._state is None:
            self._state = self._settled * x[0]
        y, self._state = sosfilt(self._sos, x, axis=0, zi=self._state)
        return np.asarray(y, dtype=np.float64)

    def reset(self) -> None:
        """Forget the past, as after a gap in the stream."""
        self._state = None
