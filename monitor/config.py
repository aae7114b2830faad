"""All settings: reads, checks and writes the settings file."""

import base64
import binascii
from collections.abc import Iterator, Mapping, MutableMapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from platformdirs import user_config_path, user_data_path
from tomlkit.exceptions import TOMLKitError

from monitor.consent import CoachSettings
from monitor.model.errors import ConfigError
from monitor.model.records import Placement
from monitor.pipeline import PipelineSettings
from monitor.sound.settings import SoundSettings
from monitor.training.settings import TrainingSettings

APP = "rep-monitor"
FILE_NAME = "settings.toml"
HISTORY_NAME = "history.sqlite3"
RECENT_FILES = 12


class ColourScheme(StrEnum):
    """Which colours the window wears."""

    SYSTEM = "system"  # as the desktop has it
    DARK = "dark"
    LIGHT = "light"


class Axis(StrEnum):
    """An axis of a sensor."""

    X = "x"
    Y = "y"
    Z = "z"


class DoubleTap(StrEnum):
    """What a double tap on a sensor does, outside reps: an action of the window."""

    NONE = "none"
    TOGGLE_SET = "toggle_set"
    START_SET = "start_set"
    END_SET = "end_set"
    MARKER = "marker"
    REZERO = "rezero"


class RawCurves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a chart of raw samples shows.

    Attributes:
        sensor: Whose samples.
        axes: Which of its axes.
    """

    sensor: Placement = Placement.LUMBAR
    axes: tuple[Axis, ...] = tuple(Axis)

    def __post_init__(self) -> None:
        if not self.axes or len(set(self.axes)) != len(self.axes):
            msg = "axes must name one axis or more, each once"
            raise ValueError(msg)


class Curves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which curves the charts of raw samples show.

    Attributes:
        gyro: Angular rate.
        accel: Specific force.
    """

    gyro: RawCurves = RawCurves()
    accel: RawCurves = RawCurves()


class WindowSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person may choose about the window, and what it remembers of itself.

    Attributes:
        scheme: Which colours.
        flash: Whether the screen flashes with a danger cue.
        mirrored: The focus view is read in a mirror.
        curves: Which curves the charts of raw samples show.
        span_s: So many seconds of the past the charts show.
        planned_reps: Of a set; 0 for none.
        rest_s: Planned rest between sets; 0 for none.
        keys: Key sequences of actions that have others than the usual ones: by the
            action's name, several parted by "; ", empty for no key.
        double_tap: What a double tap on a sensor does.
        record: Whether a session is recorded from its start.
        recent: The recordings opened last, newest first.
        geometry: Where the window was, as base64.
    """

    scheme: ColourScheme = ColourScheme.SYSTEM
    flash: bool = True
    mirrored: bool = False
    curves: Curves = Curves()
    span_s: float = 10.0
    planned_reps: int = 0
    rest_s: float = 90.0
    keys: dict[str, str] = {}
    double_tap: DoubleTap = DoubleTap.NONE
    record: bool = True
    recent: tuple[str, ...] = ()
    geometry: str = ""

    def __post_init__(self) -> None:
        if not 5 <= self.span_s <= 60:
            msg = "span_s must lie between 5 and 60"
            raise ValueError(msg)
        if not 0 <= self.planned_reps <= 100:
            msg = "planned_reps must lie between 0 and 100"
            raise ValueError(msg)
        if not 0 <= self.rest_s <= 900:
            msg = "rest_s must lie between 0 and 900"
            raise ValueError(msg)
        if len(self.recent) > RECENT_FILES:
            msg = f"recent must name at most {RECENT_FILES} recordings"
            raise ValueError(msg)
        if not _is_base64(self.geometry):
            msg = "geometry must be base64 text"
            raise ValueError(msg)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


class LslSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes over the Lab Streaming Layer; all that is in the network can read it.

    Attributes:
        out: Whether sessions stream samples, angles and events.
        markers: Name of a stream whose texts become markers; empty for none.
        pain: Whether what is said of pain and warning signs is streamed too.
    """

    out: bool = False
    markers: str = ""
    pain: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a person may choose before a session.

    Attributes:
        pipeline: How records are judged; copied into each recording.
        window: How the window looks and which keys it knows.
        sound: What is heard, how loud, and on which device.
        training: Rules about load and pain, over sessions.
        lsl: What goes over the Lab Streaming Layer.
        coach: What goes to a gym's coach.
        recordings: Folder for recordings; empty for the usual one.
        profiles: Folder with firmware profiles of one's own; empty for none.
        wearer: Who wears the sensors, for the recording's description.
    """

    pipeline: PipelineSettings = PipelineSettings()
    window: WindowSettings = WindowSettings()
    sound: SoundSettings = SoundSettings()
    training: TrainingSettings = TrainingSettings()
    lsl: LslSettings = LslSettings()
    coach: CoachSettings = CoachSettings()
    recordings: str = ""
    profiles: str = ""
    wearer: str = ""

    @property
    def recordings_path(self) -> Path:
        """Folder for recordings."""
        if self.recordings:
            return Path(self.recordings).expanduser()
        return user_data_path(APP, appauthor=False) / "recordings"

    @property
    def history_path(self) -> Path:
        """Where sets and pain over weeks are remembered: beside the recordings."""
        return self.recordings_path / HISTORY_NAME

    @property
    def profiles_path(self) -> Path | None:
        """Folder with firmware profiles of one's own."""
        return Path(self.profiles).expanduser() if self.profiles else None


