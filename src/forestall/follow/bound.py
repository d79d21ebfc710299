"""Duties as they bind at a moment: those in force, once for each bearer. What they make owed is elsewhere.

A duty for a kind of bearer becomes one duty for each, with the id `DUTY@WHOM`; any other keeps its id.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forestall.follow.tree import Parents, above, is_within
from forestall.model.duty import Duty, Norm
from forestall.model.place import Place
from forestall.model.site import Site
from forestall.model.words import Each


@dataclass(frozen=True, slots=True)
class Bound:
    """A duty with one bearer."""

    duty: Duty
    """The duty, of this bearer."""
    scope: tuple[str, ...]
    """The sites that it covers, where it names a kind."""
    version: str
    """The version of its norm in force; empty without a norm."""


def bound(place: Place, tree: Parents, day: date) -> tuple[Bound, ...]:
    """The duties in force on a day, by id.

    Args:
        place: the place with its duties, norms and sites
        tree: its authorities
        day: the day in the place's own time
    """
    found: list[Bound] = []
    for duty in place.duties:
        norm = in_force(place.norms, duty.norm, day)
        if duty.norm is None or norm is not None:
            version = "" if norm is None else norm.version
            found += (Bound(each, scope, version) for each, scope in _each(place, tree, duty))
    return tuple(sorted(found, key=lambda one: one.duty.id))


def in_force(norms: tuple[Norm, ...], name: str | None, day: date) -> Norm | None:
    """The version of a norm that is in force on a day: of several the one that came last; None when there is none."""
    fitting = [
        norm for norm in norms if norm.id == name and norm.since <= day and (norm.until is None or day <= norm.until)
    ]
    return max(fitting, key=lambda norm: (norm.since, norm.version), default=None)


def _each(place: Place, tree: Parents, duty: Duty) -> Iterator[tuple[Duty, tuple[str, ...]]]:
    here = [site for site in place.sites if is_within(tree, site.jurisdiction, duty.bearer)]
    sites = [site for site in here if site.kind == duty.site_kind]
    scope = tuple(sorted(site.id for site in sites))
    match duty.each:
        case None:
            if duty.site_kind is None or scope:
                yield duty, scope
        case Each.AUTHORITY:
            for name in _below(tree, duty):
                own = tuple(site.id for site in sites if is_within(tree, site.jurisdiction, name))
                if duty.site_kind is None or own:
                    yield dataclasses.replace(duty, id=f"{duty.id}@{name}", bearer=name), tuple(sorted(own))
        case Each.SITE | Each.SITE_AUTHORITY:
            for site in sites:
                yield _of_site(duty, site), (site.id,)


def _below(tree: Parents, duty: Duty) -> list[str]:
    """Authorities below the bearer: all of them, or those so many levels below it."""
    levels = {duty.bearer: 0}
    for name in tree:
        if duty.bearer in (way := above(tree, name)):
            levels[name] = way.index(duty.bearer) + 1
    return sorted(name for name, level in levels.items() if (level > 0 if duty.depth is None else level == duty.depth))


def _of_site(duty: Duty, site: Site) -> Duty:
    bearer = site.jurisdiction if duty.each is Each.SITE_AUTHORITY else duty.bearer
    return dataclasses.replace(duty, id=f"{duty.id}@{site.id}", bearer=bearer, site=site.id)
