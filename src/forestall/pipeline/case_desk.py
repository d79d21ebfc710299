"""What all work on cases needs: the office, the door, the master keys, the types of case that the place takes in."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forestall.core.clock import now
from forestall.core.errors import InputError
from forestall.guard.door import Door
from forestall.guard.keys import KeyRing
from forestall.model.case import GENERAL, Case, CaseType
from forestall.model.place import Place
from forestall.pipeline.key import pseudonym_key
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.office import Office, office
from forestall.place.load import load

if TYPE_CHECKING:
    from forestall.pipeline.service import Service


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """Where cases are taken in and worked on."""

    office: Office
    """Database, clock, place."""
    door: Door
    """Takes persons out of what is told."""
    ring: Callable[[], KeyRing]
    """The master keys, for contacts only."""

    def clean(self, text: str) -> str:
        """A text on one line, without persons and without letters that cannot be printed."""
        plain = "".join(letter if letter.isprintable() else " " for letter in text)
        return " ".join(self.door.text(plain).split())


def desk_of(service: "Service") -> CaseDesk:
    """The desk of a running service."""
    return CaseDesk(service.office, service.door, lambda: master_keys(service.folder, os.environ))


@contextmanager
def desk_of_place(root: Path, state: str | None) -> Iterator[CaseDesk]:
    """The desk of a place, for commands at the machine itself.

    Args:
        root: folder of the place
        state: folder or PostgreSQL URL of the state; None for the one in the place

    Raises:
        PlaceError: the place has mistakes.
        StateError: the state cannot be used.
    """
    place = load(root)
    where = state or str(root / ".forestall")
    folder = root / ".forestall" if "://" in where else Path(where)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    door = Door(pseudonym_key(place, folder), place.profile.door)
    with office(where if "://" in where else Path(where), now, lambda: place) as kept:
        yield CaseDesk(kept, door, lambda: master_keys(folder, os.environ))


def types_of(place: Place) -> tuple[CaseType, ...]:
    """The types of case that a place takes in, by code."""
    return place.case_types or GENERAL


def type_named(place: Place, code: str) -> CaseType:
    """A type of case.

    Raises:
        InputError: the place takes in none of that code.
    """
    found = {each.code: each for each in types_of(place)}
    if code not in found:
        raise InputError(f"type: found {code[:80]!r}, expected one of: {', '.join(sorted(found))}")
    return found[code]


def type_of(place: Place, case: Case) -> CaseType:
    """The type of a case; of one that the place no longer takes in, what is usual for its kind."""
    known = {each.code: each for each in types_of(place)}
    return known.get(case.case_type) or CaseType(case.case_type, case.case_type, case.kind, case.field)
