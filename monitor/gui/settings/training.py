"""The settings of the training: exercise, limits, plan, places of the sensors."""

from contextlib import suppress
from dataclasses import replace

from msgspec.structs import replace as with_

from monitor.config import Settings
from monitor.detection.own_exercise import OwnExercise
from monitor.gui.settings.fields import Choice, Number
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page
from monitor.model.body import Limits, LimitSource, LumbarSite, PelvisSite, Sites
from monitor.model.errors import ConfigError
from monitor.model.records import ExerciseName
from monitor.own_exercises import own_exercise_files, read_own_exercise
from monitor.pipeline import PipelineSettings, with_exercise
from monitor.view.words import exercise_name

_OWN = "own:"  # before the key of a person's own exercise
_KEPT = f"{_OWN}="  # of the one that the settings hold; no file is called so


class TrainingPage(Page):
    """What is trained, how far the back may go, how much is planned."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Training"))
        self._own = _own_exercises(settings)
        built_in = (each for each in ExerciseName if each is not ExerciseName.OWN)
        self._exercise = Choice(
            [
                *((str(each), exercise_name(each)) for each in built_in),
                *((key, own.title) for key, own in self._own.items()),
            ]
        )
        self._extension = Number(1, 90, " °", decimals=1)
        self._flexion = Number(1, 90, " °", decimals=1)
        self._planned = Number(0, 100)
        self._rest = Number(0, 900, " s")
        self._rest.setSingleStep(15)
        self._pelvis = Choice(
            [
                (str(PelvisSite.SACRUM), self.tr("Sacrum, between the dimples")),
                (str(PelvisSite.ILIAC_CREST), self.tr("Side of the iliac crest")),
            ]
        )
        self._lumbar = Choice(
            [
                (str(LumbarSite.T12_L1), self.tr("T12-L1, at the lowest ribs")),
                (str(LumbarSite.L3), self.tr("L3, at the waist")),
                (str(LumbarSite.OTHER), self.tr("Elsewhere")),
            ]
        )
        self._belt = TickBox()
        self._add_rows(settings)
        self._add_places()
        self._show(settings)

    def _add_rows(self, settings: Settings) -> None:
        self.add_field(
            "exercise",
            self.tr("Exercise"),
            self._exercise,
            self.tr("What a new session begins with."),
        )
        self.add_field(
            "extension_deg",
            self.tr("Extension limit"),
            self._extension,
            self.tr("A rep that arches past neutral by more than this has a fault."),
        )
        self.add_field(
            "flexion_deg",
            self.tr("Flexion limit"),
            self._flexion,
            self.tr("Rounding; judged only in exercises that watch for it."),
        )
        self.add_note(
            self.tr(
                "No limit of the lumbar angle is validated: these are marks to train"
                " by, with an error of some degrees. No medical advice."
            )
            + " "
            + self._origin(settings.pipeline.limits.source)
        )
        self.add_heading(self.tr("Plan"))
        self._planned.setSpecialValueText(self.tr("none"))
        self._rest.setSpecialValueText(self.tr("none"))
        self.add_field(
            "planned_reps",
            self.tr("Planned reps"),
            self._planned,
            self.tr("Of a set; the last two are announced. 0 for none."),
        )
        self.add_field(
            "rest_s",
            self.tr("Rest between sets"),
            self._rest,
            self.tr("Counted down after a set, in seconds. 0 for none."),
        )

    def _add_places(self) -> None:
        self.add_heading(self.tr("Where the sensors sit"))
        self.add_field(
            "pelvis",
            self.tr("Pelvis sensor"),
            self._pelvis,
            self.tr("At the side where bench or floor presses on the sacrum."),
        )
        self.add_field(
            "lumbar",
            self.tr("Lumbar sensor"),
            self._lumbar,
            self.tr("Clear of the bench's edge; on the skin or under a tight strap."),
        )
        self.add_field(
            "belt",
            self.tr("A belt is worn"),
            self._belt,
            self.tr("Over the sensors or near them."),
        )

    def _origin(self, source: LimitSource) -> str:
        match source:
            case LimitSource.DEFAULT:
                return self.tr("These are the usual ones.")
            case LimitSource.OWN_RANGE:
                return self.tr("These come from the range that was measured of you.")
            case LimitSource.COACH:
                return self.tr("These were set by hand.")

    def _show(self, settings: Settings) -> None:
        pipeline, window = settings.pipeline, settings.window
        self._exercise.choose(_chosen(pipeline))
        self._extension.give(pipeline.limits.extension_deg)
        self._flexion.give(pipeline.limits.flexion_deg)
        self._planned.give(window.planned_reps)
        self._rest.give(window.rest_s)
        self._pelvis.choose(pipeline.sites.pelvis)
        self._lumbar.choose(pipeline.sites.lumbar)
        self._belt.setChecked(pipeline.sites.belt)

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        with self.checked():
            key = self._exercise.chosen
            exercise = self._own.get(key) or ExerciseName(key)
            pipeline = with_(
                with_exercise(settings.pipeline, exercise),
                limits=self._limits(settings.pipeline.limits),
                sites=Sites(
                    PelvisSite(self._pelvis.chosen),
                    LumbarSite(self._lumbar.chosen),
                    self._belt.isChecked(),
                ),
            )
            window = with_(
                settings.window,
                planned_reps=self._planned.whole(),
                rest_s=self._rest.within(),
            )
        return with_(settings, pipeline=pipeline, window=window)

    def _limits(self, before: Limits) -> Limits:
        """Limits that a person has changed are a person's from here on."""
        extension, flexion = self._extension.within(), self._flexion.within()
        limits = replace(before, extension_deg=extension, flexion_deg=flexion)
        if limits == before:
            return before
        usual = limits == replace(Limits(), source=before.source)
        source = LimitSource.DEFAULT if usual else LimitSource.COACH
        return replace(limits, source=source)


def _own_exercises(settings: Settings) -> dict[str, OwnExercise]:
    """The person's own exercises by key: that of the settings, then the files.

    A file that is wrong is left out; ``rep-monitor exercises`` says why.
    """
    kept = settings.pipeline.detection.own
    found: dict[str, OwnExercise] = {} if kept is None else {_KEPT: kept}
    for stem, path in own_exercise_files().items():
        with suppress(ConfigError):
            own = read_own_exercise(path)
            if own != kept:
                found[f"{_OWN}{stem}"] = own
    return found


def _chosen(pipeline: PipelineSettings) -> str:
    """The key of the exercise that the settings say."""
    return _KEPT if pipeline.exercise is ExerciseName.OWN else str(pipeline.exercise)
