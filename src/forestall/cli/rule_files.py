"""Rule files below a folder, and the placeholders of the place they belong to."""

import tomllib
from pathlib import Path

from forestall.core.errors import InputError
from forestall.standards.sigma.read import CASES

INFO = "info.yml"


def rule_files(folder: Path) -> list[tuple[str, bytes]]:
    """Name below the folder and bytes of each rule file, sorted by name; of a place, those below its `rules`.

    Raises:
        InputError: there is none, or one cannot be read
    """
    if folder.is_file():
        return [(folder.name, _bytes(folder))]
    below = folder / "rules" if (folder / "place.toml").is_file() else folder
    found = [path for path in yaml_files(below) if not path.name.endswith(CASES) and path.name != INFO]
    if not found:
        raise InputError(f"{below}: no rule file, expected *.yml")
    return [(path.relative_to(folder).as_posix(), _bytes(path)) for path in found]


def yaml_files(folder: Path) -> list[Path]:
    """YAML files below a folder, without hidden ones, sorted by name."""
    found = (path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml") and path.is_file())
    shown = (path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return sorted(shown, key=lambda path: path.as_posix())


def placeholders(folder: Path) -> dict[str, tuple[str, ...]]:
    """`[placeholders]` of the `place.toml` in the folder or in the nearest one above it, empty when there is none.

    Raises:
        InputError: they are no lists of texts
    """
    whole = folder.resolve()
    file = next((one / "place.toml" for one in (whole, *whole.parents) if (one / "place.toml").is_file()), None)
    if file is None:
        return {}
    try:
        given = tomllib.loads(_bytes(file).decode()).get("placeholders", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}; forestall check explains it") from error
    if not isinstance(given, dict) or not all(_texts(values) for values in given.values()):
        raise InputError(f"{file}: placeholders, expected a list of texts for each name")
    return {name: tuple(values) for name, values in given.items()}


def _texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