def settings_path() -> Path:
    """Return where the settings file lies unless a person says otherwise."""
    return user_config_path(APP, appauthor=False) / FILE_NAME


def kits_path() -> Path:
    """Return where pairs of sensors are remembered."""
    return user_config_path(APP, appauthor=False) / "kits.toml"


def locks_path() -> Path:
    """Return where sessions on this computer tell which sensors they hold."""
    return user_data_path(APP, appauthor=False) / "in_use"


def read_settings(path: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        path: The file; None for the usual one, which need not exist.

    Raises:
        ConfigError: It can't be read, or something in it is missing, unknown or out
            of range; one sentence with file and key.
    """
    usual = settings_path()
    if path is None and not usual.exists():
        return Settings()
    file = path or usual
    return parse_settings(_text(file), file)


def parse_settings(text: str, path: Path) -> Settings:
    """Read the settings from a file's text; ``path`` is for errors.

    Raises:
        ConfigError: See ``read_settings``.
    """
    try:
        settings = msgspec.toml.decode(text, type=Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(_problem(path, str(error))) from error
    except (msgspec.DecodeError, RecursionError) as error:
        msg = f"{path.name}: is no TOML: {error}"
        raise ConfigError(msg) from error
    unknown = next(_unknown(tomlkit.parse(text).unwrap(), _builtins(settings)), None)
    if unknown is not None:
        msg = f"{path.name}: {unknown}: unknown key"
        raise ConfigError(msg)
    return settings


def write_settings(settings: Settings, path: Path) -> None:
    """Write what differs from the file or the defaults; comments stay.

    Raises:
        ConfigError: The file holds no TOML, or can't be written.
    """
    try:
        document = tomlkit.parse(_text(path) if path.exists() else "")
    except TOMLKitError as error:
        msg = f"{path.name}: is no TOML: {error}"
        raise ConfigError(msg) from error
    _update(document, _builtins(settings), _builtins(Settings()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(path.name + ".new")
        new.write_bytes(tomlkit.dumps(document).encode())
        new.replace(path)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
        raise ConfigError(msg) from error
    except UnicodeEncodeError as error:
        msg = f"{path}: can't be written (a file's name in it is no text)"
        raise ConfigError(msg) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        msg = f"{path}: there is no such settings file"
        raise ConfigError(msg) from error
    except OSError as error:
        msg = f"{path}: can't be read ({error.strerror})"
        raise ConfigError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path.name}: is no TOML: it is not UTF-8 text"
        raise ConfigError(msg) from error


def _problem(path: Path, said: str) -> str:
    """Turn "Expected `int` - at `$.a.b`" into "file: a.b: expected `int`"."""
    problem, _, place = said.partition(" - at `$")
    key = place.strip("`.").removeprefix(".")
    problem = problem[:1].lower() + problem[1:]
    return f"{path.name}: {key}: {problem}" if key else f"{path.name}: {problem}"


def _builtins(settings: Settings) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(settings)
    return {key: _with_lists(value) for key, value in plain.items()}


def _with_lists(value: object) -> object:
    """Turn tuples into lists, which is what TOML has."""
    if isinstance(value, Mapping):
        return {key: _with_lists(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_with_lists(each) for each in value]
    return value


def _unknown(
    raw: Mapping[str, Any], known: Mapping[str, Any], above: str = ""
) -> Iterator[str]:
    """Yield keys that no setting has; plain dataclasses would swallow them."""
    for key, value in raw.items():
        if key not in known:
            yield f"{above}{key}"
        elif isinstance(value, Mapping) and isinstance(known[key], Mapping):
            yield from _unknown(value, known[key], f"{above}{key}.")


def _update(
    table: MutableMapping[str, Any], wanted: Mapping[str, Any], usual: Mapping[str, Any]
) -> None:
    for gone in [key for key in table if key not in wanted]:
        del table[gone]
    for key, value in wanted.items():
        if isinstance(value, Mapping):
            below = table.get(key, tomlkit.table())
            _update(below, value, usual.get(key) or {})
            if below:
                table.setdefault(key, below)
        elif value is None:
            table.pop(key, None)
        elif table.get(key, usual.get(key)) != value:
            table[key] = value
