"""Logs of other programs, as they really look, and as they never should."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.history.logs.exercise_names import exercise_name
from monitor.history.logs.importing import Imported, import_log
from monitor.history.logs.values import moment, number, seconds
from monitor.history.store import History
from monitor.model.errors import ImportFileError, MonitorError
from monitor.model.history import SetSummary
from monitor.model.loads import KG_PER_LB
from monitor.model.records import LoadUnit, SetKind

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)

STRONG = """\
Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;\
RPE;Distance (meters);Seconds;Notes;Workout Notes
1;2026-08-10 18:00:00;Legs;3600;Hip Thrust (Barbell);W;40;10;;;;;
1;2026-08-10 18:00:00;Legs;3600;Hip Thrust (Barbell);1;80,5;8;8,5;;;"slow; good";
1;2026-08-10 18:00:00;Legs;3600;Hip Thrust (Barbell);Rest Timer;;;;;90;;
1;2026-08-10 18:00:00;Legs;3600;Goblet Squat;1;24;12;;;;;
1;2026-08-10 18:00:00;Legs;3600;Plank;1;0;0;;;62;;
1;2026-08-10 18:00:00;Legs;3600;Running;1;0;0;;5000;1500;;
2;2026-08-12 18:00:00;Legs;3600;Romanian Deadlift (Dumbbell);1;50;10;;;;;
"""
STRONG_IOS = """\
Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,\
Workout Notes,RPE
2026-08-10 6:00:00\u202fPM,"Legs",1h 5m,"Hip Thrust (Barbell)",1,135,8,0,0,"","",9
"""
STRONG_OLD = """\
Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;\
Distance Unit;Seconds;Notes;Workout Notes
2026-01-11 12:31:54;"Leg";"Hip Thrust";1;135;lbs;5;;;;0;"";""
2026-01-11 12:31:54;"Leg";"Hip Thrust";2;60;kg;5;;;;0;;
"""
HEVY = """\
"title","start_time","end_time","description","exercise_title","superset_id",\
"exercise_notes","set_index","set_type","weight_kg","reps","distance_km",\
"duration_seconds","rpe"
"Legs","11 Nov 2025, 17:35","11 Nov 2025, 18:35","","Hip Thrust (Barbell)",,"ok",0,\
"warmup",40,10,,,
"Legs","11 Nov 2025, 17:35","11 Nov 2025, 18:35","","Hip Thrust (Barbell)",,"",1,\
"normal",82.5,8,,,8.5
"Legs","11 Nov 2025, 17:35","11 Nov 2025, 18:35","","Plank",,"",0,"normal",,,,60,
"""


@pytest.fixture(autouse=True)
def a_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer in Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def import_(
    tmp_path: Path, history: History
) -> Callable[..., tuple[Imported, list[SetSummary]]]:
    """Imports a log's text; returns what was said, and the sets that are known then."""

    def run(
        text: str | bytes, lifter: str = "Ann", unit: LoadUnit | None = None
    ) -> tuple[Imported, list[SetSummary]]:
        path = tmp_path / "log.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        said = import_log(path, history.folder, lifter, unit, NOW)
        history.sync()
        return said, history.summaries(lifter)

    return run


Import = Callable[..., tuple[Imported, list[SetSummary]]]


def test_a_log_of_strong(import_: Import) -> None:
    said, sets = import_(STRONG)

    assert (said.app, said.new, said.sets) == ("Strong", 2, 5)
    assert said.notices == ()
    told = [(s.exercise, s.kind, s.load_kg, s.reps, s.rpe) for s in sets]
    assert told == [
        ("hip_thrust", SetKind.WARM_UP, 40.0, 10, None),
        ("hip_thrust", None, 80.5, 8, 8.5),
        ("Goblet Squat", None, 24.0, 12, None),
        ("plank", None, None, 0, None),
        ("romanian_deadlift", None, 50.0, 10, None),
    ]
    assert sets[0].utc.startswith("2026-08-10T16:00:00")  # Berlin's summer
    assert sets[3].held_s == 62.0
    assert all(s.scored == 0 and s.limit_deg is None for s in sets)


