"""Key pairs, and the users file they are entered in: added, revoked, expiring.

The server's machine keeps public keys. A seed, the private half, is given to its owner
once and kept by nobody else; only the server's own administrator has one beside it.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import nkeys
from filelock import FileLock
from nacl.exceptions import CryptoError

from monitor.net.serve.errors import ServeError
from monitor.net.serve.users import (
    Kind,
    User,
    checked_name,
    read_users,
    valid_at,
    write_private,
    write_users,
)

USERS_NAME: Final = "users.json"
ADMIN: Final = "admin"
_SEED_NAME: Final = "admin.seed"
_LOCK_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An nkey pair of a user: its public key, and its seed, which is secret."""

    public: str
    seed: str

    def __repr__(self) -> str:
        return f"KeyPair({self.public})"  # a seed is never logged


def new_key_pair() -> KeyPair:
    """Return a new pair from the system's random numbers."""
    seed = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    return _pair(bytes(seed))


def key_pair(seed: str) -> KeyPair:
    """Return the pair of a seed.

    Raises:
        ServeError: It is none.
    """
    return _pair(seed.strip().encode())


def _pair(seed: bytes) -> KeyPair:
    try:
        pair = nkeys.from_seed(bytearray(seed))
        return KeyPair(pair.public_key.decode(), seed.decode())
    except (nkeys.NkeysError, CryptoError, ValueError) as error:
        msg = "the seed of a key is damaged: enrol again"
        raise ServeError(msg) from error


class Credentials:
    """The users of a gym's server; several programs may change them in turn."""

    def __init__(self, folder: Path) -> None:
        """Use the users file of a server's folder."""
        self._folder = folder
        self.path = folder / USERS_NAME

    def users(self) -> tuple[User, ...]:
        """Return all users, expired ones too.

        Raises:
            ServeError: The file can't be read.
        """
        return read_users(self.path)

    def add(
        self, name: str, kind: Kind, key: str, expires: float | None = None
    ) -> User:
        """Enter a user; a former one of its name and kind is replaced.

        Raises:
            ServeError: The name is none or is another kind's, or the key is none.
        """
        try:
            user = msgspec.convert(
                {
                    "name": checked_name(name),
                    "kind": kind,
                    "key": key,
                    "expires": expires,
                },
                User,
            )
        except msgspec.ValidationError as error:
            msg = f"{name}: its public key is damaged"
            raise ServeError(msg) from error
        with self._changing():
            self.check_kind(name, kind)
            users = self.users()
            others = [each for each in users if each.name != name]
            write_users([*others, user], self.path)
        return user

    def check_kind(self, name: str, kind: Kind) -> None:
        """See to it that nobody of another kind is called so.

        Raises:
            ServeError: Somebody is.
        """
        for each in self.users():
            if each.name == name and each.kind != kind:
                msg = f"{name}: the name is taken by a {each.kind}: choose another"
                raise ServeError(msg)

    def new(self, name: str, kind: Kind, expires: float | None = None) -> KeyPair:
        """Enter a user with a new key pair, and return it; the seed isn't kept.

        Raises:
            ServeError: As of ``add``.
        """
        pair = new_key_pair()
        self.add(name, kind, pair.public, expires)
        return pair

    def revoke(self, name: str) -> None:
        """Remove a user; a connection of it is cut by the running server.

        Raises:
            ServeError: There is no such user.
        """
        with self._changing():
            users = self.users()
            others = [each for each in users if each.name != name]
            if len(others) == len(users) or name == ADMIN:
                msg = f"{name}: there is no such user"
                raise ServeError(msg)
            write_users(others, self.path)

    def forget_expired(self, now: float) -> None:
        """Remove who has expired at a Unix time."""
        with self._changing():
            users = self.users()
            left = valid_at(users, now)
            if len(left) < len(users):
                write_users(left, self.path)

    def admin(self) -> KeyPair:
        """Return the administrator's pair; makes it the first time.

        Raises:
            ServeError: Its file is damaged or can't be written.
        """
        path = self._folder / _SEED_NAME
        if path.exists():
            pair = key_pair(path.read_text("ascii", errors="replace"))
        else:
            pair = new_key_pair()
            write_private(path, pair.seed.encode())
        if not any(each.key == pair.public for each in self.users()):
            self.add(ADMIN, Kind.ADMIN, pair.public)
        return pair

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self.path.with_suffix(".lock"), timeout=_LOCK_S):
            yield
