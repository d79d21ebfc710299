"""Sigma rules from files and folders, each id once; what is wrong is refused with file, line and reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forestall.core.errors import InputError
from forestall.detect.logsource import routable
from forestall.model.finding import Refusal
from forestall.observe.skips import Skipped
from forestall.standards.sigma.correlation import Correlation
from forestall.standards.sigma.correlation_file import read_correlations
from forestall.standards.sigma.document import documents
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.read import NONE
from forestall.standards.sigma.rule import LogSource, Rule
from forestall.standards.sigma.ruleset import load as read_all

ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rules of a run."""

    rules: tuple[Rule, ...]
    """By file, then line, with the filters that concern them."""
    correlations: tuple[Correlation, ...]
    """By file, then line."""
    refusals: tuple[Refusal, ...]
    """Those that cannot be used."""


def load(paths: Sequence[Path], placeholders: Placeholders = NONE) -> Loaded:
    """Rules below some folders, or in some files.

    Args:
        paths: folders and files
        placeholders: values of each placeholder

    Raises:
        InputError: a path names nothing.
    """
    files: list[tuple[str, bytes]] = []
    refusals: list[Refusal] = []
    for path in rule_files(paths):
        try:
            files.append((str(path), path.read_bytes()))
        except OSError as error:
            refusals.append(Refusal(str(path), str(path), f"cannot be read: {error.strerror}"))
    found = read_all(files, placeholders)
    correlations: list[Correlation] = []
    for name, data in files:
        good, bad = read_correlations(data, name)
        correlations += good
        refusals += bad
    return Loaded(found.rules, tuple(correlations), (*found.refusals, *refusals))


def unrouted(rules: Iterable[Rule]) -> tuple[Skipped, ...]:
    """A note for each log source of which no channel or event number is known, with the number of its rules."""
    known: dict[LogSource, list[Rule]] = {}
    for rule in rules:
        if not routable(rule.logsource):
            known.setdefault(rule.logsource, []).append(rule)
    return tuple(
        Skipped(
            some[0].file,
            f"line {some[0].line}",
            f"log source ({source}) cannot be routed: {len(some)} rule{'s' if len(some) > 1 else ''}, {some[0].id} the "
            "first, can find only events that carry these names in fields product, service and category",
        )
        for source, some in sorted(known.items(), key=lambda pair: str(pair[0]))
    )


def rule_files(paths: Sequence[Path]) -> list[Path]:
    """The files of rules that some paths name, each once.

    Raises:
        InputError: a path names nothing.
    """
    found: dict[tuple[int, int], Path] = {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder of rules")
        below = [each for each in path.rglob("*") if each.suffix.lower() in ENDINGS] if path.is_dir() else [path]
        for each in sorted(below):
            if each.is_file():
                about = each.stat()
                found.setdefault((about.st_dev, about.st_ino), each)
    return list(found.values())


@lru_cache(maxsize=1024)
def text_of(file: str, line: int) -> str:
    """The YAML of one rule as it stands in its file, which may hold several; empty when it is no longer there."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
        starts = sorted(start for start, _ in documents(text, file))
    except (OSError, ValueError, InputError):
        return ""
    end = next((start for start in starts if start > line), None)
    lines = text.splitlines()[line - 1 : None if end is None else end - 1]
    while lines and lines[-1].strip() in ("---", "...", ""):
        lines.pop()
    return "\n".join(lines) + "\n"
