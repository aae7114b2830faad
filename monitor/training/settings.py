"""Settings of the training: rules about load and pain."""

import msgspec

from monitor.training.load_rules import LoadRules
from monitor.training.pain_rules import PainRules


class TrainingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is suggested and warned of over sessions.

    Attributes:
        load: The load guard.
        pain: Pain over sessions.
    """

    load: LoadRules = LoadRules()
    pain: PainRules = PainRules()
