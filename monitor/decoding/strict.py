"""Reads TOML into structs strictly: whatever is wrong is named by its key."""

import re
from pathlib import Path
from typing import TypeVar

import msgspec

from monitor.model.errors import ProfileError

SCHEMA = 1
MAX_TEXT_BYTES = 65536
MAX_LINE = 4000  # so no key has thousands of parts, which would take long to read

UNKNOWN_OR_MISSING = r"Object (contains unknown|missing required) .*`"

T = TypeVar("T")


def read_tables(text: str, path: Path) -> dict[str, object]:
    """Return the tables of a profile's text, its schema checked.

    Raises:
        ProfileError: The text is no TOML, too long, or of another schema.
    """
    size = len(text.encode(errors="replace"))
    if size > MAX_TEXT_BYTES or max(map(len, text.split("\n"))) > MAX_LINE:
        problem = f"is longer than {MAX_TEXT_BYTES} bytes, or a line than {MAX_LINE}"
        raise ProfileError(path, "file", problem)
    try:
        tables = msgspec.toml.decode(text, type=dict[str, object])
    except (ValueError, RecursionError) as error:  # also numbers of 5000 digits
        raise ProfileError(path, "TOML", plain(str(error))) from None
    schema = tables.get("schema", SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        shown = plain(str(schema)) if type(schema) is int else "not a whole number"
        problem = (
            f"is {shown}, but this program reads schema {SCHEMA};"
            " look for a newer version of the program or of the profile"
        )
        raise ProfileError(path, "schema", problem)
    return tables


def convert(raw: object, kind: type[T], prefix: str, path: Path) -> T:
    """Return a table as a struct.

    Raises:
        ProfileError: A key is unknown, missing, mistyped or out of range.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise located(str(error), prefix, path) from None


def located(message: str, prefix: str, path: Path) -> ProfileError:
    """Turn the words of msgspec, or of a struct's own check, into key and problem."""
    problem, _, where = message.partition(" - at `$")
    key = prefix + where.removesuffix("`")
    if named := re.fullmatch(UNKNOWN_OR_MISSING, problem, re.DOTALL):
        key += "." + problem.split("`")[1]
        problem = "unknown key" if "unknown" in named[1] else "missing"
    elif named := re.fullmatch(r"([A-Za-z_.0-9\[\]-]+): (.*)", problem, re.DOTALL):
        key, problem = f"{key}.{named[1]}", named[2]
    problem = problem.replace("`object`", "a table").replace("`array`", "a list")
    return ProfileError(path, plain(key.lstrip(".")) or "file", plain(problem))


def plain(text: str) -> str:
    """Return text from outside as part of a sentence: one line, printable, short."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.replace("`", "").split())[:200]
