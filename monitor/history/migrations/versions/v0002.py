"""A person's words as columns, for other programs and the export.

Files are read again by the next sync, which fills the columns with later corrections;
until then they hold what was recorded.
"""

from typing import Final

from alembic import op

revision: Final = "v0002"
down_revision: Final = "v0001"

_NOTES: Final = "json_extract(CAST(facts AS TEXT), '$.notes')"


def upgrade() -> None:
    """Add the columns."""
    for table in ("sessions", "sets"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN notes TEXT")
        op.execute(f"UPDATE {table} SET notes = {_NOTES} WHERE {_NOTES} != '[]'")
    op.execute("UPDATE sources SET layout = ''")
