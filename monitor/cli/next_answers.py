"""What lifters say of themselves for the checklist: read, kept and removed again."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.training.checklist import Answers

_WORDS: Final = {"yes": True, "no": False, "-": None}


def keep_answers(
    texts: Sequence[str], lifter: str, settings: "Settings", file: Path | None
) -> "Settings":
    """Write answers such as "sitting=yes" to the settings; "-" takes one back.

    Args:
        texts: As typed.
        lifter: Whose.
        settings: As read.
        file: The settings file; None for the usual one.

    Returns:
        The settings with them.

    Raises:
        BadParameter: One can't be understood.
        ConfigError: They can't be written.
    """
    if not texts:
        return settings
    from msgspec.structs import replace

    answers = settings.training.answers_of(lifter)
    for text in texts:
        cause, value = _read(text)
        answers = replace(answers, **{cause: value})
    return _kept(settings, {**settings.training.answers, lifter: answers}, file)


def forget_answers(lifter: str, settings: "Settings", file: Path | None) -> None:
    """Remove what a lifter said from the settings file.

    Raises:
        ConfigError: It can't be written.
    """
    answers = settings.training.answers
    if lifter in answers:
        kept = {name: said for name, said in answers.items() if name != lifter}
        _kept(settings, kept, file)


def _kept(
    settings: "Settings", answers: "dict[str, Answers]", file: Path | None
) -> "Settings":
    from msgspec.structs import replace

    from monitor.config import settings_path, write_settings

    training = replace(settings.training, answers=answers)
    changed = replace(settings, training=training)
    write_settings(changed, file or settings_path())
    return changed


def _read(text: str) -> tuple[str, bool | None]:
    from monitor.training.checklist import QUESTIONS

    cause, _, value = text.partition("=")
    if cause not in set(QUESTIONS) or value not in _WORDS:
        causes = ", ".join(QUESTIONS)
        msg = f"{text!r:.60} is not CAUSE=yes, no or -; the causes: {causes}."
        raise typer.BadParameter(msg, param_hint="--answer")
    return cause, _WORDS[value]
