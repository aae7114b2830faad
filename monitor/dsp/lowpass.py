"""Causal low-pass filtering of a stream that arrives in blocks."""

import numpy as np

from monitor.model.blocks import FloatArray

# One second-order section is as well conditioned as the transfer function that it is,
# and a call of ``lfilter`` costs a sixth of one of ``sosfilt``.
_ORDER = 2


class Lowpass:
    """A second-order Butterworth low-pass that remembers where the last block ended.

    How the stream is cut into blocks does not change the result. The filter starts
    settled on its first sample, so a sensor at rest shows no start-up transient.
    For raw channels only: a fused angle would gain lag and lose accuracy.
    """

    def __init__(self, cutoff_hz: float, rate_hz: float) -> None:
        # scipy.signal takes a second to load: the window is drawn before that.
        from scipy.signal import butter, lfilter, lfilter_zi  # noqa: PLC0415

        # Slow sensors (10 Hz) would put the cutoff past what they can carry.
        cutoff_hz = min(cutoff_hz, 0.4 * rate_hz)
        self._b, self._a = butter(_ORDER, cutoff_hz, fs=rate_hz)
        self._settled = lfilter_zi(self._b, self._a)[:, None]
        self._filter = lfilter
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
        y, self._state = self._filter(self._b, self._a, x, axis=0, zi=self._state)
        return np.asarray(y, dtype=np.float64)

    def reset(self) -> None:
        """Forget the past, as after a gap in the stream."""
        self._state = None
