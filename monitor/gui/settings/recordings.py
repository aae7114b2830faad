"""The settings of the recordings: where they go, of whom, and from when on."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from monitor.config import Settings
from monitor.gui.settings.fields import FieldError, Folder
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page


class RecordingsPage(Page):
    """Folders, the wearer, and whether a session is recorded from its start."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Recordings"))
        self._record = TickBox()
        self._recordings = Folder(str(Settings().recordings_path))
        self._wearer = QLineEdit()
        self._wearer.setMaxLength(200)
        self._profiles = Folder(self.tr("none"))
        self._lsl, self._markers = TickBox(), QLineEdit()
        self._markers.setMaxLength(100)
        self._add_rows()
        self._add_network()
        self._record.setChecked(settings.window.record)
        self._recordings.line.setText(settings.recordings)
        self._wearer.setText(settings.wearer)
        self._profiles.line.setText(settings.profiles)
        self._lsl.setChecked(settings.lsl.out)
        self._markers.setText(settings.lsl.markers)

    def _add_rows(self) -> None:
        self.add_field(
            "record",
            self.tr("Record from the start"),
            self._record,
            self.tr("Otherwise a recording starts when you ask for it."),
        )
        self.add_field(
            "recordings",
            self.tr("Folder"),
            self._recordings,
            self.tr("Where recordings go; empty for the usual place."),
        )
        self.add_field(
            "wearer",
            self.tr("Wearer"),
            self._wearer,
            self.tr("Who wears the sensors; a name or a nickname, kept in recordings."),
        )
        self.add_heading(self.tr("Sensors"))
        self.add_field(
            "profiles",
            self.tr("Firmware profiles"),
            self._profiles,
            self.tr("A folder with profiles of your own sensors; empty for none."),
        )

    def _add_network(self) -> None:
        self.add_heading(self.tr("Lab Streaming Layer"))
        self.add_field(
            "out",
            self.tr("Stream sessions"),
            self._lsl,
            self.tr("Samples, angles and events; whoever is in the network can read."),
        )
        self.add_field(
            "markers",
            self.tr("Markers from"),
            self._markers,
            self.tr("Name of a stream whose texts become markers; empty for none."),
        )

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        recordings = self._recordings.line.text().strip()
        if recordings and _path(recordings).is_file():
            problem = self.tr("Recordings need a folder; this is a file.")
            raise FieldError(self._recordings, problem)
        profiles = self._profiles.line.text().strip()
        if profiles and not _path(profiles).is_dir():
            problem = self.tr("Firmware profiles: there is no such folder.")
            raise FieldError(self._profiles, problem)
        with self.checked():
            return replace(
                settings,
                recordings=recordings,
                profiles=profiles,
                wearer=self._wearer.text().strip(),
                lsl=replace(
                    settings.lsl,
                    out=self._lsl.isChecked(),
                    markers=self._markers.text().strip(),
                ),
                window=replace(settings.window, record=self._record.isChecked()),
            )


def _path(text: str) -> Path:
    """What can't be a path, such as one with a home that isn't there, is none."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
