"""What a run over files is asked for, put together from folders and files: rules, place, door, suppressions."""

import secrets
from datetime import datetime
from pathlib import Path

from forestall.core.errors import InputError
from forestall.detect.sites import Sites
from forestall.detect.suppressions import Suppressions, in_force, read
from forestall.guard.door import Door
from forestall.model.place import Place
from forestall.model.profile import DoorRules
from forestall.pipeline.detect import Job
from forestall.pipeline.key import LENGTH, pseudonym_key
from forestall.place.load import load

RULES = "rules"


def job_of(
    paths: tuple[Path, ...],
    rules: tuple[Path, ...],
    out: Path,
    at: datetime,
    *,
    place: Path | None,
    suppress: Path | None,
    pseudonymise: bool,
    ocsf: bool,
) -> tuple[Job, str]:
    """A run, and the office in whose name it is made.

    Args:
        paths: logs
        rules: rules; a place's own come after them
        out: folder for what is found
        at: time of the run
        place: folder of a place, whose sites, rules, suppressions and door are used
        suppress: file of further suppressions
        pseudonymise: without a place, replace persons all the same, by names that hold for this run only
        ocsf: whether OCSF findings are written

    Raises:
        PlaceError: the place has mistakes.
        InputError: there are no rules, or a file is wrong.
    """
    known = load(place) if place else None
    own = (known.root / RULES,) if known and (known.root / RULES).is_dir() else ()
    if not rules and not own:
        raise InputError("no rules: name a folder of Sigma rules with --rules, or a place that has some with --place")
    _keep_apart(paths, out)
    job = Job(
        paths=paths,
        rules=(*rules, *own),
        out=out,
        at=at,
        sites=Sites(known) if known else None,
        door=_door(known, pseudonymise=pseudonymise),
        suppressions=_suppressions(known, suppress, at),
        placeholders=known.profile.placeholders if known else {},
        ocsf=ocsf,
    )
    return job, known.profile.name if known else "Forestall"


def _keep_apart(paths: tuple[Path, ...], out: Path) -> None:
    """What a run writes must not become what the next one reads."""
    for path in paths:
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise InputError(f"{out}: lies within {path}, which is read; name a folder elsewhere with --out")


def _door(place: Place | None, *, pseudonymise: bool) -> Door | None:
    if place:
        return Door(pseudonym_key(place, place.root / ".forestall"), place.profile.door)
    return Door(secrets.token_bytes(LENGTH), DoorRules()) if pseudonymise else None


def _suppressions(known: Place | None, further: Path | None, at: datetime) -> Suppressions:
    """Those of the place, then those of a file."""
    found = in_force(known.suppressions if known else (), at)
    if further is None:
        return found
    try:
        text = further.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{further}: cannot be read: {error}") from error
    more = read(text, str(further), at)
    return Suppressions((*found.given, *more.given), (*found.ended, *more.ended))
