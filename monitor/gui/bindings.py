"""Which keys do which action: the usual ones, or a person's own."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QKeySequence

from monitor.gui.actions import ACTIONS, Action

SEPARATOR: Final = "; "  # between the key sequences of one action


def portable(keys: QKeySequence) -> str:
    """Return a key sequence as every system writes it; empty for what is no key."""
    return keys.toString(QKeySequence.SequenceFormat.PortableText)


def sequences(text: str) -> tuple[str, ...]:
    """Return the key sequences in a setting's text; what is no key is left out."""
    keys = (portable(QKeySequence(each)) for each in text.split(SEPARATOR))
    return tuple(key for key in keys if key)


def as_setting(keys: tuple[str, ...]) -> str:
    """Return key sequences as a setting's text."""
    return SEPARATOR.join(key for key in keys if key)


def bound(action: Action, keys: Mapping[str, str]) -> tuple[str, ...]:
    """Return the key sequences that an action has, given a person's own.

    Args:
        action: Of the catalogue.
        keys: ``WindowSettings.keys``.
    """
    own = keys.get(action.name)
    return action.keys if own is None else sequences(own)


def holder(
    action: Action, key: str, keys: Mapping[str, tuple[str, ...]]
) -> Action | None:
    """Return another action that a key would do at the same time, if one does.

    Args:
        action: Who wants it.
        key: The key sequence, as portable text.
        keys: What each action has, by its name.
    """
    for other in ACTIONS:
        meets = other is not action and other.context.meets(action.context)
        if meets and any(_clash(key, each) for each in keys[other.name]):
            return other
    return None


def shown(keys: tuple[str, ...]) -> str:
    """Return key sequences as this system writes them."""
    return ", ".join(native(key) for key in keys)


def native(key: str) -> str:
    """Return a key sequence as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _clash(key: str, other: str) -> bool:
    """Whether one sequence begins with the other, so that the longer never comes."""
    return f"{key}, ".startswith(f"{other}, ") or f"{other}, ".startswith(f"{key}, ")