def test_a_log_without_units_asks_for_one(import_: Import) -> None:
    with pytest.raises(ImportFileError, match="add --unit kg or --unit lb"):
        import_(STRONG_IOS)

    _, (only,) = import_(STRONG_IOS, unit=LoadUnit.LB)

    assert only.load_kg == pytest.approx(135 * KG_PER_LB)
    assert only.load_unit is LoadUnit.LB
    assert only.rpe == 9.0


def test_each_row_may_have_its_unit(import_: Import) -> None:
    _, sets = import_(STRONG_OLD)

    assert [s.load_unit for s in sets] == [LoadUnit.LB, LoadUnit.KG]
    assert [s.load_kg for s in sets] == [pytest.approx(61.235, abs=1e-3), 60.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_log_of_hevy_in_any_encoding(import_: Import, encoding: str) -> None:
    said, sets = import_(HEVY.replace('"ok"', '"süß"').encode(encoding))

    assert (said.app, said.new) == ("Hevy", 1)
    assert [s.load_kg for s in sets] == [40.0, 82.5, None]
    assert [s.kind for s in sets] == [SetKind.WARM_UP, None, None]
    assert sets[2].held_s == 60.0


def test_importing_again_doubles_nothing_and_keeps_corrections(
    import_: Import, history: History
) -> None:
    _, before = import_(STRONG)
    history.edit(before[1].session, "set/2/load_kg", 81)

    said, again = import_(STRONG)
    longer, more = import_(STRONG + STRONG.splitlines()[-1].replace("12", "14") + "\n")

    assert (said.new, said.changed, said.same) == (0, 0, 2)
    assert [s.load_kg for s in again][:3] == [40.0, 81.0, 24.0]
    assert (longer.new, longer.same) == (1, 2)
    assert len(more) == len(before) + 1


def test_a_workout_that_was_changed_in_the_log_is_changed(import_: Import) -> None:
    import_(STRONG)

    said, sets = import_(STRONG.replace(";24;", ";26;"))

    assert (said.new, said.changed, said.same) == (0, 1, 1)
    assert sets[2].load_kg == 26.0


def test_another_zone_later_doubles_nothing(
    import_: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, before = import_(STRONG)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()

    said, after = import_(STRONG)

    assert said.same == 2
    assert after == before


def test_two_lifters_with_the_same_log_stay_apart(
    import_: Import, history: History
) -> None:
    import_(STRONG, "Ann")
    import_(STRONG, "Bob")

    assert len(history.summaries("Ann")) == len(history.summaries("Bob")) == 5


def test_a_rebuild_finds_the_logs(import_: Import, history: History) -> None:
    _, before = import_(HEVY)

    history.rebuild()

    assert history.summaries() == before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[" * 100_000,
        '{"schema": 2}',
        "KEPT -> null",
        'KEPT "reps": 10 -> "reps": -1',
        'KEPT "schema": 1 -> "schema": 2',
    ],
)
def test_a_kept_workout_that_is_damaged_is_told(
    import_: Import, history: History, content: str
) -> None:
    import_(HEVY)
    (kept,) = (history.folder / "logs").iterdir()
    if content.startswith("KEPT "):
        old, new = content.removeprefix("KEPT ").split("->")
        whole = kept.read_text()
        content = whole.replace(old.strip(), new.strip()) if old.strip() else new
        assert content != whole
    kept.write_text(content)

    done = history.sync()

    assert len(done.notices) == 1
    assert done.notices[0].startswith(kept.name)
    said, sets = import_(HEVY)  # and the log itself makes it whole again
    assert (said.new, len(sets)) == (1, 3)


def test_rows_that_make_no_sense_are_left_out_and_counted(import_: Import) -> None:
    bad = [
        "3;2026-08-14 18:00:00;x;1;Hip Thrust;1;-5;8;;;;;",
        "3;2026-08-14 18:00:00;x;1;Hip Thrust;1;9999;8;;;;;",
        "3;2026-08-14 18:00:00;x;1;Hip Thrust;1;nan;8;;;;;",
        "3;2026-08-14 18:00:00;x;1;Hip Thrust;1;50;8.5;;;;;",
        "3;2026-08-14 18:00:00;x;1;Hip Thrust;1;50;8;42;;;;",
        "3;2036-08-14 18:00:00;x;1;Hip Thrust;1;50;8;;;;;",
        "3;0000-00-00;x;1;Hip Thrust;1;50;8;;;;;",
        "3;someday;x;1;Hip Thrust;1;50;8;;;;;",
    ]

    said, sets = import_(STRONG + "\n".join(bad) + "\n")

    assert len(sets) == 5
    assert said.notices[0] == (
        "log.csv, line 9: a weight of -5 kg makes no sense; the row is left out"
    )
    assert said.notices[-1] == "5 more rows make no sense and are left out"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\0\0\0", "is no text"),
        (b"a,b,c\n1,2,3\n", "is no log that Strong or Hevy has exported"),
        (b"a,a,a\n", "has no row of column names"),
        (STRONG.splitlines()[0].encode(), "holds no set"),
        (STRONG.splitlines()[0].encode() + b'\n"' + b"x" * 30_000, "is no CSV"),
    ],
)
def test_what_is_no_log_is_said_in_one_sentence(
    import_: Import, content: bytes, said: str, one_line: Callable[[str], bool]
) -> None:
    with pytest.raises(ImportFileError) as refused:
        import_(content)

    assert said in str(refused.value)
    assert one_line(str(refused.value))


