"""The settings of the screen: colours, flash, mirror, and what the charts show."""

from msgspec.structs import replace

from monitor.config import Axis, ColourScheme, Curves, RawCurves, Settings
from monitor.gui.settings.fields import Choice, FieldError, Number, Ticks
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page
from monitor.model.records import Placement

_AXES = [(str(axis), axis.upper()) for axis in Axis]


class ScreenPage(Page):
    """How the window looks."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Screen"))
        self._scheme = Choice(
            [
                (str(ColourScheme.SYSTEM), self.tr("As the system")),
                (str(ColourScheme.DARK), self.tr("Dark")),
                (str(ColourScheme.LIGHT), self.tr("Light")),
            ]
        )
        self._flash = TickBox()
        self._mirrored = TickBox()
        self._span = Number(5, 60, " s")
        self._gyro_sensor, self._gyro_axes = self._sensor(), Ticks(_AXES)
        self._accel_sensor, self._accel_axes = self._sensor(), Ticks(_AXES)
        self._add_looks()
        self._add_charts()
        self._show(settings)

    def _sensor(self) -> Choice:
        return Choice(
            [
                (str(Placement.LUMBAR), self.tr("Lumbar sensor")),
                (str(Placement.PELVIS), self.tr("Pelvis sensor")),
            ]
        )

    def _add_looks(self) -> None:
        self.add_field(
            "scheme",
            self.tr("Colours"),
            self._scheme,
            self.tr("Dark is easier in a dim gym, light in the sun."),
        )
        self.add_field(
            "flash",
            self.tr("Flash with a danger cue"),
            self._flash,
            self.tr("The whole window, at most once a second."),
        )
        self.add_field(
            "mirrored",
            self.tr("Mirror the focus view"),
            self._mirrored,
            self.tr("For a screen that is seen in a mirror."),
        )

    def _add_charts(self) -> None:
        self.add_heading(self.tr("Charts"))
        self.add_field(
            "span_s",
            self.tr("Time span"),
            self._span,
            self.tr("The charts show so many of the last seconds, 5 to 60."),
        )
        self.add_field(
            "gyro_sensor",
            self.tr("Gyroscope chart"),
            self._gyro_sensor,
            self.tr("The angular rate of one sensor, in degrees a second."),
        )
        self.add_field(
            "gyro_axes",
            self.tr("Gyroscope axes"),
            self._gyro_axes,
            self.tr("As printed on the sensor."),
        )
        self.add_field(
            "accel_sensor",
            self.tr("Accelerometer chart"),
            self._accel_sensor,
            self.tr("The acceleration of one sensor, gravity included, in g."),
        )
        self.add_field(
            "accel_axes",
            self.tr("Accelerometer axes"),
            self._accel_axes,
            self.tr("As printed on the sensor."),
        )

    def _show(self, settings: Settings) -> None:
        window = settings.window
        self._scheme.choose(window.scheme)
        self._flash.setChecked(window.flash)
        self._mirrored.setChecked(window.mirrored)
        self._span.give(window.span_s)
        self._gyro_sensor.choose(window.curves.gyro.sensor)
        self._gyro_axes.tick(window.curves.gyro.axes)
        self._accel_sensor.choose(window.curves.accel.sensor)
        self._accel_axes.tick(window.curves.accel.axes)

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        with self.checked():
            window = replace(
                settings.window,
                scheme=ColourScheme(self._scheme.chosen),
                flash=self._flash.isChecked(),
                mirrored=self._mirrored.isChecked(),
                span_s=self._span.within(),
                curves=Curves(
                    self._curves(self._gyro_sensor, self._gyro_axes),
                    self._curves(self._accel_sensor, self._accel_axes),
                ),
            )
        return replace(settings, window=window)

    def _curves(self, sensor: Choice, axes: Ticks) -> RawCurves:
        if not axes.ticked:
            raise FieldError(axes, self.tr("A chart needs one axis or more."))
        ticked = tuple(Axis(axis) for axis in axes.ticked)
        return RawCurves(Placement(sensor.chosen), ticked)
