"""The small place that `forestall init` writes. Its files are in `content/town`."""

import os
import shutil
from pathlib import Path

import forestall
from forestall.core.errors import InputError

TOWN = Path(forestall.__file__).parent / "content" / "town"
"""Folder of the template."""


def write_town(folder: Path) -> tuple[str, ...]:
    """Write the small place into a new or empty folder.

    Returns:
        Names of the files written.

    Raises:
        InputError: the folder has something in it, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.scandir(folder) as there:
            first = min((item.name for item in there), default=None)
        if first is not None:
            raise InputError(f"{folder}: found {first}, expected a new or empty folder")
        shutil.copytree(TOWN, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return tuple(sorted(path.relative_to(TOWN).as_posix() for path in TOWN.rglob("*") if path.is_file()))
