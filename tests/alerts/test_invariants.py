"""What holds for the policy whatever happens, in any order."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.cause import Cause
from monitor.alerts.policy import AlertPolicy
from monitor.alerts.settings import AlertSettings, CueDensity, CueMoment
from monitor.model.body import Calibration, CalibrationSource
from monitor.model.events import (
    Alert,
    Calibrated,
    Cue,
    Level,
    LimitKind,
    Notice,
    NoticeKind,
    OverLimitBegan,
    OverLimitEnded,
    Phase,
    PhaseChanged,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetEndReason,
    Verdict,
)
from monitor.model.records import (
    TRUNK,
    BatteryLevel,
    LinkChange,
    LinkState,
    Mute,
    SoundChange,
    Tick,
)

SESSION = settings(max_examples=50, deadline=None)
EVENT = LimitKind.HYPEREXTENSION
CALIBRATION = Calibration(
    None, None, (0.0, 5.0), (5.0, 9.0), 0.9, CalibrationSource.AUTO
)


rep_ids = st.integers(1, 6)


def rep(t: float, rep_id: int, verdict: Verdict, *, full: bool) -> Rep:
    return Rep(rep_id, 1, full, t - 2.0, t - 1.5, t - 0.5, t, 60.0, verdict=verdict)


def over(t: float, event_id: int, rep_id: int | None, angle: float) -> OverLimitBegan:
    return OverLimitBegan(t, event_id, EVENT, angle, 15.0, rep_id)


CAUSES: list[st.SearchStrategy[Callable[[float], Cause]]] = [
    st.builds(lambda p: lambda t: PhaseChanged(t, p), st.sampled_from(Phase)),
    st.builds(
        lambda i, f: lambda t: RepCounted(t, rep(t, i, Verdict.PENDING, full=f)),
        rep_ids,
        st.booleans(),
    ),
    st.builds(
        lambda i, v: lambda t: RepRevised(t, rep(t, i, v, full=True)),
        rep_ids,
        st.sampled_from(Verdict),
    ),
    st.builds(lambda i: lambda t: RepRetracted(t, i, RetractReason.GOT_UP), rep_ids),
    st.builds(
        lambda e, i, a: lambda t: over(t, e, i, a),
        st.integers(1, 9),
        st.none() | rep_ids,
        st.floats(15, 25),
    ),
    st.builds(
        lambda e, p: lambda t: OverLimitEnded(t, e, EVENT, p, 0.3, anticipated=False),
        st.integers(1, 9),
        st.floats(14, 30),
    ),
    st.builds(
        lambda i: lambda t: SetEnded(t, i, SetEndReason.PAUSE, t, 1, 1, 0),
        st.just(0),
    ),
    st.builds(
        lambda p, s: lambda t: LinkChange(t, p, s),
        st.sampled_from(TRUNK),
        st.sampled_from(LinkState),
    ),
    st.builds(lambda a: lambda t: SoundChange(t, available=a), st.booleans()),
    st.builds(
        lambda p, x: lambda t: BatteryLevel(t, p, x),
        st.sampled_from(TRUNK),
        st.floats(0, 100),
    ),
    st.builds(lambda k: lambda t: Notice(t, k, "Text."), st.sampled_from(NoticeKind)),
    st.just(lambda t: Calibrated(t, CALIBRATION)),
    st.just(Tick),
]
MUTES = st.builds(lambda m: lambda t: Mute(t, muted=m), st.booleans())


def sessions(
    *more: st.SearchStrategy[Callable[[float], Cause]],
) -> st.SearchStrategy[list[Cause]]:
    step = st.tuples(st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.one_of(*CAUSES, *more))
    return st.lists(step, max_size=60).map(timed)


def timed(steps: list[tuple[float, Callable[[float], Cause]]]) -> list[Cause]:
    t, causes = 20.0, []
    for pause, cause in steps:
        t += pause
        causes.append(cause(t))
    return causes


def chosen() -> st.SearchStrategy[AlertSettings]:
    return st.builds(
        AlertSettings,
        moment=st.sampled_from(CueMoment),
        density=st.sampled_from(CueDensity),
    )


def told(causes: list[Cause], wanted: AlertSettings) -> list[tuple[Cause, list[Alert]]]:
    policy = AlertPolicy(wanted)
    return [(cause, policy.feed(cause.t, cause)) for cause in causes]


@SESSION
@given(causes=sessions(MUTES), wanted=chosen())
def test_every_limit_passed_is_an_alert_at_once(
    causes: list[Cause], wanted: AlertSettings
) -> None:
    for cause, alerts in told(causes, wanted):
        if isinstance(cause, OverLimitBegan):
            first = next(a for a in alerts if a.level is Level.DANGER)
            assert (first.event_id, first.sample_s) == (cause.event_id, cause.t)


@SESSION
@given(causes=sessions(), wanted=chosen())
def test_no_counted_rep_has_two_danger_cues(
    causes: list[Cause], wanted: AlertSettings
) -> None:
    alerts = [a for _, each in told(causes, wanted) for a in each]

    cued = [a.rep_id for a in alerts if a.cue is Cue.DANGER and a.rep_id is not None]

    if wanted.moment is not CueMoment.SET_END:
        assert len(cued) == len(set(cued))


@SESSION
@given(causes=sessions())
def test_no_two_danger_cues_between_two_ends_of_a_rep(causes: list[Cause]) -> None:
    cued_s: float | None = None
    for cause, alerts in told(causes, AlertSettings()):
        ends = isinstance(cause, RepCounted) or (
            isinstance(cause, PhaseChanged)
            and cause.phase in (Phase.BOTTOM, Phase.REST)
        )
        if ends:
            cued_s = None
        if any(a.cue is Cue.DANGER and a.rep_id is None for a in alerts):
            assert cued_s is None or cause.t - cued_s >= AlertSettings().longest_rep_s
            cued_s = cause.t


@SESSION
@given(causes=sessions())
def test_the_first_danger_of_a_counted_rep_is_never_suppressed(
    causes: list[Cause],
) -> None:
    named: set[int] = set()
    for cause, alerts in told(causes, AlertSettings()):
        if isinstance(cause, RepCounted):
            named.add(cause.rep.rep_id)  # may have had its cue before it had a name
        if isinstance(cause, OverLimitBegan) and cause.rep_id not in {None, *named}:
            assert Cue.DANGER in [a.cue for a in alerts]
            assert cause.rep_id is not None
            named.add(cause.rep_id)


@SESSION
@given(causes=sessions(), wanted=chosen())
def test_mute_changes_the_cues_and_nothing_else(
    causes: list[Cause], wanted: AlertSettings
) -> None:
    loud, muted = AlertPolicy(wanted), AlertPolicy(wanted)
    muted.feed(0.0, Mute(0.0, muted=True))

    for cause in causes:
        heard, seen = loud.feed(cause.t, cause), muted.feed(cause.t, cause)
        arming = (Cue.ARMED, Cue.NOT_ARMED)
        expected = [
            a.text for a in heard if a.cue not in arming and "armed" not in a.text
        ]
        assert [a.text for a in seen if "armed" not in a.text] == expected
        assert {a.cue for a in seen} <= {Cue.NONE}


@SESSION
@given(causes=sessions(), wanted=chosen())
def test_news_of_sensors_waits_five_seconds_at_most(
    causes: list[Cause], wanted: AlertSettings
) -> None:
    end = causes[-1].t if causes else 20.0
    ticks: list[Cause] = [Tick(end + 0.1 * i) for i in range(1, 70)]

    for _, alerts in told([*causes, *ticks], wanted):
        for alert in alerts:
            if alert.cue in (Cue.SENSOR_LOST, Cue.BATTERY_LOW):
                assert alert.age_s <= 5.0 + 1.0 + 1e-9  # causes come 1 s apart at most


@SESSION
@given(causes=sessions(MUTES), wanted=chosen())
def test_alerts_carry_the_time_they_are_told_and_no_negative_age(
    causes: list[Cause], wanted: AlertSettings
) -> None:
    for cause, alerts in told(causes, wanted):
        assert all(a.t == cause.t and a.age_s >= 0 and a.text for a in alerts)
