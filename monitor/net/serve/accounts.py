"""A gym's accounts: who is kept apart from whom, and what each may use of the other.

JetStream answers to whatever subject a request names, and delivers a stream to it as
well, with all rights. Within one account a station would so write into another's
branch, and a reader empty a stream, by having the server say it for them. So the
streams' account holds the server's own program alone. Every station and every coach is
in an account of its own, the tablets are in one: they import what they may use, and
what the server answers stays with them.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from monitor.net.serve.users import Kind, User, permissions_of
from monitor.net.subjects import ROOT, Branch, inbox, subject

API: Final = "$JS.API."
# An account of a guest answers $JS.API.> itself, that it has no JetStream: its users'
# requests are led past that.
GUEST_API: Final = "rm.api."
_MANY_ANSWERS: Final = (f"{API}CONSUMER.MSG.NEXT.", f"{API}DIRECT.GET.")
_HEARD: Final = (Branch.STATE, Branch.HEALTH)
_LIVE: Final = (*_HEARD, Branch.COMMAND)  # what no stream keeps
_ANSWERED: Final = {"max": 1, "expires": "1m"}


@dataclass(frozen=True, slots=True)
class _Guests:
    """Users who share an account, and what they use of the streams' account.

    Attributes:
        users: Who.
        services: Subjects that they write to there.
        streams: Where they have streams delivered.
    """

    users: list[User] = field(default_factory=list)
    services: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)


def account_of(user: User, gym: str) -> str:
    """Return the account that a user is in."""
    match user.kind:
        case Kind.STATION:
            return f"{gym}-station-{user.name}"
        case Kind.COACH:
            return f"{gym}-coach-{user.name}"
        case Kind.TABLET:
            return _tablets(gym)
        case Kind.ADMIN:
            return gym


def gym_accounts(
    gym: str, users: Iterable[User], waiting: Container[str] = ()
) -> dict[str, Any]:
    """Return the accounts of a gym's server as its configuration says them.

    Args:
        gym: Name of the gym; also of the account that has the streams.
        users: Who may connect.
        waiting: Names of those who may not yet, though their account is there.
    """
    every = list(users)
    own = [each for each in every if each.kind is Kind.ADMIN]
    coaches = [account_of(each, gym) for each in every if each.kind is Kind.COACH]
    guests = _guests(gym, every)
    accounts: dict[str, Any] = {
        gym: {
            "jetstream": "enabled",
            "users": [_user(each, gym) for each in own],
            "exports": _exports(guests),
        }
    }
    for name, group in guests.items():
        accounts[name] = {
            "users": [_user(u, gym) for u in group.users if u.name not in waiting],
            "mappings": {f"{API}>": f"{GUEST_API}>"},
            "imports": _imports(gym, group),
        }
    for each in every:
        if each.kind is Kind.STATION:
            _join(accounts, gym, each, coaches)
    return accounts


def _join(
    accounts: dict[str, Any], gym: str, station: User, coaches: list[str]
) -> None:
    """Let readers hear a station, and coaches command it, from account to account."""
    name, readers = account_of(station, gym), [*coaches, _tablets(gym)]
    command = subject(gym, station.name, Branch.COMMAND)
    live = [subject(gym, station.name, branch) for branch in _HEARD]
    exports: list[dict[str, Any]] = [
        {"stream": each, "accounts": readers} for each in live
    ]
    for reader in readers:
        accounts[reader]["imports"] += [_stream(name, each) for each in live]
    if coaches:
        exports.append({"service": command, "accounts": coaches})
    for coach in coaches:
        accounts[coach]["imports"].append(_service(name, command))
    accounts[name]["exports"] = exports


def _tablets(gym: str) -> str:
    return f"{gym}-tablets"


def _guests(gym: str, users: Iterable[User]) -> dict[str, _Guests]:
    found: dict[str, _Guests] = defaultdict(_Guests)
    found[_tablets(gym)]  # there, even if nobody is in it: they come and go
    for user in users:
        if user.kind is not Kind.ADMIN:
            _enter(found[account_of(user, gym)], user, gym)
    return found


def _enter(group: _Guests, user: User, gym: str) -> None:
    """Add a user, and what it uses; what is only live goes from account to account."""
    may = permissions_of(user, gym)
    group.users.append(user)
    group.services.update(each for each in may.publish if not _is_live(each))
    if user.kind is not Kind.STATION:  # it is told by answers and commands alone
        group.streams.add(f"{inbox(user.name)}.>")


def _is_live(name: str) -> bool:
    """Whether a subject is of what no stream keeps."""
    return name.startswith(f"{ROOT}.") and name.rpartition(".")[2] in _LIVE


def _exports(guests: Mapping[str, _Guests]) -> list[dict[str, Any]]:
    services: dict[str, list[str]] = defaultdict(list)
    streams: dict[str, list[str]] = defaultdict(list)
    for name, group in guests.items():
        for each in uncovered(group.services):
            services[each].append(name)
        for each in sorted(group.streams):
            streams[each].append(name)
    return [
        *({"service": s, "accounts": to, **_answers(s)} for s, to in services.items()),
        *({"stream": s, "accounts": to} for s, to in streams.items()),
    ]


def _answers(service: str) -> dict[str, str]:
    return {"response_type": "stream"} if service.startswith(_MANY_ANSWERS) else {}


def _imports(gym: str, group: _Guests) -> list[dict[str, Any]]:
    return [
        *(_service(gym, each) for each in uncovered(group.services)),
        *(_stream(gym, each) for each in sorted(group.streams)),
    ]


def _service(account: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"service": {"account": account, "subject": name}}
    if name.startswith(API):
        found["to"] = _led(name)
    return found


def _stream(account: str, name: str) -> dict[str, Any]:
    return {"stream": {"account": account, "subject": name}}


def _led(name: str) -> str:
    return GUEST_API + name.removeprefix(API) if name.startswith(API) else name


def uncovered(subjects: Iterable[str]) -> list[str]:
    """Return subjects without those that another of them stands for, too."""
    every = sorted(set(subjects))
    return [
        each
        for each in every
        if not any(other != each and covers(other, each) for other in every)
    ]


def covers(pattern: str, name: str) -> bool:
    """Whether a subject with wildcards stands for all that another stands for."""
    wide, narrow = pattern.split("."), name.split(".")
    for index, token in enumerate(wide):
        if token == ">":
            return len(narrow) > index
        if index >= len(narrow) or narrow[index] == ">":
            return False
        if token not in {"*", narrow[index]}:
            return False
    return len(wide) == len(narrow)


def _user(user: User, gym: str) -> dict[str, Any]:
    may = permissions_of(user, gym)
    is_guest = user.kind is not Kind.ADMIN
    publish = [_led(each) if is_guest else each for each in may.publish]
    permissions: dict[str, Any] = {
        "publish": {"allow": publish},
        "subscribe": {"allow": list(may.subscribe)},
    }
    if may.answers:
        permissions["allow_responses"] = _ANSWERED
    return {"nkey": user.key, "permissions": permissions}
