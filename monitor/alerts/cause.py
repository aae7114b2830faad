"""What can lead to an alert."""

from monitor.model.events import Event, LinkStatus
from monitor.model.records import Record

Cause = Event | LinkStatus | Record
