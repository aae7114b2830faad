"""The formats that a profile may name as its ``decoder``. There are no others."""

from collections.abc import Mapping
from typing import Final

from monitor.decoding.decoder import FormatText
from monitor.decoding.framed import FramedText
from monitor.decoding.movesense_gsp import MovesenseText
from monitor.decoding.paired import PairedText
from monitor.decoding.polar_pmd import PolarText
from monitor.decoding.table import TableText

TABLE: Final = "table"

FORMATS: Final[Mapping[str, type[FormatText]]] = {
    TABLE: TableText,
    "framed": FramedText,
    "paired": PairedText,
    "polar_pmd": PolarText,
    "movesense_gsp": MovesenseText,
}


def format_text(stream: object) -> type[FormatText]:
    """Return the struct that a stream's table is read as, by its ``decoder``.

    Raises:
        ValueError: There is no such decoder; the text begins with the key.
    """
    name = stream.get("decoder", TABLE) if isinstance(stream, dict) else TABLE
    found = FORMATS.get(name) if isinstance(name, str) else None
    if found is None:
        msg = f"decoder: must be one of {', '.join(FORMATS)}"
        raise ValueError(msg)
    return found
