"""All settings: reads, checks and writes the settings file."""

from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from platformdirs import user_config_path, user_data_path
from tomlkit.exceptions import TOMLKitError

from monitor.model.errors import ConfigError
from monitor.pipeline import PipelineSettings

APP = "rep-monitor"
FILE_NAME = "settings.toml"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a person may choose before a session.

    Attributes:
        pipeline: How records are judged; copied into each recording.
        recordings: Folder for recordings; empty for the usual one.
        profiles: Folder with firmware profiles of one's own; empty for none.
        wearer: Who wears the sensors, for the recording's description.
    """

    pipeline: PipelineSettings = PipelineSettings()
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
        new.write_text(tomlkit.dumps(document), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
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
    return plain


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
