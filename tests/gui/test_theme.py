"""State colours stay apart for everybody."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from monitor.gui.theme import DARK, LIGHT, Colours

STATES = ("ok", "warn", "danger")  # what is not known is a hollow ring
LEAST = 25.0  # CIE76

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanope": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranope": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanope": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(name: str) -> np.ndarray:
    colour = QColor(name)
    srgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", list(VISION))
@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_state_colours_stay_apart(colours: Colours, vision: str) -> None:
    seen = {
        each: lab(VISION[vision] @ linear(getattr(colours, each))) for each in STATES
    }

    apart = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]]))
        for pair in combinations(STATES, 2)
    }

    assert min(apart.values()) >= LEAST, apart


def contrast(a: str, b: str) -> float:
    weights = TO_XYZ[1]
    lighter, darker = sorted((weights @ linear(a), weights @ linear(b)), reverse=True)
    return float((lighter + 0.05) / (darker + 0.05))


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text", "bg"), ("text", "panel"), ("text", "panel2"),
        ("dim", "bg"), ("dim", "panel"), ("dim", "panel2"),
        ("warn_text", "panel2"), ("warn_text", "panel"),
        ("on_danger", "danger"), ("on_warn", "warn"), ("on_info", "info"),
        ("danger", "panel"), ("ok", "panel"),
    ],
)  # fmt: skip
def test_words_can_be_read(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5
