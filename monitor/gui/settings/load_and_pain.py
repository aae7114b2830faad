"""The settings of the rules about load and pain; each can be turned off."""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from monitor.config import Settings
from monitor.gui.actions import QT_TRANSLATE_NOOP, translated
from monitor.gui.settings.fields import Number
from monitor.gui.settings.looks import TickBox
from monitor.gui.settings.page import Page
from monitor.training.load_rules import ORIGINS, LoadRule


@dataclass(frozen=True, slots=True)
class _Row:
    """A number of the rules.

    Attributes:
        key: Its name in its struct.
        name: Its name for people.
        help_text: One line.
        low: The least.
        high: The most.
        unit: Behind the number.
        decimals: Digits behind the point; 0 for whole numbers.
    """

    key: str
    name: str
    help_text: str
    low: float
    high: float
    unit: str = ""
    decimals: int = 0


_LOAD: Final = (
    _Row(
        "clean_sets",
        QT_TRANSLATE_NOOP("actions", "Clean sets"),
        QT_TRANSLATE_NOOP("actions", "So many before more load; 0 asks for none."),
        0,
        20,
    ),
    _Row(
        "least_margin_deg",
        QT_TRANSLATE_NOOP("actions", "Least margin"),
        QT_TRANSLATE_NOOP("actions", "Nearer to the limit a set is not clean."),
        0,
        30,
        " °",
        1,
    ),
    _Row(
        "weekly_rise_pct",
        QT_TRANSLATE_NOOP("actions", "Rise in a week"),
        QT_TRANSLATE_NOOP("actions", "At most, or one step; a convention. 0 for any."),
        0,
        100,
        " %",
        1,
    ),
    _Row(
        "step_kg",
        QT_TRANSLATE_NOOP("actions", "Step of the rack"),
        QT_TRANSLATE_NOOP("actions", "The smallest, for loads told in kg."),
        0.1,
        50,
        " kg",
        2,
    ),
    _Row(
        "step_lb",
        QT_TRANSLATE_NOOP("actions", "Step in pounds"),
        QT_TRANSLATE_NOOP("actions", "The smallest, for loads told in lb."),
        0.1,
        100,
        " lb",
        2,
    ),
    _Row(
        "faulty_sets",
        QT_TRANSLATE_NOOP("actions", "Faulty sets"),
        QT_TRANSLATE_NOOP("actions", "So many call for a step back; 0 for never."),
        0,
        20,
    ),
    _Row(
        "pain",
        QT_TRANSLATE_NOOP("actions", "Less load from pain"),
        QT_TRANSLATE_NOOP("actions", "Of the back, 0 to 10, last time; 0 for never."),
        0,
        10,
        "",
        1,
    ),
    _Row(
        "pause_days",
        QT_TRANSLATE_NOOP("actions", "Long pause"),
        QT_TRANSLATE_NOOP("actions", "More days call for less load; 0 for never."),
        0,
        365,
    ),
    _Row(
        "back_pct",
        QT_TRANSLATE_NOOP("actions", "Less by"),
        QT_TRANSLATE_NOOP("actions", "After pain or a long pause."),
        0,
        90,
        " %",
        1,
    ),
    _Row(
        "leap_pct",
        QT_TRANSLATE_NOOP("actions", "Leap in load"),
        QT_TRANSLATE_NOOP(
            "actions", "So much above the last weeks warns; 0 for never."
        ),
        0,
        500,
        " %",
        1,
    ),
    _Row(
        "leap_days",
        QT_TRANSLATE_NOOP("actions", "The last weeks are"),
        QT_TRANSLATE_NOOP("actions", "So many days, for leaps and the weekly rise."),
        1,
        365,
    ),
)
_PAIN: Final = (
    _Row(
        "hurts",
        QT_TRANSLATE_NOOP("actions", "A session hurt from"),
        QT_TRANSLATE_NOOP("actions", "Worst pain of the back in it, 0 to 10."),
        0.5,
        10,
        "",
        1,
    ),
    _Row(
        "sessions",
        QT_TRANSLATE_NOOP("actions", "Persistent if"),
        QT_TRANSLATE_NOOP("actions", "So many of the last sessions hurt."),
        1,
        20,
    ),
    _Row(
        "of_last",
        QT_TRANSLATE_NOOP("actions", "Of the last"),
        QT_TRANSLATE_NOOP("actions", "So many sessions are looked at."),
        1,
        20,
    ),
)
_IN_SET: Final = (
    _Row(
        "rise",
        QT_TRANSLATE_NOOP("actions", "Pain rises by"),
        QT_TRANSLATE_NOOP(
            "actions", "So much more than before ends the set; 0 for never."
        ),
        0,
        10,
        "",
        1,
    ),
    _Row(
        "most",
        QT_TRANSLATE_NOOP("actions", "Pain of"),
        QT_TRANSLATE_NOOP("actions", "So much ends the set in any case; 0 for never."),
        0,
        10,
        "",
        1,
    ),
)


