import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider

from monitor.config import Settings
from monitor.gui.settings.cues import NAMES, cue_name
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.looks import TickBox
from monitor.model.events import Cue
from monitor.sound.settings import Bluetooth, SoundSettings, SpeakCount
from tests.gui.settings.conftest import Opened, Person

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def on_page(person: Person) -> Person:
    person.turn_to("Sound")
    return person


def warned(person: Person) -> bool:
    return any(
        label.text().startswith("Cues will come late") and label.isVisible()
        for label in person.fields(QLabel)
    )


def saved_sound(person: Person) -> SoundSettings:
    saved = person.save()
    assert saved is not None
    return saved.sound


def test_every_cue_with_a_sound_has_a_box() -> None:
    assert set(NAMES) == set(Cue) - {Cue.NONE}


def test_the_volume_is_set_by_keys(opened: Opened) -> None:
    person = on_page(opened())
    slider = person.field(QSlider, "Volume")

    QTest.keyClick(slider, Qt.Key.Key_PageDown)

    assert saved_sound(person).volume == pytest.approx(0.7)


@pytest.mark.parametrize("cue", list(NAMES))
def test_a_cue_is_switched_off(opened: Opened, cue: Cue) -> None:
    person = on_page(opened())
    box = next(each for each in person.fields(TickBox) if each.text() == cue_name(cue))

    QTest.keyClick(box, Qt.Key.Key_Space)

    assert saved_sound(person).cues_off == (cue,)


def test_a_cue_is_heard_before_it_is_saved(opened: Opened) -> None:
    person = on_page(opened())
    wanted: list[tuple[str, float]] = []

    def hear(cue: str) -> None:
        wanted.append((cue, person.dialog.sound.volume))

    person.dialog.test_sound.connect(hear)
    QTest.keyClick(person.field(QSlider, "Volume"), Qt.Key.Key_Home)
    button = person.field(QPushButton, f"Test: {cue_name(Cue.DANGER)}")

    QTest.keyClick(button, Qt.Key.Key_Space)

    assert wanted == [("danger", 0.0)]
    assert person.saved == []
    assert person.dialog.isVisible()


def test_an_output_is_chosen(opened: Opened) -> None:
    person = on_page(opened(devices=["Speakers", "HDMI"]))
    output = person.field(Choice, "Output")

    output.setFocus()
    QTest.keyClick(output, Qt.Key.Key_End)

    assert saved_sound(person).device == "HDMI"


def test_a_chosen_output_that_is_away_stays_chosen(opened: Opened) -> None:
    person = on_page(opened(Settings(sound=SoundSettings(device="USB"))))

    person.dialog.offer_devices(["Speakers", ""])

    output = person.field(Choice, "Output")
    names = [output.itemText(index) for index in range(output.count())]
    assert names == ["The system's own choice", "Speakers", "USB"]
    assert saved_sound(person).device == "USB"


def test_wireless_outputs_bring_a_warning(opened: Opened) -> None:
    person = on_page(opened(devices=["Speakers", "AirPods of A. B."]))
    output = person.field(Choice, "Output")
    wireless = person.field(Choice, "Output is wireless")
    assert not warned(person)

    output.choose("AirPods of A. B.")
    assert warned(person)

    wireless.choose(Bluetooth.NO)
    assert not warned(person)

    output.choose("Speakers")
    wireless.choose(Bluetooth.YES)
    assert warned(person)


def test_how_the_count_is_said_shows_while_anything_is_said(opened: Opened) -> None:
    person = on_page(opened())
    count = person.field(Choice, "The count is said")
    count.choose(SpeakCount.LOCKOUT)
    assert count.isVisible()

    QTest.keyClick(person.field(TickBox, "Speak"), Qt.Key.Key_Space)

    assert not count.isVisible()
    sound = saved_sound(person)
    assert not sound.speech
    assert sound.speak_count is SpeakCount.LOCKOUT
