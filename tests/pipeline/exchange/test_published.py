"""What a pass shares: valid STIX, the same every time, a new version only where something changed."""

import json
import re
import warnings
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forestall.guard.label import strictest
from forestall.guard.policy import Standing, Subject, condition
from forestall.model.account import Action, Purpose, Role
from forestall.model.exchange import Filters
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.words import Field, FindingKind
from forestall.pipeline.exchange import COLLECTIONS, Sender, add, collection_of
from forestall.pipeline.exchange_objects import drafts
from forestall.pipeline.exchange_publish import publish
from forestall.pipeline.office import Office
from forestall.standards.stix.markings import definition, labels
from forestall.standards.stix.objects import references
from forestall.store.book import Book
from forestall.store.exchange import Exchange, Sight

AT = datetime(2031, 3, 10, 6, tzinfo=UTC)
EVERYBODY = Subject("op", "home", frozenset({Standing(Role.OPERATOR, Label.RED, None, None, frozenset(Purpose))}))
LATER = AT + timedelta(hours=1)


def _published(desk: Office, place: Place, findings: tuple[Finding, ...] = (), at: datetime = AT) -> int:
    with desk.changing() as session:
        return publish(session, drafts(place, findings, at), at)


def _last(desk: Office, alias: str) -> dict[str, dict[str, Any]]:
    with desk.looking() as session:
        return {name: json.loads(one.document) for name, one in Exchange(session).last(alias).items()}


