"""The first tables."""

from typing import Final

from alembic import op

revision: Final = "v0001"
down_revision: Final = None

_TABLES: Final = (
    """
    CREATE TABLE lifters (
        name TEXT NOT NULL, PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE sources (
        file TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        head_sha256 TEXT NOT NULL, journal_size INTEGER NOT NULL,
        layout TEXT NOT NULL, problem TEXT, PRIMARY KEY (file)
    )
    """,
    """
    CREATE TABLE sessions (
        name TEXT NOT NULL, lifter TEXT NOT NULL, utc TEXT NOT NULL, utc_s FLOAT NOT
        NULL, exercise TEXT NOT NULL, measured BOOLEAN NOT NULL, duration_s FLOAT NOT
        NULL, sets INTEGER NOT NULL, pain FLOAT, morning_told BOOLEAN, red_flags TEXT,
        quality FLOAT, reference_deg FLOAT, neutral_drift_deg FLOAT,
        pelvis_site TEXT, lumbar_site TEXT, belt BOOLEAN, cut BOOLEAN NOT NULL, summary
        BLOB NOT NULL, facts BLOB NOT NULL, PRIMARY KEY (name), FOREIGN KEY(lifter)
        REFERENCES lifters (name)
    )
    """,
    """
    CREATE INDEX sessions_of_lifter ON sessions (lifter, utc_s)
    """,
    """
    CREATE TABLE edits (
        session TEXT NOT NULL, line INTEGER NOT NULL, utc TEXT NOT NULL, id TEXT NOT
        NULL, edit BLOB NOT NULL, PRIMARY KEY (session, line), FOREIGN KEY(session)
        REFERENCES sessions (name) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE sets (
        session TEXT NOT NULL, set_index INTEGER NOT NULL, lifter TEXT NOT NULL, utc
        TEXT NOT NULL, utc_s FLOAT NOT NULL, exercise TEXT NOT NULL, side TEXT, kind
        TEXT, load_kg FLOAT, load_unit TEXT NOT NULL, rpe FLOAT, pain FLOAT, pain_place
        TEXT, reps INTEGER NOT NULL, partial INTEGER NOT NULL, by_hand INTEGER NOT NULL,
        scored INTEGER NOT NULL, clean INTEGER NOT NULL, borderline INTEGER NOT NULL,
        faults INTEGER NOT NULL, limit_deg FLOAT, peak_deg FLOAT, margin_deg FLOAT,
        top_change_deg FLOAT, top_flexion_deg FLOAT, slope_deg_per_rep FLOAT, trend
        TEXT, rom_deg FLOAT, concentric_s FLOAT, hold_s FLOAT, eccentric_s FLOAT,
        tension_s FLOAT, speed_loss_pct FLOAT, rom_spread_pct FLOAT, roll_range_deg
        FLOAT, held_s FLOAT, clean_s FLOAT, left_reps INTEGER, right_reps INTEGER,
        over_limit_s FLOAT NOT NULL, alerts INTEGER NOT NULL, loss_pct FLOAT, duration_s
        FLOAT, pelvis_site TEXT, lumbar_site TEXT, belt BOOLEAN, summary BLOB NOT NULL,
        facts BLOB NOT NULL, PRIMARY KEY (session, set_index), FOREIGN KEY(session)
        REFERENCES sessions (name) ON DELETE CASCADE, FOREIGN KEY(lifter) REFERENCES
        lifters (name)
    )
    """,
    """
    CREATE INDEX sets_by_time ON sets (utc_s)
    """,
    """
    CREATE INDEX sets_of_lifter ON sets (lifter, exercise, utc_s)
    """,
    """
    CREATE TABLE reps (
        session TEXT NOT NULL, rep_id INTEGER NOT NULL, set_index INTEGER NOT NULL,
        "full" BOOLEAN NOT NULL, struck BOOLEAN NOT NULL, by_hand BOOLEAN NOT NULL,
        onset_s FLOAT NOT NULL, reach_s FLOAT, leave_s FLOAT, end_s FLOAT, rom_deg FLOAT
        NOT NULL, peak_extension_deg FLOAT, peak_flexion_deg FLOAT, peak_at TEXT,
        over_limit_s FLOAT NOT NULL, change_vs_reference_deg FLOAT, bottom_flexion_deg
        FLOAT, top_flexion_deg FLOAT, scored_share FLOAT NOT NULL, verdict TEXT NOT
        NULL, reason TEXT NOT NULL, side TEXT, roll_range_deg FLOAT, roll_at_top_deg
        FLOAT, PRIMARY KEY (session, rep_id), FOREIGN KEY(session, set_index) REFERENCES
        sets (session, set_index) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX reps_of_set ON reps (session, set_index)
    """,
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _TABLES:
        op.execute(statement)
