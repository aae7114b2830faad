import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTabBar

from monitor.alerts.settings import AlertSettings, CueDensity, CueMoment
from monitor.config import (
    Axis,
    ColourScheme,
    Curves,
    DoubleTap,
    RawCurves,
    Settings,
    WindowSettings,
    read_settings,
    write_settings,
)
from monitor.gui import actions
from monitor.gui.settings import dialog
from monitor.gui.settings.fields import Choice, Number
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page
from monitor.model.body import Limits, LimitSource, LumbarSite, PelvisSite, Sites
from monitor.model.events import Cue
from monitor.model.records import ExerciseName, Placement
from monitor.pipeline import PipelineSettings
from monitor.sound.settings import Bluetooth, SoundSettings, SpeakCount
from tests.detection.own_example import EXAMPLE
from tests.gui.settings.conftest import Opened, Person

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def told(person: Person) -> str:
    label = person.dialog.findChild(QLabel, "problem")
    assert isinstance(label, QLabel)
    return label.text()


def unusual(tmp_path: Path) -> Settings:
    alerts = AlertSettings(
        moment=CueMoment.SET_END,
        density=CueDensity.EVERY_NTH_REP,
        every_nth=5,
        band_deg=4.25,
        caution_sounds=True,
        count_sounds=False,
        sound_needed=False,
        faults_in_row=4,
        faults_in_set=6,
        battery_low_percent=12.5,
    )
    pipeline = PipelineSettings(
        exercise=ExerciseName.GLUTE_BRIDGE,
        limits=Limits(13.72, 21.34, LimitSource.OWN_RANGE),
        sites=Sites(PelvisSite.ILIAC_CREST, LumbarSite.L3, belt=True),
        alerts=alerts,
    )
    window = WindowSettings(
        scheme=ColourScheme.LIGHT,
        flash=False,
        mirrored=True,
        curves=Curves(
            RawCurves(Placement.PELVIS, (Axis.Y,)),
            RawCurves(Placement.PELVIS, (Axis.X, Axis.Z)),
        ),
        span_s=12.5,
        planned_reps=8,
        rest_s=97.5,
        keys={"marker": "F5", "mute": "", "of_another_version": "F9"},
        double_tap=DoubleTap.END_SET,
        record=False,
        recent=("a.mcap",),
        geometry="AdnQywAD",
    )
    sound = SoundSettings(
        volume=0.333,
        cues_off=(Cue.CAUTION, Cue.ARMED),
        speech=False,
        speak_count=SpeakCount.LOCKOUT,
        device="a device that is away",
        language="xx",
        bluetooth=Bluetooth.NO,
    )
    return Settings(
        pipeline,
        window,
        sound,
        recordings=str(tmp_path / "new"),
        profiles=str(tmp_path),
        wearer="A. B.",
    )


def test_what_nobody_touches_stays_to_the_last_digit(
    opened: Opened, tmp_path: Path
) -> None:
    settings = unusual(tmp_path)

    assert opened(settings).save() == settings
    assert opened().save() == Settings()


