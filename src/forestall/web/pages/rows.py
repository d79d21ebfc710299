"""Which rows of a pass a reader may see: what each kind of row asks for, and how it is labelled."""

from collections.abc import Callable, Mapping
from functools import cache

from fastapi import Request

from forestall.guard.label import ORDER, strictest
from forestall.model.account import Action
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.outlook.sight import Sight, Thing
from forestall.pipeline.picture import Shown
from forestall.pipeline.risk_labels import OF_PLACE, risk_labels
from forestall.pipeline.service import Service
from forestall.web.needs import source_label
from forestall.web.rights import Reader, outlook_label

_ACTIONS = {
    Thing.SIGNAL: Action.READ_FINDINGS,
    Thing.FINDING: Action.READ_FINDINGS,
    Thing.SILENCE: Action.READ_FINDINGS,
    Thing.ALERT: Action.READ_ALERTS,
    Thing.SOURCE: Action.READ_SOURCES,
    Thing.OBLIGATION: Action.READ_OBLIGATIONS,
    Thing.SITE: Action.READ_OUTLOOK,
    Thing.RISK: Action.READ_OUTLOOK,
}
_OF_SOURCE = (Thing.SIGNAL, Thing.FINDING, Thing.SILENCE, Thing.SOURCE)
_LEAST = {Thing.FINDING: Label.AMBER, Thing.SILENCE: Label.AMBER_STRICT}  # as `guard.sharing.finding_label`
LOOKED_AT = tuple(sorted(set(_ACTIONS.values())))
"""The actions that decide together what somebody sees."""


def sight(
    request: Request,
    service: Service,
    reader: Callable[[Action], Reader],
    labels: Callable[[], Mapping[str, Label]],
    only: Action | None = None,
) -> Sight:
    """What a reader may see; rows that look alike to the policy are decided once.

    Args:
        request: of the reader
        service: whose rows
        reader: which rows they may do something to
        labels: the label of each risk, by scenario
        only: the one action that counts; None: for each kind of row the one by which it is read
    """
    known: dict[tuple[Thing, str | None, Field | None, str], bool] = {}
    of_place, of_risk = outlook_label(request.app), cache(labels)

    def label(thing: Thing, origin: str) -> Label:
        if thing in _OF_SOURCE:
            own = source_label(service, origin) if origin else of_place
            return strictest((own, _LEAST.get(thing, own)))
        if thing is Thing.ALERT:
            return Label(origin)
        if thing is Thing.RISK:
            return of_risk().get(origin, of_place) if origin else of_place
        return OF_PLACE

    def may(thing: Thing, jurisdiction: str | None, field: Field | None, origin: str = "") -> bool:
        row = thing, jurisdiction, field, origin
        if row not in known:
            source = origin if thing in _OF_SOURCE else ""
            known[row] = reader(only or _ACTIONS[thing]).may(label(thing, origin), jurisdiction, field, source)
        return known[row]

    return may


def labels_of(service: Service, picture: Shown) -> Mapping[str, Label]:
    """The label of each risk of a pass, by scenario; worked out once for the labels that the sources have now."""
    given = picture.given
    if given is None:
        return {}
    names = sorted({each.id for each in given.place.sources} | {each.source for each in given.detection.findings})
    known = {each: source_label(service, each) for each in names}
    found = picture.derived.once(
        ("risk labels", tuple(known.items())),
        lambda: risk_labels(given.place, given.detection.findings, lambda name: known.get(name, Label.RED)),
    )
    assert isinstance(found, dict)
    return found


def kept_back(service: Service, reader: Callable[[Action], Reader]) -> tuple[str, ...]:
    """Labels of sources whose rows, and what rests on them, somebody sees and may not take away; the strictest last."""
    reads, takes = reader(Action.READ_FINDINGS), reader(Action.EXPORT)
    found = set()
    for each in service.place.sources:
        label = source_label(service, each.id)
        if reads.may(label, None, each.field, each.id) and not takes.may(label, None, each.field, each.id):
            found.add(label)
    return tuple(f"TLP:{each}" for each in sorted(found, key=ORDER.index))
