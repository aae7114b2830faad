"""Facts of sessions, drawn and made."""

import types
import typing
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from monitor.model.body import Limits, Sites
from monitor.model.events import Rep, SetEndReason, Verdict
from monitor.model.history import (
    KeptRep,
    SensorLink,
    SessionFacts,
    SetFacts,
)
from monitor.model.records import ExerciseName, Placement, SetKind

START: Final = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
_NUMBER: Final = st.floats(-1e6, 1e6)
_TEXT: Final = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=9
)
_PLAIN: Final[dict[Any, st.SearchStrategy[Any]]] = {
    float: _NUMBER,
    int: st.integers(0, 2**31),
    str: _TEXT,
    Limits: st.builds(Limits, st.floats(1.0, 90.0), st.floats(1.0, 90.0)),
}


def _any_of(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401
    if isinstance(hint, types.UnionType):
        return st.one_of(*(_any_of(arg) for arg in typing.get_args(hint)))
    if typing.get_origin(hint) is tuple:
        return st.lists(_any_of(typing.get_args(hint)[0]), max_size=2).map(tuple)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return _drawn(hint)
    return st.from_type(hint)


def _drawn(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **({name: _any_of(h) for name, h in hints.items()} | given))


def numbered(facts: SessionFacts) -> SessionFacts:
    """Give sets and reps the numbers that a session would."""
    sets: list[SetFacts] = []
    rep_id = 0
    for index, each in enumerate(facts.sets, 1):
        reps: list[KeptRep] = []
        for kept in each.reps:
            rep_id += 1
            rep = replace(kept.rep, rep_id=rep_id, set_index=index)
            reps.append(replace(kept, rep=rep))
        sets.append(replace(each, index=index, reps=tuple(reps)))
    return replace(facts, sets=tuple(sets))


any_facts: Final[st.SearchStrategy[SessionFacts]] = _drawn(
    SessionFacts,
    name=st.sampled_from(["a.mcap", "b.mcap", "c.mcap"]),
    started_utc=st.floats(0.0, 2e9).map(
        lambda unix_s: datetime.fromtimestamp(unix_s, UTC).isoformat()
    ),
    lifter=st.sampled_from(["", "Ann", "Bob"]),
).map(numbered)


def made_set(index: int, **told: Any) -> SetFacts:  # noqa: ANN401
    """Return a set of three reps, the last of them with a fault."""
    start_s = 100.0 * index
    reps = tuple(
        KeptRep(_rep(3 * (index - 1) + n, index, start_s + 3.0 * n)) for n in (1, 2, 3)
    )
    faulty = replace(reps[2].rep, verdict=Verdict.FAULT, peak_extension_deg=18.0)
    plain = SetFacts(
        index=index,
        exercise=ExerciseName.HIP_THRUST,
        start_s=start_s,
        end_s=start_s + 12.0,
        end_reason=SetEndReason.PAUSE,
        limits=Limits(),
        reps=(*reps[:2], KeptRep(faulty)),
        samples=1000,
        lost=10,
    )
    return replace(plain, **told)


def _rep(rep_id: int, index: int, onset_s: float) -> Rep:
    times = (onset_s, onset_s + 0.8, onset_s + 1.2, onset_s + 2.0)
    return Rep(
        rep_id,
        index,
        True,
        *times,
        rom_deg=40.0,
        peak_extension_deg=8.0,
        scored_share=1.0,
        verdict=Verdict.CLEAN,
    )


def made_session(
    day: int = 0,
    lifter: str = "Ann",
    sets: int = 2,
    **told: Any,  # noqa: ANN401
) -> SessionFacts:
    """Return a session of so many days after the first, with working sets of 60 kg."""
    started = START + timedelta(days=day)
    link = SensorLink(Placement.PELVIS, "reference", 100.0, 9000, 10, True)
    plain = SessionFacts(
        name=f"{started:%Y-%m-%d_%H-%M-%S}_{lifter or 'nobody'}.mcap",
        started_utc=started.isoformat(),
        lifter=lifter,
        program="rep-monitor 0.1.0",
        settings_sha256="0" * 64,
        source="",
        duration_s=600.0,
        exercise=ExerciseName.HIP_THRUST,
        limits=Limits(),
        sites=Sites(),
        quality=0.9,
        sensors=(link, replace(link, placement=Placement.LUMBAR)),
        sets=tuple(
            made_set(n, load_kg=60.0, kind=SetKind.WORKING) for n in range(1, sets + 1)
        ),
    )
    return replace(plain, **told)
