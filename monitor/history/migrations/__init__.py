"""How the history's tables became what they are, step by step, for alembic."""
