"""Which streams a sensor's notifications belong to, and whether they hold samples."""

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from monitor.model.errors import DecodeError
from monitor.model.records import stream_of
from monitor.profiles import Profile

if TYPE_CHECKING:
    from monitor.decoding.decoder import StreamDecoder


class StreamReader:
    """Looks into notifications so far as the state of the link needs it."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._routes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, stream in profile.streams.items():
            for part, characteristic in stream.characteristics.items():
                self._routes[characteristic].append((name, part))
        self._decoders: dict[str, StreamDecoder] = {}
        self.reset()

    @property
    def characteristics(self) -> frozenset[str]:
        """UUIDs, in lower case, of all that streams come from."""
        return frozenset(self._routes)

    def reset(self) -> None:
        """Begin anew, as after the link was made anew."""
        streams = self._profile.streams.items()
        self._decoders = {name: stream.decoder() for name, stream in streams}

    def streams(self, characteristic: str) -> list[str]:
        """Return the names that notifications of a characteristic are recorded by."""
        routes = self._routes.get(characteristic, [])
        return [stream_of(name, part) for name, part in routes]

    def has_samples(self, characteristic: str, payload: bytes) -> bool:
        """Tell whether a notification completes samples; nonsense does not."""
        found = False
        for name, part in self._routes.get(characteristic, []):
            with suppress(DecodeError):
                found |= bool(self._decoders[name].feed(part, payload))
        return found
