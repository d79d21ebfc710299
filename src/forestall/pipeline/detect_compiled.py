"""Rules of a run, compiled; kept on disk, so that the next run with the same rules begins at once."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from forestall.detect.ruleset import Ruleset
from forestall.engine.program.keep import kept
from forestall.model.finding import Refusal
from forestall.pipeline.detect_rules import load, rule_files
from forestall.standards.sigma.correlation import Correlation
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.read import NONE


@dataclass(frozen=True, slots=True)
class Compiled:
    """Rules, ready."""

    ruleset: Ruleset
    """Rules that look at single events."""
    correlations: tuple[Correlation, ...]
    """As they were read."""
    refusals: tuple[Refusal, ...]
    """Rules that cannot be used."""


def compiled(paths: Sequence[Path], placeholders: Placeholders = NONE) -> Compiled:
    """Rules below some folders, or in some files.

    Args:
        paths: folders and files
        placeholders: values of each placeholder

    Raises:
        InputError: a path names nothing.
    """

    def make() -> Compiled:
        loaded = load(paths, placeholders)
        ruleset = Ruleset(loaded.rules)
        return Compiled(ruleset, loaded.correlations, (*loaded.refusals, *ruleset.refusals))

    return kept(_folder(), _made_from(paths, placeholders), Compiled, make)


def _folder() -> Path:
    """The user's folder for what can be made again (XDG Base Directory Specification 0.8)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path.home() / ".cache") / "forestall"


def _made_from(paths: Sequence[Path], placeholders: Placeholders) -> Iterator[bytes]:
    yield repr(placeholders).encode()
    for path in rule_files(paths):
        yield str(path).encode("utf-8", "surrogateescape")
        try:
            yield path.read_bytes()
        except OSError as error:
            yield repr(error.errno).encode()
