"""A place without mistakes as the record the stages work on."""

import dataclasses
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

from forestall.core.errors import PlaceError
from forestall.model.place import Place
from forestall.model.profile import Profile
from forestall.place.check import examined
from forestall.place.digest import digest
from forestall.place.draft import Draft
from forestall.place.explain import sentence
from forestall.place.files import FILES, SAME
from forestall.place.shape import shape

Noun = TypeVar("Noun", bound=Hashable)


def load(root: Path) -> Place:
    """Read a place; the order of rows in its files changes nothing.

    Args:
        root: the place's folder

    Raises:
        InputError: there is no such folder.
        PlaceError: the place has mistakes; it carries all remarks.
    """
    draft = examined(root)
    remarks = draft.remarks()
    errors = [remark for remark in remarks if remark.severity == "error"]
    if errors:
        count = "1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
        first = "; ".join(sentence(remark) for remark in errors[:3])
        raise PlaceError(f"{root}: {count}; `forestall check` lists all. {first}", remarks)
    lists: dict[str, Any] = {file.stem: ordered(file.noun, draft) for file in FILES if file.form != "document"}
    return Place(root=root, digest=digest(root), profile=_profile(draft), rules=draft.rules, base=draft.base, **lists)


def _profile(draft: Draft) -> Profile:
    """What `place.toml` says; authorities in the order of their ids."""
    _, profile = next(draft.of(Profile))
    return dataclasses.replace(profile, jurisdictions=tuple(sorted(profile.jurisdictions, key=lambda one: one.id)))


def ordered(noun: type[Noun], draft: Draft) -> tuple[Noun, ...]:
    """The records of a class in the order of their keys; without a key, in that of all their fields."""
    key = shape(noun).key
    names = list(SAME[noun]) if key and noun in SAME else [key] if key else list(shape(noun).columns)

    def rank(record: Noun) -> tuple[tuple[bool, Any], ...]:
        values = (getattr(record, name) for name in names)
        return tuple((value is not None, value if value is not None else "") for value in values)

    return tuple(sorted((record for _, record in draft.of(noun)), key=rank))
