"""The settings of the alerts: when a fault is told, which, and when it is too many."""

from msgspec.structs import replace

from monitor.alerts.settings import AlertSettings, CueDensity, CueMoment
from monitor.config import Settings
from monitor.gui.settings.fields import Choice, Number
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page


class AlertsPage(Page):
    """When the danger cue sounds, for which faults, and what else is heard."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Alerts"))
        self._moment = Choice(
            [
                (str(CueMoment.IN_REP), self.tr("At once, in the rep")),
                (str(CueMoment.REP_END), self.tr("At the end of the rep")),
                (str(CueMoment.SET_END), self.tr("At the end of the set")),
            ]
        )
        self._density = Choice(
            [
                (str(CueDensity.EVERY_FAULT), self.tr("Every fault")),
                (str(CueDensity.BEYOND_BAND), self.tr("Clear faults only")),
                (str(CueDensity.EVERY_NTH_REP), self.tr("Not in every rep")),
            ]
        )
        self._band = Number(0, 30, " °", decimals=1)
        self._nth = Number(1, 100)
        self._caution = TickBox()
        self._count = TickBox()
        self._needed = TickBox()
        self._row = Number(1, 100)
        self._set = Number(1, 100)
        self._battery = Number(0, 100, " %")
        self._add_danger()
        self._add_others()
        self._show(settings.pipeline.alerts)
        self._density.currentIndexChanged.connect(self._show_used)
        self._show_used()

    def _add_danger(self) -> None:
        self.add_heading(self.tr("The back past its limit"))
        self.add_field(
            "moment",
            self.tr("The danger cue sounds"),
            self._moment,
            self.tr("On the screen it is shown at once in any case."),
        )
        self.add_field(
            "density",
            self.tr("It sounds for"),
            self._density,
            self.tr("Fewer cues teach better than a cue in every rep."),
        )
        self.add_field(
            "band_deg",
            self.tr("Clear from"),
            self._band,
            self.tr("So far past the limit a fault is clear: the error of the angle."),
        )
        self.add_field(
            "every_nth",
            self.tr("At most one cue in"),
            self._nth,
            self.tr("So many reps, counted from the rep with the last cue."),
        )
        self.add_heading(self.tr("Too many faults"))
        self.add_field(
            "faults_in_row",
            self.tr("Faulty reps in a row"),
            self._row,
            self.tr("So many, one after the other, call for a stop."),
        )
        self.add_field(
            "faults_in_set",
            self.tr("Faulty reps in a set"),
            self._set,
            self.tr("So many, wherever in the set, call for a stop."),
        )

    def _add_others(self) -> None:
        self.add_heading(self.tr("What else is told"))
        self.add_field(
            "count_sounds",
            self.tr("Reps are heard"),
            self._count,
            self.tr(
                "A tone for every rep; its pitch says whether the back was scored."
            ),
        )
        self.add_field(
            "caution_sounds",
            self.tr("Cautions are heard"),
            self._caution,
            self.tr("Near the limit; otherwise cautions are on the screen only."),
        )
        self.add_field(
            "sound_needed",
            self.tr("Alerts need sound"),
            self._needed,
            self.tr("Without a working output the program says that it isn't armed."),
        )
        self.add_field(
            "battery_low_percent",
            self.tr("Battery low at"),
            self._battery,
            self.tr("Told outside sets."),
        )

    def _show(self, alerts: AlertSettings) -> None:
        self._moment.choose(alerts.moment)
        self._density.choose(alerts.density)
        self._band.give(alerts.band_deg)
        self._nth.give(alerts.every_nth)
        self._caution.setChecked(alerts.caution_sounds)
        self._count.setChecked(alerts.count_sounds)
        self._needed.setChecked(alerts.sound_needed)
        self._row.give(alerts.faults_in_row)
        self._set.give(alerts.faults_in_set)
        self._battery.give(alerts.battery_low_percent)

    def _show_used(self) -> None:
        """Only what the chosen density uses can be changed."""
        density = self._density.chosen
        self.show_row("band_deg", shown=density == CueDensity.BEYOND_BAND)
        self.show_row("every_nth", shown=density == CueDensity.EVERY_NTH_REP)

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        before = settings.pipeline.alerts
        with self.checked():
            alerts = replace(
                before,
                moment=CueMoment(self._moment.chosen),
                density=CueDensity(self._density.chosen),
                band_deg=_used(self._band, before.band_deg),
                every_nth=round(_used(self._nth, before.every_nth)),
                caution_sounds=self._caution.isChecked(),
                count_sounds=self._count.isChecked(),
                sound_needed=self._needed.isChecked(),
                faults_in_row=self._row.whole(),
                faults_in_set=self._set.whole(),
                battery_low_percent=self._battery.within(),
            )
        return replace(settings, pipeline=replace(settings.pipeline, alerts=alerts))


def _used(field: Number, before: float) -> float:
    """What is not used stays as it was, whatever was typed before it was hidden."""
    return before if field.isHidden() else field.within()