def _everything(place: Place, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [draft.thing for each in drafts(place, findings, AT).values() for draft in each]


def test_everything_is_valid_by_the_oasis_validator(place: Place, findings: tuple[Finding, ...]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        validator = pytest.importorskip("stix2validator")
    unique = {one["id"]: one for one in _everything(place, findings)}
    forms = {(one["type"], one.get("relationship_type")): one for one in unique.values()}
    kept = [*forms.values(), *(one for one in unique.values() if _telling(one) and one not in forms.values())]
    bundle = {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": kept}
    # 103: our ids are UUIDv5 on purpose, so that the same thing has the same id (SHOULD, STIX 2.1, 2.9)
    options = validator.ValidationOptions(strict=True, version="2.1", disabled="103")
    result = validator.validate_string(json.dumps(bundle), options)
    assert result.is_valid, [str(error) for error in result.errors][:5]
    assert len({one["type"] for one in kept}) == 11


def _telling(thing: dict[str, Any]) -> bool:
    """Of sites, what they need and where they are there are hundreds of one form."""
    return thing["type"] not in ("infrastructure", "location", "relationship", "course-of-action")


def test_everything_is_read_by_the_oasis_library(place: Place, findings: tuple[Finding, ...]) -> None:
    stix2 = pytest.importorskip("stix2")
    for one in {one["type"]: one for one in _everything(place, findings)}.values():
        assert stix2.parse(one, version="2.1")["id"] == one["id"]


def test_each_kind_of_finding_is_told_as_what_stix_has_for_it(place: Place, findings: tuple[Finding, ...]) -> None:
    by_kind = {one.kind: one for one in findings}
    every = {one["id"]: one for one in _everything(place, findings)}
    seen = Counter(every[one["sighting_of_ref"]]["type"] for one in every.values() if one["type"] == "sighting")
    assert seen == {"indicator": 2, "vulnerability": 1}
    notes = [one["abstract"] for one in every.values() if one["type"] == "note"]
    assert sorted(notes) == sorted([by_kind[FindingKind.ALERT].title, by_kind[FindingKind.SEASONAL].title])
    assert not any("quiet" in json.dumps(one) for one in every.values())


def test_a_collection_names_nothing_of_ours_that_it_does_not_hold(place: Place, findings: tuple[Finding, ...]) -> None:
    for each in drafts(place, findings, AT).values():
        ids = {draft.id for draft in each}
        assert {ref for draft in each for ref in references(draft.thing)} <= ids


def test_an_object_is_marked_with_the_label_under_which_it_is_kept(place: Place, findings: tuple[Finding, ...]) -> None:
    every = [draft for each in drafts(place, findings, AT).values() for draft in each]
    assert all(
        strictest(labels(draft.thing)) is draft.label for draft in every if draft.thing["type"] != "marking-definition"
    )
    assert Label.RED not in {draft.label for draft in every}


def test_what_rests_on_a_red_source_is_not_shared(place: Place, findings: tuple[Finding, ...]) -> None:
    red = tuple(replace(one, source="nobody") for one in findings)
    every = _everything(place, red)
    assert not [one for one in every if one["type"] in ("sighting", "note")]


def test_no_address_or_number_of_a_person_is_in_it(place: Place, findings: tuple[Finding, ...]) -> None:
    for one in _everything(place, findings):
        text = json.dumps({name: value for name, value in one.items() if name != "pattern"})
        assert not re.search(r"[\w.]+@[\w.]+", text)
        assert one.get("identity_class", "organization") == "organization"


def test_another_office_takes_in_all_of_it(desk: Office, place: Place, findings: tuple[Finding, ...]) -> None:
    told = replace(findings[4], detail="Warning of storm@weather.example, call +31 20 123 4567.")
    every = _everything(place, (*findings[:4], told))
    into = collection_of("cyber-received")
    assert into is not None
    with desk.changing() as session:
        results, added = add(session, into, Sender("cert", "cert.example"), every, AT)
    assert [one.failure for one in results if one.failure] == []
    assert len(added) == len({one["id"] for one in every})
    assert any(one.get("content") == "Warning of […], call […]." for one in every)


def test_a_rule_that_holds_an_address_is_not_shared(place: Place, tmp_path: Path) -> None:
    text = next(path for path in place.rules if path.name == "log-cleared.yml").read_text(encoding="utf-8")
    (tmp_path / "rule.yml").write_text(text.replace("Forestall example place", "jan@home.example"), encoding="utf-8")
    other = replace(place, root=tmp_path, rules=(tmp_path / "rule.yml",))
    assert not [one for one in _everything(other, ()) if one.get("pattern_type") == "sigma"]


def test_a_pass_that_finds_the_same_adds_nothing(desk: Office, place: Place, findings: tuple[Finding, ...]) -> None:
    assert _published(desk, place, findings) > 400
    with desk.looking() as session:
        before = Book(session).head()
    assert _published(desk, place, findings, LATER) == 0
    with desk.looking() as session:
        assert Book(session).head() == before


def test_a_finding_that_grew_is_a_new_version_of_the_same_object(
    desk: Office, place: Place, findings: tuple[Finding, ...]
) -> None:
    _published(desk, place, findings)
    before = _last(desk, "cyber")
    grown = tuple(replace(one, count=4) if one.kind is FindingKind.SIGMA else one for one in findings)
    assert _published(desk, place, grown, LATER) == 1
    after = _last(desk, "cyber")
    (name,) = [each for each in after if after[each] != before[each]]
    assert (after[name]["count"], before[name]["count"]) == (4, 3)
    assert after[name]["created"] == before[name]["created"] < after[name]["modified"]


def test_two_changes_at_one_time_are_two_versions(desk: Office, place: Place, findings: tuple[Finding, ...]) -> None:
    for count in (1, 2, 3):
        _published(desk, place, (replace(findings[0], count=count),))
    with desk.looking() as session:
        last = [one for one in Exchange(session).last("cyber").values() if one.type == "sighting"]
    assert [json.loads(one.document)["count"] for one in last] == [3]
    assert last[0].version == "2031-03-10T06:00:00.002Z"


def test_what_is_gone_from_the_place_is_revoked_once_and_what_was_found_stays(
    desk: Office, place: Place, findings: tuple[Finding, ...]
) -> None:
    _published(desk, place, findings)
    rule = next(path for path in place.rules if path.name == "safety-forced.yml")
    smaller = replace(place, rules=tuple(path for path in place.rules if path != rule))
    _published(desk, smaller, (), LATER)
    cyber = _last(desk, "cyber")
    gone = [one for one in cyber.values() if one.get("revoked")]
    assert {one["type"] for one in gone} == {"indicator", "relationship"}
    assert any(one["type"] == "sighting" for one in cyber.values())
    assert _published(desk, smaller, (), LATER + timedelta(hours=1)) == 0
    assert _published(desk, place, (), LATER + timedelta(hours=2)) == 1  # it is back


def test_versions_that_were_replaced_go_after_a_season_and_the_last_one_stays(
    desk: Office, place: Place, findings: tuple[Finding, ...]
) -> None:
    small = replace(place, sites=(), dependencies=(), measures=(), scenarios=(), indicators=(), partners=())
    for days, count in ((0, 1), (1, 2), (95, 3)):
        _published(desk, small, (replace(findings[0], site=None, count=count),), AT + timedelta(days=days))
    with desk.looking() as session:
        asked = Filters(types=frozenset({"sighting"}), versions=frozenset({"all"}))
        held = Exchange(session).page("cyber", asked, Sight(condition(EVERYBODY, Action.READ_FINDINGS), "home"))
    assert [json.loads(one.document)["count"] for one in held.objects] == [3]


def test_publishing_is_in_the_ledger_with_what_was_added(desk: Office, place: Place) -> None:
    _published(desk, place)
    with desk.looking() as session:
        kept = Book(session).find("exchange", "published/cyber")
    assert kept is not None
    said = json.loads(kept.body)["payload"]
    assert said["objects"] == len(_last(desk, "cyber"))
    assert len(said["digest"]) == 64


def test_the_same_place_and_findings_give_the_same_bytes(place: Place, findings: tuple[Finding, ...]) -> None:
    once, again = (
        json.dumps(_everything(place, each), sort_keys=False) for each in (findings, tuple(reversed(findings)))
    )
    assert once == again


def test_own_collections_are_those_of_the_fields(place: Place) -> None:
    aliases = {each.alias for each in COLLECTIONS}
    assert {field.value for field in drafts(place, (), AT)} <= {field.value for field in Field} <= aliases
    assert Filters().versions == {"last"}


@pytest.mark.parametrize("label", list(Label))
def test_markings_are_those_that_oasis_published(label: Label) -> None:
    made = definition(label)
    assert made["name"] == f"TLP:{label}"
    (told,) = made["extensions"].values()
    assert told == {"extension_type": "property-extension", "tlp_2_0": str(label).lower()}
    assert labels({"object_marking_refs": [made["id"]]}) == (label,)
