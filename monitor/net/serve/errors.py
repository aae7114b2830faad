"""What goes wrong with a gym's server, told in one sentence."""

from monitor.model.errors import MonitorError


class ServeError(MonitorError):
    """The server can't be configured, started or reached."""
