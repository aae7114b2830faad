"""How a profile says what one count of a quantity is worth, and how its axes lie."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from monitor.decoding.quantity import Scaling
from monitor.decoding.types import FieldType
from monitor.model.blocks import GRAVITY

DEGREE = math.pi / 180
RANGE_TOLERANCE = 1.01  # datasheets round: 2000 dps at 16.4 counts is 32800 counts

Positive = Annotated[float, Meta(ge=1e-12, le=1e12)]
Axes = tuple[str, str, str]


class Gravity(StrEnum):
    """Whether an accelerometer's values hold gravity."""

    INCLUDED = "included"
    REMOVED = "removed"


class AccelText(Struct, frozen=True, forbid_unknown_fields=True):
    """``accel = { … }``: exactly one scale, or ``unit`` for floats.

    ``range_g`` is the measuring range. Without any scale it is the scale too:
    ``bits`` (default: the format's width) of two's complement span it.

    Attributes:
        axes: Which number of the packet, with which sign, is the sensor's x, y, z.
        gravity: Only accelerometers that keep gravity can be read.
    """

    lsb_per_g: Positive | None = None
    g_per_lsb: Positive | None = None
    mg_per_lsb: Positive | None = None
    lsb_per_ms2: Positive | None = None
    ms2_per_lsb: Positive | None = None
    range_g: Positive | None = None
    bits: Annotated[int, Meta(ge=2, le=32)] | None = None
    unit: str | None = None
    axes: Axes = ("x", "y", "z")
    gravity: Gravity = Gravity.INCLUDED

    def __post_init__(self) -> None:
        check_axes(self.axes)
        if self.gravity is Gravity.REMOVED:
            msg = "gravity: without gravity no inclination can be told; not supported"
            raise ValueError(msg)

    @property
    def full_range(self) -> float | None:
        """The measuring range, m/s²; None if not told."""
        return None if self.range_g is None else self.range_g * GRAVITY

    def per_count(self, kind: FieldType) -> float:
        """Return m/s² per count, or per unit of a float.

        Raises:
            ValueError: The scale is given not at all, twice, or against the format.
        """
        scales = {
            "lsb_per_g": _inverse(self.lsb_per_g, GRAVITY),
            "g_per_lsb": _times(self.g_per_lsb, GRAVITY),
            "mg_per_lsb": _times(self.mg_per_lsb, GRAVITY / 1000),
            "lsb_per_ms2": _inverse(self.lsb_per_ms2, 1.0),
            "ms2_per_lsb": _times(self.ms2_per_lsb, 1.0),
        }
        units = {"m/s2": 1.0, "g": GRAVITY, "mg": GRAVITY / 1000}
        named = _Given(scales, "range_g", self.full_range, self.bits, self.unit)
        return named.per_count(kind, units)


class GyroText(Struct, frozen=True, forbid_unknown_fields=True):
    """``gyro = { … }``: as ``AccelText``, for angular rates."""

    lsb_per_dps: Positive | None = None
    dps_per_lsb: Positive | None = None
    mdps_per_lsb: Positive | None = None
    lsb_per_rad_s: Positive | None = None
    rad_s_per_lsb: Positive | None = None
    range_dps: Positive | None = None
    bits: Annotated[int, Meta(ge=2, le=32)] | None = None
    unit: str | None = None
    axes: Axes = ("x", "y", "z")

    def __post_init__(self) -> None:
        check_axes(self.axes)

    @property
    def full_range(self) -> float | None:
        """The measuring range, rad/s; None if not told."""
        return None if self.range_dps is None else self.range_dps * DEGREE

    def per_count(self, kind: FieldType) -> float:
        """Return rad/s per count, or per unit of a float.

        Raises:
            ValueError: The scale is given not at all, twice, or against the format.
        """
        scales = {
            "lsb_per_dps": _inverse(self.lsb_per_dps, DEGREE),
            "dps_per_lsb": _times(self.dps_per_lsb, DEGREE),
            "mdps_per_lsb": _times(self.mdps_per_lsb, DEGREE / 1000),
            "lsb_per_rad_s": _inverse(self.lsb_per_rad_s, 1.0),
            "rad_s_per_lsb": _times(self.rad_s_per_lsb, 1.0),
        }
        units = {"rad/s": 1.0, "deg/s": DEGREE}
        named = _Given(scales, "range_dps", self.full_range, self.bits, self.unit)
        return named.per_count(kind, units)


