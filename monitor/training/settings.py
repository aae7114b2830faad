"""Settings of the training: rules about load and pain."""

import msgspec

from monitor.training.checklist import Answers
from monitor.training.findings import ChecklistRules
from monitor.training.load_rules import LoadRules
from monitor.training.pain_rules import PainRules


class TrainingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is suggested and warned of over sessions.

    Attributes:
        load: The load guard.
        pain: Pain over sessions.
        checklist: From when on a figure of the checklist is off.
        answers: What lifters said of themselves, by their names.
    """

    load: LoadRules = LoadRules()
    pain: PainRules = PainRules()
    checklist: ChecklistRules = ChecklistRules()
    answers: dict[str, Answers] = {}

    def answers_of(self, lifter: str) -> Answers:
        """Return what a lifter said; empty for whom nobody named."""
        return self.answers.get(lifter, Answers())
