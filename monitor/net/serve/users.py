"""Who may connect to a gym's server: names, kinds, public keys, and until when."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec

from monitor.net.private_file import put_private
from monitor.net.serve.errors import ServeError
from monitor.net.subjects import (
    Permissions,
    coach_permissions,
    inbox,
    is_name,
    station_permissions,
    tablet_permissions,
)

MOST_USERS: Final = 20_000


class Kind(StrEnum):
    """What a user is for."""

    STATION = "station"
    COACH = "coach"
    TABLET = "tablet"
    ADMIN = "admin"  # creates the streams; the server's own program


class User(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone who may connect.

    Attributes:
        name: Unique in its gym; a station's is its name on the wire.
        kind: What it may do.
        key: Its public nkey; the private half never comes here.
        expires: Unix s from which on it is refused; None never.
    """

    name: str
    kind: Kind
    key: Annotated[str, msgspec.Meta(pattern=r"^U[A-Z2-7]{55}$")]
    expires: float | None = None

    def __post_init__(self) -> None:
        if not is_name(self.name):
            msg = f"{self.name!r} is no name: use a-z, 0-9 and -, at most 32"
            raise ValueError(msg)


class _Users(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    users: Annotated[tuple[User, ...], msgspec.Meta(max_length=MOST_USERS)] = ()


def checked_name(name: str) -> str:
    """Return a name if a user may have it.

    Raises:
        ServeError: It is none.
    """
    if not is_name(name):
        msg = f"{name!r}: a name has small letters, digits and -, at most 32 of them"
        raise ServeError(msg)
    return name


def permissions_of(user: User, gym: str) -> Permissions:
    """Return what a user may do in a gym."""
    match user.kind:
        case Kind.STATION:
            return station_permissions(gym, user.name)
        case Kind.COACH:
            return coach_permissions(gym, user.name)
        case Kind.TABLET:
            return tablet_permissions(gym, user.name)
        case Kind.ADMIN:
            return Permissions(("$JS.API.>",), (f"{inbox(user.name)}.>",))


def valid_at(users: Iterable[User], now: float) -> tuple[User, ...]:
    """Return who hasn't expired at a Unix time."""
    return tuple(each for each in users if each.expires is None or now < each.expires)


def next_expiry(users: Iterable[User], now: float) -> float | None:
    """Return when the next of the valid users expires, Unix s; None if none does."""
    times = [each.expires for each in users if each.expires is not None]
    return min((each for each in times if each > now), default=None)


def read_users(path: Path) -> tuple[User, ...]:
    """Return the users of a file; none if there is no file.

    Raises:
        ServeError: The file can't be read or is not one of users.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Users).users
    except FileNotFoundError:
        return ()
    except OSError as error:
        msg = f"{path}: can't be read ({error.strerror})"
        raise ServeError(msg) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{path.name}: {error}: mend the file or remove it"
        raise ServeError(msg) from error


def write_users(users: Iterable[User], path: Path) -> None:
    """Write a users file, whole or not at all.

    Raises:
        ServeError: It can't be written.
    """
    text = msgspec.json.format(msgspec.json.encode(_Users(tuple(users))))
    write_private(path, text)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Raises:
        ServeError: It can't be written.
    """
    try:
        put_private(path, data)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
        raise ServeError(msg) from error
