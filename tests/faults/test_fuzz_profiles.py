"""Random and damaged firmware profiles: a profile, or one sentence about it."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.model.errors import DecodeError, ProfileError
from monitor.profiles import find_profiles, parse_profile

PATH = Path("any.toml")
TEXTS = [profile.text for _, profile in sorted(find_profiles().items())]
WORDS = [re.findall(r'"[^"\n]*"|[\w.]+|[^\w\s]|\s+', text) for text in TEXTS]
JUNK = (
    "", "nan", "inf", "-1", "0", "1e308", "9" * 400, '""', "[]", "{}", "true", "=",
    "\n", "[[", "]", "{", '"', "'''", "\0", "\ufeff", "é", "#", ".", "..", "streams",
    "u32", "[streams.imu]\n", "a.b.c = 1\n", "\x1b[2J", "-0.0", "0x7fffffffffffffff",
)  # fmt: skip


def damaged(rng: random.Random) -> str:
    """A shipped profile with some of its words replaced, doubled or left out."""
    words = rng.choice(WORDS).copy()
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at = rng.randrange(len(words))
        words[at] = rng.choice([*JUNK, rng.choice(words), words[at] * 2])
    return "".join(words)


def noise(rng: random.Random) -> str:
    """Words of profiles and junk in any order."""
    words = rng.choice(WORDS)
    return "".join(rng.choice([*JUNK, *words]) for _ in range(rng.randrange(60)))


@pytest.mark.parametrize("make", [damaged, noise])
def test_any_text_is_a_profile_or_one_sentence(
    make: Callable[[random.Random], str],
    fuzz: Callable[..., dict[str, int]],
    fuzz_cases: int,
    one_line: Callable[[str], bool],
) -> None:
    def case(rng: random.Random) -> str:
        try:
            profile = parse_profile(make(rng), PATH)
        except ProfileError as error:
            return "refused" if one_line(str(error)) else str(error)
        for stream in profile.streams.values():
            with suppress(DecodeError):
                stream.decoder().feed("", rng.randbytes(rng.randrange(80)))
        profile.sensor_setup()
        return "a profile"

    assert ["".join(words) for words in WORDS] == TEXTS

    seen = fuzz(case)

    assert set(seen) <= {"refused", "a profile"}
    assert seen["refused"] > fuzz_cases // 4
    assert seen["a profile"] > 0 or make is noise
