import pytest

from monitor.recording.importers.stamps import unix_seconds

NOON = 1739275031.0  # 2025-02-11 11:57:11 UTC


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2025-02-11_11:57:11_250 EST", NOON + 0.25),
        ("2025-02-11_19:57:11_000 GMT+8", NOON),
        ("2025-02-11T11:57:11.5", NOON + 0.5),
        ("2025-2-11 11:57:11:500", NOON + 0.5),
        ("2025/02/11 11:57:11", NOON),
        ("02/11/2025 11:57:11", NOON),
        ("2025-02-11 17:27:11 +05:30", NOON),
        ("1739275031.25", NOON + 0.25),
        ("1739275031250", NOON + 0.25),
        ("2025-02-31 11:57:11", None),
        ("2025-02-11 25:00:00", None),
        ("0000-01-01 00:00:00", None),
        ("noon", None),
        ("", None),
    ],
)
def test_stamps_of_many_kinds_are_read(text: str, seconds: float | None) -> None:
    assert unix_seconds(text) == pytest.approx(seconds)
