"""The session as plain lines, for pipes and logs."""

from monitor.model.events import Alert, Level, LinkStatus, Output, SetStarted
from monitor.view.state import news

_WORDS = {
    Level.INFO: "",
    Level.CAUTION: "CAUTION ",
    Level.DANGER: "DANGER ",
    Level.STOP: "STOP ",
}


def plain_line(output: Output) -> str | None:
    """Return the line for an output, None for what needs none."""
    match output:
        case Alert():
            age = f" ({1000 * output.age_s:.0f} ms)" if output.event_id else ""
            return _line(output.t, f"{_WORDS[output.level]}{output.text}{age}")
        case SetStarted():
            limit = output.limits.extension_deg
            exercise = output.title or output.exercise.replace("_", " ")
            text = f"Set {output.index}: {exercise}, extension limit {limit:.0f}°"
            return _line(output.t, text)
    said = news(output)
    return None if said is None else _line(said.t, said.text)


def link_line(status: LinkStatus) -> str:
    """Return the line for a link that has changed."""
    reason = f" ({status.reason})" if status.reason else ""
    text = f"{status.placement.capitalize()} sensor: {status.state}{reason}"
    return _line(status.t, text)


def _line(t: float, text: str) -> str:
    return f"{t:8.2f} s  {text}"
