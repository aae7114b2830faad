"""A simulated session as a recording, as if it had been recorded live."""

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.pipeline import PipelineSettings
from monitor.profiles import find_profiles
from monitor.recording.recording import Header, Recording

EPOCH = "1970-01-01T00:00:00.000+00:00"  # a simulated session has no date


def simulated_recording(
    session: SimulatedSession, settings: PipelineSettings | None = None
) -> Recording:
    """Return the session's records below a header that names it.

    Args:
        session: What was simulated.
        settings: The settings; the session's exercise and defaults if not given.
    """
    known = find_profiles()
    header = Header(
        started_utc=EPOCH,
        program="rep-monitor simulator",
        profiles={place: known[stem].text for place, stem in session.profiles.items()},
        settings=settings or PipelineSettings(exercise=session.exercise),
        source=f"simulated: {session.name}, seed {session.seed}",
    )
    return Recording(header, session.records)
