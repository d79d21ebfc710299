"""STIX 2.1 objects in the name of one office: each with an id that follows from what it is, author, times and marking.

Source: OASIS STIX 2.1 (2021): attack pattern 4.1, course of action 4.3, identity 4.5, indicator 4.7, infrastructure
4.8, location 4.11, note 4.13, vulnerability 4.18, relationship 5.1, sighting 5.2.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from forestall.model.label import Label
from forestall.standards.stix.ids import object_id, timestamp
from forestall.standards.stix.markings import marking
from forestall.standards.stix.sighting import MOST_COUNT

Object = dict[str, Any]

REFERENCES = ("created_by_ref", "source_ref", "target_ref", "sighting_of_ref")
"""Properties of ours that name another object."""
LISTS_OF_REFERENCES = ("object_marking_refs", "where_sighted_refs", "object_refs")
"""Properties of ours that name others."""


def references(thing: Object) -> tuple[str, ...]:
    """Ids of the objects that one of ours names."""
    single = [str(thing[name]) for name in REFERENCES if name in thing]
    return (*single, *(str(ref) for name in LISTS_OF_REFERENCES for ref in thing.get(name, ())))


@dataclass(frozen=True, slots=True)
class Author:
    """The office that makes objects, and when."""

    sender: str
    """By which it is known; part of every id."""
    name: str
    """Its name as people write it."""
    at: datetime
    """When the objects are made, UTC."""

    @property
    def id(self) -> str:
        """Id of its identity."""
        return object_id("identity", self.sender)

    def identity(self) -> Object:
        """The office itself: an organisation, never a person, and without a contact."""
        made = self.made("identity", (), Label.CLEAR, name=self.name, identity_class="organization")
        return {name: value for name, value in made.items() if name != "created_by_ref"}

    def made(self, kind: str, key: tuple[str, ...], label: Label, **properties: Any) -> Object:
        """An object.

        Args:
            kind: its type
            key: what makes it that one, within the office and type
            label: who may read it
            properties: of the type; those that are None are left out
        """
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": object_id(kind, self.sender, *key),
            "created_by_ref": self.id,
            "created": timestamp(self.at),
            "modified": timestamp(self.at),
            "object_marking_refs": [marking(label)],
            **{name: value for name, value in properties.items() if value is not None},
        }

    def relation(self, source: Object, kind: str, target: Object, label: Label, description: str = "") -> Object:
        """That one object stands in a relation to another."""
        key = (str(source["id"]), kind, str(target["id"]))
        return self.made(
            "relationship",
            key,
            label,
            relationship_type=kind,
            source_ref=source["id"],
            target_ref=target["id"],
            description=description or None,
        )

    def vulnerability(self, cve: str) -> Object:
        """A published vulnerability, by its CVE id."""
        known = [{"source_name": "cve", "external_id": cve}]
        return self.made("vulnerability", (cve,), Label.CLEAR, name=cve, external_references=known)

    def location(self, key: str, name: str, lon: float, lat: float, label: Label) -> Object:
        """Where something is [deg, WGS 84]."""
        return self.made("location", (key,), label, name=name, latitude=lat, longitude=lon)

    def indicator(
        self, key: tuple[str, ...], told: "Told", pattern: str, kind: "PatternType", since: datetime
    ) -> Object:
        """What to look for.

        Args:
            key: what makes it that one
            told: name, description, label, labels
            pattern: the rule
            kind: its language (open vocabulary 10.13)
            since: from when it is worth looking
        """
        return self.made(
            "indicator",
            key,
            told.label,
            name=told.name,
            description=told.description,
            indicator_types=["malicious-activity" if told.malicious else "anomalous-activity"],
            pattern=pattern,
            pattern_type=kind,
            valid_from=timestamp(since),
            labels=list(told.labels) or None,
            kill_chain_phases=[{"kill_chain_name": "mitre-attack", "phase_name": name} for name in told.tactics]
            or None,
        )

    def sighting(self, key: str, of: Object, seen: "Seen", where: tuple[str, ...], label: Label) -> Object:
        """That something was seen.

        Args:
            key: what makes it that one
            of: what was seen
            seen: when and how often
            where: ids of the identities and locations at which
            label: who may read it
        """
        return self.made(
            "sighting",
            (key,),
            label,
            description=seen.description,
            first_seen=timestamp(seen.first),
            last_seen=timestamp(seen.last),
            count=min(seen.count, MOST_COUNT),
            sighting_of_ref=of["id"],
            where_sighted_refs=list(where),
        )


PatternType = Literal["sigma", "stix"]


@dataclass(frozen=True, slots=True)
class Told:
    """What an indicator says besides its pattern."""

    name: str
    """In one line."""
    description: str
    """In a sentence."""
    label: Label
    """Who may read it."""
    labels: tuple[str, ...] = ()
    """Words to sort it by."""
    tactics: tuple[str, ...] = ()
    """ATT&CK tactics that it shows."""
    malicious: bool = False
    """Whether somebody means harm, rather than something being unusual."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When and how often something was seen."""

    description: str
    """In a sentence."""
    first: datetime
    """First, UTC."""
    last: datetime
    """Last, UTC."""
    count: int
    """How often."""


def tactics(tags: tuple[str, ...]) -> tuple[str, ...]:
    """ATT&CK tactics among the tags of a rule: `attack.lateral-movement` is one, `attack.t1021` is none."""
    names = (tag.removeprefix("attack.").replace("_", "-") for tag in tags if tag.startswith("attack."))
    return tuple(sorted({name for name in names if name.replace("-", "").isalpha()}))


def threshold_pattern(series: str, side: str, value: float) -> str:
    """A limit of a series as a STIX pattern (part 9) on an object of ours, for those who have the same series.

    Args:
        series: name of the series
        side: `above` or `below`
        value: the limit, in the series' unit
    """
    quoted = series.replace("\\", "\\\\").replace("'", "\\'")
    number = format(Decimal(repr(float(value))), "f")
    sign = ">" if side == "above" else "<"
    return f"[x-forestall-series:name = '{quoted}' AND x-forestall-series:value {sign} {number}]"
