"""How well two measurements of the same movement agree.

Sources: limits of agreement, Bland & Altman, Lancet 1986;327:307-310; standard error
of measurement and minimal detectable change, Weir, J Strength Cond Res
2005;19(1):231-240.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.model.blocks import FloatArray

Z95 = 1.96


@dataclass(frozen=True, slots=True)
class AngleAgreement:
    """Ours minus the reference, degrees.

    Attributes:
        points: Times at which both were there.
        bias: Mean of the differences.
        rmse: Root of their mean square, bias included.
        lower: Lower 95 % limit of agreement, bias - 1.96 SD.
        upper: Upper 95 % limit of agreement, bias + 1.96 SD.
        p95: 95th percentile of the differences' size.
        mdc95: Minimal detectable change, 1.96 · √2 · SEM with SEM = SD / √2: two
            measurements share the variance of their difference.
        coverage: Share of the reference's points at which ours was there, 0 to 1.
    """

    points: int
    bias: float
    rmse: float
    lower: float
    upper: float
    p95: float
    mdc95: float
    coverage: float


def angle_agreement(ours: FloatArray, reference: FloatArray) -> AngleAgreement | None:
    """Compare two angles at the same times, shape (n,); NaN where one isn't there.

    Returns:
        None if fewer than two points have both.
    """
    wanted = np.isfinite(reference)
    both = wanted & np.isfinite(ours)
    points = int(both.sum())
    if points < 2:
        return None
    differences = ours[both] - reference[both]
    bias = float(differences.mean())
    sd = float(differences.std(ddof=1))
    sem = sd / np.sqrt(2.0)
    return AngleAgreement(
        points=points,
        bias=bias,
        rmse=float(np.sqrt(np.mean(differences**2))),
        lower=bias - Z95 * sd,
        upper=bias + Z95 * sd,
        p95=float(np.percentile(np.abs(differences), 95)),
        mdc95=float(Z95 * np.sqrt(2.0) * sem),
        coverage=points / int(wanted.sum()),
    )


@dataclass(frozen=True, slots=True)
class RepTimes:
    """A rep's four boundaries, s; None where unknown."""

    onset: float | None
    reach: float | None
    leave: float | None
    end: float | None

    @property
    def span(self) -> tuple[float, float]:
        """First and last known boundary; NaN without any."""
        known = [t for t in self.boundaries if t is not None]
        return (min(known), max(known)) if known else (np.nan, np.nan)

    @property
    def boundaries(self) -> tuple[float | None, ...]:
        """Onset, reach, leave, end."""
        return (self.onset, self.reach, self.leave, self.end)


BOUNDARIES = ("onset", "reach", "leave", "end")
Span = tuple[float, float]


def matched(found: Sequence[Span], true: Sequence[Span]) -> list[tuple[int, int]]:
    """Pair spans that overlap, each at most once, the most alike first.

    Two spans are a pair if their overlap is at least half of the shorter one; alike is
    overlap over union.

    Returns:
        (index in ``found``, index in ``true``) in order of ``true``.
    """
    candidates = [
        (_likeness(a, b), i, j)
        for j, b in enumerate(true)
        for i, a in enumerate(found)
        if _overlap(a, b) >= 0.5 * min(a[1] - a[0], b[1] - b[0]) and _overlap(a, b) > 0
    ]
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(candidates, key=lambda each: -each[0]):
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return sorted(pairs, key=lambda pair: pair[1])


def _overlap(a: Span, b: Span) -> float:
    return min(a[1], b[1]) - max(a[0], b[0])


def _likeness(a: Span, b: Span) -> float:
    return _overlap(a, b) / (max(a[1], b[1]) - min(a[0], b[0]))


@dataclass(frozen=True, slots=True)
class BoundaryAgreement:
    """Ours minus the reference's times of one boundary, s."""

    name: str
    points: int
    bias: float
    mean_absolute: float
    largest: float


@dataclass(frozen=True, slots=True)
class RepAgreement:
    """How two lists of reps agree.

    Attributes:
        ours: Reps of ours.
        reference: Reps of the reference.
        matched: Pairs of the same rep.
        boundaries: Errors of the four boundaries, those with at least one pair.
    """

    ours: int
    reference: int
    matched: int
    boundaries: tuple[BoundaryAgreement, ...]

    @property
    def f1(self) -> float | None:
        """Harmonic mean of recall and precision; None if neither has a rep."""
        total = self.ours + self.reference
        return 2.0 * self.matched / total if total else None


def rep_agreement(
    ours: Sequence[RepTimes], reference: Sequence[RepTimes]
) -> RepAgreement:
    """Compare two lists of reps."""
    pairs = matched([rep.span for rep in ours], [rep.span for rep in reference])
    errors: list[list[float]] = [[] for _ in BOUNDARIES]
    for i, j in pairs:
        both = zip(ours[i].boundaries, reference[j].boundaries, strict=True)
        for kept, (a, b) in zip(errors, both, strict=True):
            if a is not None and b is not None:
                kept.append(a - b)
    boundaries = tuple(
        _boundary(name, np.array(each))
        for name, each in zip(BOUNDARIES, errors, strict=True)
        if each
    )
    return RepAgreement(len(ours), len(reference), len(pairs), boundaries)


def _boundary(name: str, errors: FloatArray) -> BoundaryAgreement:
    size = np.abs(errors)
    return BoundaryAgreement(
        name, len(errors), float(errors.mean()), float(size.mean()), float(size.max())
    )
