"""Finds the library; a person is told what brings it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from monitor.model.errors import LinkError

MOST_TEXT: Final = 200  # characters of a marker
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e]+")


@contextmanager
def needs_pylsl() -> Iterator[None]:
    """Import pylsl inside.

    Raises:
        LinkError: It is not installed, or its library can't be used here.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        msg = (
            "LSL needs pylsl, which the extra 'lsl' brings:"
            ' pip install "rep-monitor[lsl]".'
        )
        raise LinkError(msg) from error
    except (RuntimeError, OSError) as error:  # as pylsl and ctypes say it
        msg = f"LSL can't be used here: {str(error).splitlines()[0][:200]}"
        raise LinkError(msg) from error


def one_line(text: str) -> str:
    """Return a text from the network as one short line without escape codes."""
    return _CONTROL.sub(" ", text).strip()[:MOST_TEXT]
