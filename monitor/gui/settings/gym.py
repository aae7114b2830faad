"""The settings of the gym: who sees what of a lifter."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from monitor.config import Settings
from monitor.consent import Consent, Share
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page
from monitor.net.address import NO_EXTRA, addresses_path

NO_GYM: Final = (
    "This computer is enrolled in no gym: ask the coach for a code, then enter"
    " rep-monitor coach join CODE in a terminal."
)
_NONE: Final = ""
_ENDING: Final = "-station.toml"


def enrolled_gyms(folder: Path) -> list[str]:
    """Return the gyms that this computer is enrolled in as a station, by name."""
    found = folder.glob(f"*{_ENDING}") if folder.is_dir() else ()
    return sorted(path.name.removesuffix(_ENDING) for path in found)


def what_is_missing(gyms: list[str]) -> str:
    """Return what has to be done before anything can be shared; empty for nothing."""
    if find_spec("nats") is None:
        return f"{NO_EXTRA}."
    return "" if gyms else NO_GYM


class GymPage(Page):
    """Which gym, what its coach sees, and what a coach may send."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Gym"))
        coach = settings.coach
        gyms = enrolled_gyms(addresses_path())
        missing = what_is_missing(gyms)
        if missing:
            self.add_note(missing, "warn")
        self._gym = Choice([(_NONE, self.tr("none")), *((each, each) for each in gyms)])
        self._share = Choice(self._shares())
        self._pain, self._messages = TickBox(), TickBox()
        self._pseudonym = QLineEdit()
        self._pseudonym.setMaxLength(32)
        self._pseudonym.setPlaceholderText(self.tr("made up, such as Lifter K7Q2M"))
        self._add_rows()
        self._add_rows_of_coach()
        self._gym.choose(coach.enrolment)
        self._share.choose(coach.consent.share)
        self._pain.setChecked(coach.consent.pain)
        self._messages.setChecked(coach.messages)
        self._pseudonym.setText(coach.pseudonym)
        self._gym.currentIndexChanged.connect(self._show_rows)
        self._share.currentIndexChanged.connect(self._show_rows)
        self._show_rows()

    def _shares(self) -> list[tuple[str, str]]:
        return [
            (Share.NOTHING, self.tr("Nothing")),
            (Share.STATE, self.tr("State: how it goes now")),
            (Share.HISTORY, self.tr("History: finished sets and recordings too")),
        ]

    def _add_rows(self) -> None:
        self.add_field(
            "enrolment",
            self.tr("Gym"),
            self._gym,
            self.tr("Whose coach may see your sessions, from the next one on."),
        )
        self.add_field(
            "share",
            self.tr("The coach sees"),
            self._share,
            self.tr("You can stop it at any moment of a session."),
        )
        self.add_field(
            "pain",
            self.tr("Pain, notes and warning signs too"),
            self._pain,
            self.tr("Without it the coach only sees that you have stopped."),
        )
        self.add_field(
            "pseudonym",
            self.tr("Called there"),
            self._pseudonym,
            self.tr("What the coach reads instead of your name."),
        )

    def _add_rows_of_coach(self) -> None:
        self.add_field(
            "messages",
            self.tr("Take the coach's messages"),
            self._messages,
            self.tr("Words, marks and plans; each plan you accept or refuse."),
        )

    def _show_rows(self) -> None:
        has_gym = self._gym.chosen != _NONE
        is_shared = has_gym and self._share.chosen != Share.NOTHING
        self.show_row("share", shown=has_gym)
        for key in ("pain", "pseudonym", "messages"):
            self.show_row(key, shown=is_shared)

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        consent = Consent(Share(self._share.chosen), pain=self._pain.isChecked())
        with self.checked():
            coach = replace(
                settings.coach,
                enrolment=self._gym.chosen,
                consent=consent,
                pseudonym=self._pseudonym.text().strip(),
                messages=self._messages.isChecked(),
            )
            return replace(settings, coach=coach)