@settings(max_examples=60, deadline=None)
@given(
    noise=st.lists(
        st.tuples(st.integers(0, len(STRONG) - 1), st.integers(0, 255)), max_size=30
    )
)
def test_any_bytes_are_a_log_or_an_error_for_people(
    noise: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(STRONG.encode())
    for at, byte in noise:
        content[at] = byte
    folder = tmp_path_factory.mktemp("noise")
    path = folder / "log.csv"
    path.write_bytes(content)

    try:
        import_log(path, folder, "Ann", None, NOW)
    except MonitorError:
        return
    history = History(folder / "history.sqlite3")
    assert history.sync().notices == ()
    history.close()


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("2026-08-10 18:00:00", "2026-08-10T18:00"),
        ("2026-08-10 6:05:00\u202fPM", "2026-08-10T18:05"),
        ("2026-08-10T18:00:00", "2026-08-10T18:00"),
        ("10.08.2026 18:00", "2026-08-10T18:00"),
        ("10 Aug 2026, 18:00", "2026-08-10T18:00"),
        ("25. Juli 2026, 14:21", "2026-07-25T14:21"),
        ("3 mars 2026, 08:00", "2026-03-03T08:00"),
        ("3 de mayo de 2026, 08:00", "2026-05-03T08:00"),
        ("Dec 22, 2025, 8:00 AM", "2025-12-22T08:00"),
        ("2026-08-10", "2026-08-10T00:00"),
    ],
)
def test_dates_of_many_styles(text: str, then: str) -> None:
    assert moment(text).isoformat(timespec="minutes") == then


@pytest.mark.parametrize("text", ["", "x", "31 Feb 2026, 08:00", "1 Foo 2026, 08:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        moment(text)


def test_numbers_and_durations() -> None:
    assert [number(each) for each in ("", "8", "62,5", "62.5")] == [None, 8, 62.5, 62.5]
    assert [seconds(each) for each in ("1h 5m", "45min", "3720", "")] == [
        3900.0,
        2700.0,
        3720.0,
        0.0,
    ]
    for bad in ("1e5", "inf", "1,234.5", "٣"):
        with pytest.raises(ValueError, match="is no number"):
            number(bad)


@pytest.mark.parametrize(
    ("logged", "name"),
    [
        ("Hip Thrust (Barbell)", "hip_thrust"),
        ("Barbell Hip Thrust", "hip_thrust"),
        ("Glute Bridge", "glute_bridge"),
        ("Romanian Deadlift (Dumbbell)", "romanian_deadlift"),
        ("Single Leg Glute Bridge", "single_leg_bridge"),
        ("Side Plank", "side_plank"),
        ("Single Leg Romanian Deadlift", "Single Leg Romanian Deadlift"),
        ("Bench Press (Barbell)", "Bench Press (Barbell)"),
    ],
)
def test_names_that_are_ours_and_names_that_are_not(logged: str, name: str) -> None:
    assert exercise_name(logged) == name