class _Given(Struct, frozen=True):
    """What a quantity's text gave; finds the one scale in it."""

    scales: Mapping[str, float | None]
    range_key: str
    full_range: float | None
    bits: int | None
    unit: str | None

    def per_count(self, kind: FieldType, units: Mapping[str, float]) -> float:
        if self.bits is not None and (
            kind.is_float or self._named or self.bits > kind.bits
        ):
            msg = (
                f"bits: means something only with {self.range_key} alone, up to {kind}"
            )
            raise ValueError(msg)
        if kind.is_float:
            return self._of_unit(units)
        if self.unit is not None:
            msg = f"unit: is for floats, {kind} needs a scale such as {self._example}"
            raise ValueError(msg)
        return self._of_integer(kind)

    @property
    def _named(self) -> list[str]:
        return [key for key, scale in self.scales.items() if scale is not None]

    @property
    def _example(self) -> str:
        return next(iter(self.scales))

    def _of_unit(self, units: Mapping[str, float]) -> float:
        if self._named:
            msg = f"{self._named[0]}: is for integers, a float needs unit"
            raise ValueError(msg)
        if self.unit is None or self.unit not in units:
            msg = f"unit: must be one of {', '.join(units)}"
            raise ValueError(msg)
        return units[self.unit]

    def _of_integer(self, kind: FieldType) -> float:
        named = [scale for scale in self.scales.values() if scale is not None]
        if len(named) > 1:
            msg = f"{self._named[1]}: the scale is given twice, {self._named[0]} too"
            raise ValueError(msg)
        if not named and self.full_range is None:
            msg = f"{self._example}: no scale is given (nor {self.range_key})"
            raise ValueError(msg)
        if not named and self.full_range is not None:
            return float(self.full_range / (1 << ((self.bits or kind.bits) - 1)))
        return self._within_range(named[0], kind)

    def _within_range(self, scale: float, kind: FieldType) -> float:
        held = scale * kind.highest * RANGE_TOLERANCE
        if self.full_range is not None and self.full_range > held:
            msg = f"{self.range_key}: {kind} can't hold this range at this scale"
            raise ValueError(msg)
        return scale


def scaling(text: AccelText | GyroText, kind: FieldType) -> Scaling:
    """Return how numbers of this format become SI units.

    Raises:
        ValueError: The text gives no scale, two, or one that does not fit the format.
    """
    scale = text.per_count(kind)
    signs = [-1.0 if axis.startswith("-") else 1.0 for axis in text.axes]
    x, y, z = ("xyz".index(axis[-1]) for axis in text.axes)
    return Scaling((scale * signs[0], scale * signs[1], scale * signs[2]), (x, y, z))


def measuring_range(text: AccelText | GyroText, kind: FieldType) -> float | None:
    """Return where the sensor saturates, SI units; None for a float that tells none."""
    if text.full_range is not None or kind.is_float:
        return text.full_range
    return text.per_count(kind) * kind.highest


def check_axes(axes: Sequence[str]) -> None:
    """Raise ValueError unless these are x, y and z in some order, signed or not."""
    names = sorted(axis.removeprefix("+").removeprefix("-") for axis in axes)
    if names != ["x", "y", "z"] or any(len(axis) > 2 for axis in axes):
        msg = 'axes: must be x, y and z in some order, each with a sign or none ("-y")'
        raise ValueError(msg)


def _times(value: float | None, unit: float) -> float | None:
    return None if value is None else value * unit


def _inverse(value: float | None, unit: float) -> float | None:
    return None if value is None else unit / value