def test_one_s_own_exercises_are_offered_and_kept(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.own_exercises.exercises_path", lambda: tmp_path)
    (tmp_path / "pull_through.toml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text("title = 3", encoding="utf-8")
    person = opened(Settings())
    box = person.field(Choice, "Exercise")
    box.setCurrentIndex(box.findText("Cable pull-through"))

    saved = person.save()

    assert saved is not None
    assert saved.pipeline.exercise is ExerciseName.OWN
    assert saved.pipeline.title == "Cable pull-through"
    write_settings(saved, tmp_path / "settings.toml")
    assert read_settings(tmp_path / "settings.toml") == saved


def test_limits_typed_by_a_person_are_that_persons(opened: Opened) -> None:
    person = opened()

    person.type_into(person.field(Number, "Extension limit"), "12.5")
    saved = person.save()

    assert saved is not None
    assert saved.pipeline.limits == Limits(12.5, 20.0, LimitSource.COACH)
    assert not person.dialog.isVisible()


def test_a_limit_out_of_range_is_refused_with_the_reason_and_the_focus_there(
    opened: Opened,
) -> None:
    person = opened()
    field = person.field(Number, "Extension limit")
    person.type_into(field, "95")
    person.turn_to("Screen")

    assert person.save() is None
    assert told(person) == "Extension limit must lie between 1 and 90 °."
    assert person.dialog.isVisible()
    assert field.isVisible()
    assert person.focused is field
    QTest.keyClicks(person.focused, "12")
    saved = person.save()
    assert saved is not None
    assert saved.pipeline.limits.extension_deg == 12.0


def test_a_refused_number_that_is_corrected_is_saved(opened: Opened) -> None:
    person = opened()
    person.turn_to("Screen")
    span = person.field(Number, "Time span")
    person.type_into(span, "2")
    person.save()

    person.type_into(span, "30")
    saved = person.save()

    assert saved is not None
    assert saved.window.span_s == 30.0
    assert told(person) == ""


@pytest.mark.parametrize(
    ("page", "name", "typed"),
    [
        ("Training", "Flexion limit", "0.5"),
        ("Training", "Planned reps", "101"),
        ("Training", "Rest between sets", "901"),
        ("Alerts", "Faulty reps in a row", "0"),
        ("Alerts", "Faulty reps in a set", "0"),
        ("Alerts", "Battery low at", "101"),
        ("Screen", "Time span", "61"),
    ],
)
def test_every_number_has_its_range(
    opened: Opened, page: str, name: str, typed: str
) -> None:
    person = opened()
    person.turn_to(page)

    person.type_into(person.field(Number, name), typed)

    assert person.save() is None
    assert told(person).startswith(f"{name} must lie between ")


def test_the_ranges_are_those_of_the_settings(opened: Opened) -> None:
    person = opened()
    person.turn_to("Screen")

    for typed in ("5", "60"):
        person.type_into(person.field(Number, "Time span"), typed)
        person.dialog.accept()

    assert [saved.window.span_s for saved in person.saved] == [5.0, 60.0]


def test_the_arrows_stay_within_the_range(opened: Opened) -> None:
    person = opened()
    planned = person.field(Number, "Planned reps")
    person.type_into(planned, "100")

    QTest.keyClick(planned, Qt.Key.Key_Up)

    assert planned.value() == 100


def test_a_field_that_has_no_effect_is_not_shown_and_not_judged(
    opened: Opened,
) -> None:
    person = opened()
    person.turn_to("Alerts")
    density = person.field(Choice, "It sounds for")
    band = person.field(Number, "Clear from")
    assert not band.isVisible()
    density.choose(CueDensity.BEYOND_BAND)
    assert band.isVisible()
    person.type_into(band, "99")
    assert person.save() is None

    density.choose(CueDensity.EVERY_FAULT)
    saved = person.save()

    assert saved is not None
    assert saved.pipeline.alerts == AlertSettings()


def test_escape_saves_nothing(opened: Opened) -> None:
    person = opened()
    person.type_into(person.field(Number, "Extension limit"), "12")

    QTest.keyClick(person.dialog, Qt.Key.Key_Escape)

    assert not person.dialog.isVisible()
    assert person.saved == []


def test_the_dialog_can_be_used_by_keys_alone(opened: Opened) -> None:
    person = opened()
    person.field(Choice, "Exercise").setFocus()
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Tab)
    QTest.keyClicks(person.focused, "11")
    person.press(Qt.Key.Key_Return)

    [saved] = person.saved
    assert saved.pipeline.exercise is ExerciseName.GLUTE_BRIDGE
    assert saved.pipeline.limits.extension_deg == 11.0


@pytest.mark.parametrize(
    "page", ["Training", "Alerts", "Sound", "Screen", "Keys", "Recordings"]
)
def test_tab_reaches_every_field_and_comes_around(opened: Opened, page: str) -> None:
    person = opened()
    person.turn_to(page)
    person.fields(QTabBar)[0].setFocus()
    wanted = {
        field
        for kind in (Choice, Number, TickBox, QPushButton)
        for field in person.fields(kind)
        if field.isVisible()
    }

    reached = set()
    for _ in range(2 * len(wanted) + 20):
        reached.add(person.focused)
        person.press(Qt.Key.Key_Tab)

    assert wanted <= reached


def test_everything_that_can_be_entered_has_a_name_for_screen_readers(
    opened: Opened,
) -> None:
    person = opened()

    for kind in (Choice, Number):
        assert all(field.accessibleName() for field in person.fields(kind))
    assert all(box.accessibleName() or box.text() for box in person.fields(TickBox))
    for line in person.fields(QLineEdit):
        owner = line.parent()
        named = isinstance(owner, Number) or line.accessibleName()
        assert named or line.objectName() == "qt_keysequenceedit_lineedit", line


def test_scrolling_over_a_field_changes_nothing(opened: Opened) -> None:
    person = opened()
    person.fields(QTabBar)[0].setFocus()
    for field in (*person.fields(Number), *person.fields(Choice)):
        person.scroll_over(field)

    assert person.save() == Settings()


def test_a_chart_without_an_axis_is_refused(opened: Opened) -> None:
    person = opened()
    person.turn_to("Screen")
    for axis in "XYZ":
        box = person.field(TickBox, f"Gyroscope axes: {axis}")
        QTest.keyClick(box, Qt.Key.Key_Space)

    assert person.save() is None
    assert told(person) == "A chart needs one axis or more."
    assert person.focused is person.field(TickBox, "Gyroscope axes: X")


def test_the_charts_axes_are_a_persons_choice(opened: Opened) -> None:
    person = opened()
    person.turn_to("Screen")
    person.field(Choice, "Accelerometer chart").choose(Placement.PELVIS)
    QTest.keyClick(person.field(TickBox, "Accelerometer axes: X"), Qt.Key.Key_Space)
    QTest.mouseClick(
        person.field(TickBox, "Accelerometer axes: Z"),
        Qt.MouseButton.LeftButton,
        pos=QPoint(12, 12),
    )

    saved = person.save()

    assert saved is not None
    assert saved.window.curves == Curves(accel=RawCurves(Placement.PELVIS, (Axis.Y,)))


def test_folders_that_cannot_be_are_refused(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    person = opened()
    person.turn_to("Recordings")
    profiles = person.field(QLineEdit, "Firmware profiles")
    person.type_into(profiles, str(tmp_path / "none"))
    assert person.save() is None
    assert told(person) == "Firmware profiles: there is no such folder."
    assert person.focused is profiles

    person.type_into(profiles, str(tmp_path))
    person.type_into(person.field(QLineEdit, "Folder"), str(tmp_path / "file"))
    assert person.save() is None
    assert told(person) == "Recordings need a folder; this is a file."

    person.type_into(person.field(QLineEdit, "Folder"), str(tmp_path / "new"))
    person.type_into(person.field(QLineEdit, "Wearer"), " A. B. ")
    saved = person.save()

    assert saved is not None
    assert saved == replace(
        Settings(),
        recordings=str(tmp_path / "new"),
        profiles=str(tmp_path),
        wearer="A. B.",
    )


def test_every_page_fits_a_small_screen_in_width(opened: Opened) -> None:
    person = opened()

    for page in person.fields(Page):
        person.turn_to(page.title)
        body = page.widget()
        assert body is not None
        assert body.minimumSizeHint().width() <= page.viewport().width(), page.title
    assert person.dialog.minimumSizeHint().width() <= 1280
    assert person.dialog.height() <= 680


def test_texts_are_found_by_the_translators_tools(tmp_path: Path) -> None:
    lupdate = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if lupdate is None:
        pytest.skip("pyside6-lupdate is not installed")
    sources = [*Path(dialog.__file__).parent.glob("*.py"), Path(actions.__file__)]
    catalogue = tmp_path / "x.ts"

    subprocess.run(
        [lupdate, *map(str, sources), "-ts", str(catalogue)],
        check=True,
        capture_output=True,
    )

    found = catalogue.read_text(encoding="utf-8")
    for text in ("Extension limit", "Back past its limit", "Start or end the set"):
        assert f"<source>{text}</source>" in found
