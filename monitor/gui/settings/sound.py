"""The settings of the sound: how loud, on which device, which cues, what is said."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QLocale, Signal

from monitor.config import Settings
from monitor.gui.settings.cues import CueTable
from monitor.gui.settings.fields import Choice, Percent
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page
from monitor.sound.phrases import languages
from monitor.sound.portaudio import is_bluetooth
from monitor.sound.settings import Bluetooth, SoundSettings, SpeakCount


class SoundPage(Page):
    """What is heard, and a way to hear it now.

    Attributes:
        test_sound: Emitted with a cue's name when a person wants to hear it.
    """

    test_sound = Signal(str)

    def __init__(self, settings: Settings, devices: Sequence[str]) -> None:
        """Show the settings.

        Args:
            settings: See ``Page``.
            devices: Names of the output devices there are.
        """
        super().__init__(self.tr("Sound"))
        self._volume = Percent()
        self._device = Choice([("", self.tr("The system's own choice"))])
        self._bluetooth = Choice(
            [
                (str(Bluetooth.AUTO), self.tr("Tell by the device's name")),
                (str(Bluetooth.YES), self.tr("Yes")),
                (str(Bluetooth.NO), self.tr("No")),
            ]
        )
        self._speech = TickBox()
        self._count = Choice(
            [
                (str(SpeakCount.OFF), self.tr("Never")),
                (str(SpeakCount.LOCKOUT), self.tr("At lock-out")),
                (str(SpeakCount.REP_END), self.tr("At the end of the rep")),
            ]
        )
        self._language = Choice((each, _language(each)) for each in languages())
        self._cues = CueTable()
        self._cues.test.connect(self.test_sound)
        self._add_output()
        self._add_cues()
        self.offer(devices)
        self._show(settings.sound)
        self._device.currentIndexChanged.connect(self._warn)
        self._bluetooth.currentIndexChanged.connect(self._warn)
        self._speech.toggled.connect(self._show_words)
        self._show_words()
        self._warn()

    def _add_output(self) -> None:
        self.add_field(
            "volume",
            self.tr("Volume"),
            self._volume,
            self.tr("Of all cues, beside the computer's own volume."),
        )
        self.add_field(
            "device",
            self.tr("Output"),
            self._device,
            self.tr("If it vanishes, the session goes on and the screen says so."),
        )
        self.add_field(
            "bluetooth",
            self.tr("Output is wireless"),
            self._bluetooth,
            self.tr("Bluetooth brings every sound 0.15 to 0.5 seconds late."),
        )
        self._warning = self.add_note(
            self.tr(
                "Cues will come late over Bluetooth, so they are given at the end of"
                " the rep. For a warning while you lift, use a cable or the speaker."
            ),
            "warn",
        )

    def _add_cues(self) -> None:
        self.add_heading(self.tr("Words"))
        self.add_field(
            "speech",
            self.tr("Speak"),
            self._speech,
            self.tr("Summaries and cues of at most three words, never during a rep."),
        )
        self.add_field(
            "speak_count",
            self.tr("The count is said"),
            self._count,
            self.tr("The number of the rep."),
        )
        self.add_field(
            "language",
            self.tr("Language"),
            self._language,
            self.tr("Of what is said."),
        )
        self.add_heading(self.tr("Cues that are heard"))
        self.add_wide(self._cues)

    def _show(self, sound: SoundSettings) -> None:
        self._volume.set_share(sound.volume)
        self._device.choose(sound.device)
        self._bluetooth.choose(sound.bluetooth)
        self._speech.setChecked(sound.speech)
        self._count.choose(sound.speak_count)
        self._language.choose(sound.language)
        self._cues.switch_off(sound.cues_off)

    def offer(self, devices: Sequence[str]) -> None:
        """Offer these output devices; what is chosen stays chosen."""
        chosen = self._device.chosen
        while self._device.count() > 1:
            self._device.removeItem(1)
        for device in devices:
            if device:
                self._device.addItem(device, device)
        self._device.choose(chosen)

    def _show_words(self) -> None:
        for key in ("speak_count", "language"):
            self.show_row(key, shown=self._speech.isChecked())

    def _warn(self) -> None:
        """Warn of a wireless output."""
        told = self._bluetooth.chosen
        by_name = told == Bluetooth.AUTO and is_bluetooth(self._device.chosen)
        self._warning.setVisible(told == Bluetooth.YES or by_name)

    def sound(self, before: SoundSettings) -> SoundSettings:
        """Return the settings of sound as they stand on this page."""
        volume = self._volume.share
        moved = round(100 * before.volume) != round(100 * volume)
        off = self._cues.off
        return replace(
            before,
            volume=volume if moved else before.volume,
            cues_off=before.cues_off if set(off) == set(before.cues_off) else off,
            speech=self._speech.isChecked(),
            speak_count=SpeakCount(self._count.chosen),
            device=self._device.chosen,
            language=self._language.chosen,
            bluetooth=Bluetooth(self._bluetooth.chosen),
        )

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        with self.checked():
            return replace(settings, sound=self.sound(settings.sound))


def _language(folder: str) -> str:
    """Return what a language calls itself."""
    locale = QLocale(folder)
    name = locale.nativeLanguageName()
    if folder == "en":
        name = QLocale.languageToString(locale.language())
    return f"{name[:1].upper()}{name[1:]}" or folder
