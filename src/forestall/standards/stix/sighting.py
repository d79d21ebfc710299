"""A STIX 2.1 bundle that says: this Sigma rule was seen to match, so often, there, then, on this evidence.

Source: OASIS STIX 2.1 (2021): identity 4.5, indicator 4.7 (`pattern_type` sigma, open vocabulary 10.13), observed data
4.14, sighting 5.2, bundle 8. Reading STIX and every other object are not here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forestall.model.words import Level
from forestall.standards.stix.ids import object_id, timestamp
from forestall.standards.stix.observables import observables

Object = dict[str, Any]
MOST_COUNT = 999_999_999
"""`count` and `number_observed` have an upper bound (5.2, 4.14)."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """One rule seen on one machine."""

    rule: str
    """The rule's id."""
    title: str
    level: Level
    tags: tuple[str, ...]
    pattern: str
    """The rule itself, as YAML."""
    host: str | None
    """The machine, None when no event names it."""
    count: int
    first: datetime | None
    """None when no event tells its time."""
    last: datetime | None
    evidence: tuple[tuple[tuple[str, str], ...], ...]
    """Fields of some of the events."""


def bundle(sender: str, seen: Sequence[Sighted], at: datetime) -> bytes:
    """A bundle with all objects, each once, in the order in which they are referred to.

    Args:
        sender: name of the office that saw
        seen: what it saw
        at: when the bundle is made

    Returns:
        JSON, UTF-8; the same input gives the same bytes.
    """
    office = _identity(sender, "organization", at)
    objects = [office, *(each for one in seen for each in _objects(one, office["id"], at))]
    unique = {each["id"]: each for each in objects}
    identity = object_id("bundle", timestamp(at), *sorted(unique))
    document = {"type": "bundle", "id": identity, "objects": list(unique.values())}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _objects(one: Sighted, office: str, at: datetime) -> list[Object]:
    host = [_identity(one.host, "system", at)] if one.host else []
    where = [each["id"] for each in host] or [office]
    indicator = _indicator(one, office, at)
    found = {each["id"]: each for fields in one.evidence for each in observables(fields)}
    if not found:
        return [*host, indicator, _sighting(one, indicator["id"], None, where, office, at)]
    data = _observed(one, sorted(found), office, at)
    return [*host, indicator, *found.values(), data, _sighting(one, indicator["id"], data["id"], where, office, at)]


def _common(kind: str, identity: str, office: str | None, at: datetime) -> Object:
    made = {"created_by_ref": office} if office else {}
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": identity,
        **made,
        "created": timestamp(at),
        "modified": timestamp(at),
    }


def _identity(name: str, kind: str, at: datetime) -> Object:
    """An office (`organization`) or a machine (`system`); never a person."""
    return _common("identity", object_id("identity", kind, name.lower()), None, at) | {
        "name": name,
        "identity_class": kind,
    }


def _indicator(one: Sighted, office: str, at: datetime) -> Object:
    chain = _kill_chain(one.tags)
    return _common("indicator", object_id("indicator", one.rule), office, at) | {
        "name": one.title,
        "description": f"Sigma rule {one.rule}, level {one.level}.",
        "indicator_types": [
            "malicious-activity" if one.level in (Level.HIGH, Level.CRITICAL) else "anomalous-activity"
        ],
        "pattern": one.pattern,
        "pattern_type": "sigma",
        "valid_from": timestamp(at),
        "labels": [f"level-{one.level}"],
        **({"kill_chain_phases": chain} if chain else {}),
    }


def _kill_chain(tags: Iterable[str]) -> list[Object]:
    """Tactics among the tags of a rule, such as `attack.lateral-movement`."""
    names = (tag.removeprefix("attack.").replace("_", "-") for tag in tags if tag.startswith("attack."))
    tactics = sorted({name for name in names if name.replace("-", "").isalpha()})
    return [{"kill_chain_name": "mitre-attack", "phase_name": name} for name in tactics]


def _span(one: Sighted, at: datetime) -> tuple[datetime, datetime]:
    last = one.last or at
    return one.first or last, last


def _observed(one: Sighted, references: list[str], office: str, at: datetime) -> Object:
    first, last = _span(one, at)
    identity = object_id("observed-data", one.rule, one.host or "", timestamp(first), timestamp(last), *references)
    return _common("observed-data", identity, office, at) | {
        "first_observed": timestamp(first),
        "last_observed": timestamp(last),
        "number_observed": min(one.count, MOST_COUNT),
        "object_refs": references,
    }


def _sighting(one: Sighted, indicator: str, data: str | None, where: list[str], office: str, at: datetime) -> Object:
    first, last = _span(one, at)
    identity = object_id("sighting", indicator, one.host or "", timestamp(first), timestamp(last))
    return _common("sighting", identity, office, at) | {
        "first_seen": timestamp(first),
        "last_seen": timestamp(last),
        "count": min(one.count, MOST_COUNT),
        "sighting_of_ref": indicator,
        "where_sighted_refs": where,
        **({"observed_data_refs": [data]} if data else {}),
    }
