"""A checksum for the session's description, which MCAP itself leaves unprotected."""

import zlib
from collections.abc import Mapping
from typing import Final

_SEAL: Final = "crc32"


def sealed(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return the texts with their checksum among them."""
    return {**metadata, _SEAL: _checksum(metadata)}


def unsealed(metadata: Mapping[str, str]) -> dict[str, str] | None:
    """Return the texts without their checksum; None if it does not fit."""
    texts = {key: text for key, text in metadata.items() if key != _SEAL}
    return texts if metadata.get(_SEAL) == _checksum(texts) else None


def _checksum(texts: Mapping[str, str]) -> str:
    crc = 0
    for key in sorted(texts):
        for text in (key, texts[key]):
            data = text.encode()
            crc = zlib.crc32(len(data).to_bytes(8, "little") + data, crc)
    return f"{crc:08x}"