class LoadAndPainPage(Page):
    """Which load is suggested next, and what pain calls for."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Load and pain"))
        self._numbers: dict[str, Number] = {}
        self._suggests, self._watches, self._morning = TickBox(), TickBox(), TickBox()
        self._add_load()
        self._add_pain()
        training, in_set = settings.training, settings.pipeline.detection.pain
        self._suggests.setChecked(training.load.is_on)
        self._watches.setChecked(training.pain.is_on)
        self._morning.setChecked(training.pain.morning)
        for rules, rows in (
            (training.load, _LOAD),
            (training.pain, _PAIN),
            (in_set, _IN_SET),
        ):
            for row in rows:
                self._numbers[row.key].give(getattr(rules, row.key))

    def _add_load(self) -> None:
        self.add_heading(self.tr("Load"))
        self.add_field(
            "load_is_on",
            self.tr("Suggest loads"),
            self._suggests,
            self.tr("And warn of leaps. Nothing is suggested on sets not scored."),
        )
        self._add(_LOAD)
        self.add_note(" ".join(ORIGINS[rule] for rule in LoadRule if rule in ORIGINS))

    def _add_pain(self) -> None:
        self.add_heading(self.tr("Pain over sessions"))
        self.add_field(
            "pain_is_on",
            self.tr("Watch over pain"),
            self._watches,
            self.tr("Warning signs call for urgent care in any case."),
        )
        self._add(_PAIN)
        self.add_field(
            "morning",
            self.tr("Worse next morning"),
            self._morning,
            self.tr("A back that was worse on the next morning is persistent too."),
        )
        self.add_heading(self.tr("Pain within a set"))
        self._add(_IN_SET)
        self.add_note(self.tr("This project's judgement. No medical advice."))

    def _add(self, rows: tuple[_Row, ...]) -> None:
        for row in rows:
            field = Number(row.low, row.high, row.unit, decimals=row.decimals)
            self._numbers[row.key] = field
            self.add_field(
                row.key, translated(row.name), field, translated(row.help_text)
            )

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        before, pipeline = settings.training, settings.pipeline
        with self.checked():
            load = replace(
                before.load, is_on=self._suggests.isChecked(), **self._values(_LOAD)
            )
            pain = replace(
                before.pain,
                is_on=self._watches.isChecked(),
                morning=self._morning.isChecked(),
                **self._values(_PAIN),
            )
            in_set = replace(pipeline.detection.pain, **self._values(_IN_SET))
        detection = replace(pipeline.detection, pain=in_set)
        return replace(
            settings,
            training=replace(before, load=load, pain=pain),
            pipeline=replace(pipeline, detection=detection),
        )

    def _values(self, rows: tuple[_Row, ...]) -> dict[str, float]:
        return {
            row.key: self._numbers[row.key].within()
            if row.decimals
            else self._numbers[row.key].whole()
            for row in rows
        }
