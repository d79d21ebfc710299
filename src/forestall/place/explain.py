"""Remarks as lines a person reads."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from forestall.model.remark import Remark


def sentence(remark: Remark) -> str:
    """A remark on one line: `sites.csv:7: lat: found 200, expected …; hint`."""
    place = f"{remark.file}:{remark.line}" if remark.line is not None else remark.file
    column = f"{remark.column}: " if remark.column else ""
    hint = f" ({remark.hint})" if remark.hint else ""
    mark = "warning: " if remark.severity == "warning" else ""
    return f"{place}: {mark}{column}found {remark.found}, expected {remark.expected}{hint}"


def by_file(remarks: Iterable[Remark]) -> Iterator[tuple[str, tuple[Remark, ...]]]:
    """Remarks of each file together, in the order given."""
    for file, group in groupby(remarks, key=lambda remark: remark.file):
        yield file, tuple(group)


def summary(remarks: Iterable[Remark]) -> str:
    """How many errors and warnings: `3 errors and 1 warning in 2 files`."""
    found = tuple(remarks)
    errors = sum(remark.severity == "error" for remark in found)
    warnings, files = len(found) - errors, len({remark.file for remark in found})
    if not found:
        return "no mistakes"
    counts = [_count(errors, "error")] * bool(errors) + [_count(warnings, "warning")] * bool(warnings)
    return f"{' and '.join(counts)} in {_count(files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
