"""The files of a place as they now stand, with everything that is wrong with them; what is in use is not changed."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from forestall.core.errors import ForestallError
from forestall.model.remark import Remark
from forestall.place.check import check
from forestall.place.files import FILES


@dataclass(frozen=True, slots=True)
class FileState:
    """A file of a place, or one that it might have."""

    name: str
    """Its name below the place's folder."""
    required: bool
    """Whether a place cannot be without it."""
    there: bool
    """Whether it is there."""
    errors: int
    """Mistakes in it, which keep the place from being used."""
    warnings: int
    """What is wrong with it, and stops nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the files came to."""

    files: tuple[FileState, ...]
    """Every file that the place has, or has to have, by name."""
    remarks: tuple[Remark, ...]
    """Everything that is wrong, by file and line."""
    trouble: str
    """Why the folder could not be read; empty when it could."""

    @property
    def errors(self) -> int:
        """Mistakes in all files."""
        return sum(each.severity == "error" for each in self.remarks)


def checked(root: Path) -> Checked:
    """Check the files of a place as they now stand.

    Args:
        root: its folder
    """
    try:
        remarks = check(root)
    except ForestallError as error:
        return Checked((), (), str(error))
    return Checked(_states(root, remarks), remarks, "")


def _states(root: Path, remarks: tuple[Remark, ...]) -> tuple[FileState, ...]:
    wrong = Counter((each.file, each.severity) for each in remarks)
    wanted: dict[str, bool] = {}
    for file in FILES:
        found = sorted(str(path.relative_to(root)) for name in file.names for path in root.glob(name))
        wanted |= dict.fromkeys(found or ([file.name] if file.required else []), file.required)
    wanted |= {each.file: False for each in remarks if each.file not in wanted}
    return tuple(
        FileState(name, wanted[name], (root / name).exists(), wrong[name, "error"], wrong[name, "warning"])
        for name in sorted(wanted)
    )
