"""Sees to it that no sensor is taken by two sessions of this computer."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.model.errors import LinkError


@contextmanager
def held(addresses: Iterable[str], folder: Path) -> Iterator[None]:
    """Hold sensors for as long as the context lasts; a session that dies lets go.

    Args:
        addresses: Of the sensors.
        folder: Where the locks lie; made if it isn't there.

    Raises:
        LinkError: Another session holds one of them, or the folder can't be used.
    """
    with ExitStack() as stack:
        for address in addresses:
            stack.enter_context(_held(address, folder))
        yield


def is_held(address: str, folder: Path) -> bool:
    """Tell whether a session holds a sensor."""
    try:
        with _held(address, folder):
            return False
    except LinkError:
        return True


@contextmanager
def _held(address: str, folder: Path) -> Iterator[None]:
    safe = "".join(c if c.isalnum() else "_" for c in address.upper())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{safe}.lock", timeout=0)
        lock.acquire()
    except Timeout:
        msg = f"{address}: another session uses this sensor: end it, or choose another"
        raise LinkError(msg) from None
    except OSError as error:
        msg = f"{folder}: can't be written ({error.strerror})"
        raise LinkError(msg) from error
    try:
        yield
    finally:
        lock.release()
