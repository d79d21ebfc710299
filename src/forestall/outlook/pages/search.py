"""Search over what a reader may see: sites, risks, findings, obligations, measures, sources, by their words."""

from collections.abc import Iterator
from dataclasses import dataclass

from forestall.core.text import N_
from forestall.outlook.given import Given

_MOST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found."""

    title: str
    """Its title, as people write it."""
    path: str
    """Its page."""
    text: str
    """What is searched, in one case."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    title: str
    """The kind, in English."""
    entries: tuple[Entry, ...]
    """The first of them."""
    more: int
    """How many more there are."""


def entries(given: Given) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Everything that can be found, by kind."""
    place = given.place
    kinds: dict[str, Iterator[tuple[str, str, str]]] = {
        N_("Sites"): ((each.name, f"/sites/{each.id}", f"{each.id} {each.kind}") for each in place.sites),
        N_("Risks"): (
            (each.title, f"/register/{each.scenario}", f"{each.scenario} {each.hazard}")
            for each in given.assessment.risks
        ),
        N_("Findings"): (
            (each.title, f"/queue?finding={each.id}", f"{each.rule} {given.site(each.site)} {each.detail}")
            for each in given.detection.findings
        ),
        N_("Obligations"): (
            (each.title, f"/obligations/{each.id}", f"{given.jurisdiction(each.bearer)} {each.clause}")
            for each in given.obligations
        ),
        N_("Measures"): ((each.title, f"/plan#{each.id}", each.id) for each in place.measures),
        N_("Sources"): ((each.title, "/sources", each.id) for each in place.sources),
    }
    return tuple(
        (kind, tuple(Entry(title, path, f"{title} {text}".casefold()) for title, path, text in rows))
        for kind, rows in kinds.items()
    )


def found(kinds: tuple[tuple[str, tuple[Entry, ...]], ...], words: str) -> tuple[Group, ...]:
    """What has all of some words, those that begin with them first.

    Args:
        kinds: everything that can be found
        words: what is looked for; nothing is found by nothing
    """
    wanted = words.casefold().split()
    if not wanted:
        return ()
    groups = []
    for title, rows in kinds:
        hits = list(rows)
        for word in wanted:
            hits = [each for each in hits if word in each.text]
        hits.sort(key=lambda each: (not each.text.startswith(wanted[0]), each.title, each.path))
        if hits:
            groups.append(Group(title, tuple(hits[:_MOST]), max(len(hits) - _MOST, 0)))
    return tuple(groups)
