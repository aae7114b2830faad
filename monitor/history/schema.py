"""The tables of the history, as they are now. ``migrations`` tells how they came so.

Keys are those of the recordings: a session's is its file's name, a set's and a rep's
their numbers in it. Each row also holds its whole as JSON, which is what is read back;
the columns beside it are for looking up, and for other programs.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

VERSIONS: Final = ("v0001", "v0002")  # oldest first
HEAD: Final = VERSIONS[-1]

METADATA: Final = MetaData()

LIFTERS: Final = Table(
    "lifters",
    METADATA,
    Column("name", Text, primary_key=True),  # empty: nobody said who
)


def _session() -> Column[str]:
    key = ForeignKey("sessions.name", ondelete="CASCADE")
    return Column("session", Text, key, primary_key=True)


SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("lifter", Text, ForeignKey("lifters.name"), nullable=False),
    Column("utc", Text, nullable=False),
    Column("utc_s", Float, nullable=False),  # Unix time, s
    Column("exercise", Text, nullable=False),
    Column("measured", Boolean, nullable=False),  # False: an imported log
    Column("duration_s", Float, nullable=False),
    Column("sets", Integer, nullable=False),
    Column("pain", Float),
    Column("morning_told", Boolean),  # of the morning after the session before
    Column("red_flags", Text),  # parted by commas; empty takes earlier ones back
    Column("quality", Float),
    Column("reference_deg", Float),
    Column("neutral_drift_deg", Float),
    Column("pelvis_site", Text),
    Column("lumbar_site", Text),
    Column("belt", Boolean),
    Column("cut", Boolean, nullable=False),
    Column("notes", Text),  # as a JSON array
    Column("summary", LargeBinary, nullable=False),  # SessionSummary, JSON
    Column("facts", LargeBinary, nullable=False),  # as recorded, sets left out, JSON
    Index("sessions_of_lifter", "lifter", "utc_s"),
)

SETS: Final = Table(
    "sets",
    METADATA,
    _session(),
    Column("set_index", Integer, primary_key=True),
    Column("lifter", Text, ForeignKey("lifters.name"), nullable=False),
    Column("utc", Text, nullable=False),
    Column("utc_s", Float, nullable=False),  # Unix time, s
    Column("exercise", Text, nullable=False),
    Column("side", Text),
    Column("kind", Text),
    Column("load_kg", Float),
    Column("load_unit", Text, nullable=False),
    Column("rpe", Float),
    Column("pain", Float),
    Column("pain_place", Text),
    Column("reps", Integer, nullable=False),
    Column("partial", Integer, nullable=False),
    Column("by_hand", Integer, nullable=False),
    Column("scored", Integer, nullable=False),
    Column("clean", Integer, nullable=False),
    Column("borderline", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("limit_deg", Float),
    Column("peak_deg", Float),
    Column("margin_deg", Float),
    Column("top_change_deg", Float),
    Column("top_flexion_deg", Float),
    Column("slope_deg_per_rep", Float),
    Column("trend", Text),
    Column("rom_deg", Float),
    Column("concentric_s", Float),
    Column("hold_s", Float),
    Column("eccentric_s", Float),
    Column("tension_s", Float),
    Column("speed_loss_pct", Float),
    Column("rom_spread_pct", Float),
    Column("roll_range_deg", Float),
    Column("held_s", Float),
    Column("clean_s", Float),
    Column("left_reps", Integer),
    Column("right_reps", Integer),
    Column("over_limit_s", Float, nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("loss_pct", Float),
    Column("duration_s", Float),
    Column("pelvis_site", Text),
    Column("lumbar_site", Text),
    Column("belt", Boolean),
    Column("notes", Text),  # as a JSON array
    Column("summary", LargeBinary, nullable=False),  # SetSummary, JSON
    Column("facts", LargeBinary, nullable=False),  # SetFacts as recorded, JSON
    Index("sets_of_lifter", "lifter", "exercise", "utc_s"),
    Index("sets_by_time", "utc_s"),
)

REPS: Final = Table(
    "reps",
    METADATA,
    Column("session", Text, primary_key=True),
    Column("rep_id", Integer, primary_key=True),
    Column("set_index", Integer, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("struck", Boolean, nullable=False),
    Column("by_hand", Boolean, nullable=False),
    Column("onset_s", Float, nullable=False),
    Column("reach_s", Float),
    Column("leave_s", Float),
    Column("end_s", Float),
    Column("rom_deg", Float, nullable=False),
    Column("peak_extension_deg", Float),
    Column("peak_flexion_deg", Float),
    Column("peak_at", Text),
    Column("over_limit_s", Float, nullable=False),
    Column("change_vs_reference_deg", Float),
    Column("bottom_flexion_deg", Float),
    Column("top_flexion_deg", Float),
    Column("scored_share", Float, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("side", Text),
    Column("roll_range_deg", Float),
    Column("roll_at_top_deg", Float),
    ForeignKeyConstraint(
        ["session", "set_index"],
        ["sets.session", "sets.set_index"],
        ondelete="CASCADE",
    ),
    Index("reps_of_set", "session", "set_index"),
)

EDITS: Final = Table(
    "edits",
    METADATA,
    _session(),
    Column("line", Integer, primary_key=True),  # in the journal, from 1
    Column("utc", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("edit", LargeBinary, nullable=False),  # the journal's line, JSON
)

SOURCES: Final = Table(
    "sources",
    METADATA,
    Column("file", Text, primary_key=True),  # within the recordings' folder
    Column("size", Integer, nullable=False),
    Column("mtime_ns", Integer, nullable=False),
    Column("head_sha256", Text, nullable=False),
    Column("journal_size", Integer, nullable=False),
    Column("layout", Text, nullable=False),  # of the facts that were read from it
    Column("problem", Text),  # why it could not be read
)
