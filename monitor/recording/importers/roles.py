"""Which sensor of a foreign file sits on the pelvis and which on the lumbar spine."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from monitor.model.errors import ImportFileError
from monitor.model.records import TRUNK, Placement
from monitor.recording.importers.tracks import Track

TELLING = {
    Placement.PELVIS: ("pelvis", "sacrum", "hip", "hips", "pelvisimu"),
    Placement.LUMBAR: (
        "lumbar",
        "lowerback",
        "lumbarspine",
        "lumbarimu",
        "t12l1",
        "l1",
    ),
}
MAX_LISTED = 12


def roles(
    tracks: Sequence[Track], wanted: Mapping[Placement, str | None]
) -> dict[Placement, Track]:
    """Choose the tracks; one sensor alone will do.

    Args:
        tracks: All that the files hold.
        wanted: What a person said, by placement: a file, a name inside a file, or
            ``FILE:NAME``. If nothing was said at all, the files' own placements
            decide, then names that leave no doubt.

    Raises:
        ImportFileError: Nothing fits, or more than one thing does.
    """
    said = {placement: what for placement, what in wanted.items() if what is not None}
    if said:
        chosen = {place: _named(tracks, what, place) for place, what in said.items()}
    else:
        chosen = _told(tracks)
    if len({id(track) for track in chosen.values()}) < len(chosen):
        problem = "the same sensor is given for the pelvis and for the lumbar spine"
        raise ImportFileError(tracks[0].path, problem)
    return chosen


def _named(tracks: Sequence[Track], what: str, placement: Placement) -> Track:
    """Return the track of that name: exact, else without case and signs, else begun."""
    for fits in (_is_exactly, _is_alike, _begins):
        found = [track for track in tracks if fits(track, what)]
        if len(found) == 1:
            return found[0]
        if found:
            problem = f"{what!a} is the name of {len(found)} sensors, "
            raise ImportFileError(found[0].path, problem + _choice(tracks))
    problem = f"no sensor is named {what!a} for the {placement}, " + _choice(tracks)
    raise ImportFileError(tracks[0].path, problem)


def _told(tracks: Sequence[Track]) -> dict[Placement, Track]:
    """Return the placements that the files or, without doubt, the names tell."""
    chosen = {}
    for placement in TRUNK:
        fits = [track for track in tracks if track.placement is placement]
        fits = fits or [track for track in tracks if _tells(track, placement)]
        if len(fits) > 1:
            problem = f"{len(fits)} sensors could be the {placement}'s, "
            raise ImportFileError(fits[0].path, problem + _choice(tracks))
        if fits:
            chosen[placement] = fits[0]
    if len(chosen) < min(len(tracks), len(TRUNK)):
        problem = "it does not tell which sensor sits where, " + _choice(tracks)
        raise ImportFileError(tracks[0].path, problem)
    return chosen


def _choice(tracks: Sequence[Track]) -> str:
    names = dict.fromkeys(_label(track, tracks) for track in tracks)
    listed = ", ".join(list(names)[:MAX_LISTED])
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return f"pass --pelvis and --lumbar one of: {listed}{more}"


def _label(track: Track, tracks: Sequence[Track]) -> str:
    name = track.names[0]
    if sum(other.names[0] == name for other in tracks) == 1:
        return name
    file = track.path.name
    alone = sum((t.path.name, t.names[0]) == (file, name) for t in tracks) == 1
    return f"{file if alone else track.path}:{name}"


def _tells(track: Track, placement: Placement) -> bool:
    return track.placement is None and any(
        _plain(name) in TELLING[placement]
        or _plain(re.split(r"[_\-\s]", name)[0]) in TELLING[placement]
        for name in track.names
    )


def _is_exactly(track: Track, what: str) -> bool:
    path = track.path
    files = {str(path), path.name, path.stem, str(path.absolute())}
    if what in track.names or what in files or Path(what) == path:
        return True
    return any(file in files and name in track.names for file, name in _split(what))


def _split(what: str) -> Iterator[tuple[str, str]]:
    """Yield every way to read ``FILE:NAME``; either part may hold colons."""
    for match in re.finditer(":", what):
        yield what[: match.start()], what[match.end() :]


def _is_alike(track: Track, what: str) -> bool:
    names = {_plain(name) for name in (*track.names, track.path.stem)}
    if _plain(what) and _plain(what) in names:
        return True
    files = {_plain(str(track.path)), _plain(track.path.name), _plain(track.path.stem)}
    return any(
        _plain(file) in files and _plain(name) in names for file, name in _split(what)
    )


def _begins(track: Track, what: str) -> bool:
    start = _plain(what)
    names = (*track.names, track.path.stem)
    return len(start) > 1 and any(_plain(name).startswith(start) for name in names)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
