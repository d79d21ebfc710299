"""Who sees what over TAXII: the policy of everything else, row by row, and the ledger says what left the office."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from forestall.guard.label import Labelled
from forestall.guard.policy import decide
from forestall.model.account import Action
from forestall.model.exchange import Shared
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.exchange import COLLECTIONS
from forestall.pipeline.exchange_objects import drafts
from forestall.pipeline.exchange_publish import publish
from forestall.pipeline.sign_in import subject_of_token
from forestall.standards.stix import read
from forestall.standards.stix.markings import marking
from forestall.store.book import Book
from forestall.store.exchange import Exchange

from .conftest import HOME, TAXII, Make, World

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def _shared(thing: dict[str, Any], label: Label, **more: Any) -> Shared:
    given = read.given(thing)
    return Shared("cyber-received", given.id, given.version, given.document, given.digest, label, Field.CYBER, **more)


def _put(world: World, *objects: Shared) -> None:
    with world.service.office.changing() as session:
        Exchange(session).put(objects, AT)


def test_a_partner_sees_the_labels_of_its_grant_and_no_stricter_ones(world: World, coa: Make, fresh: str) -> None:
    _put(world, *(_shared(coa(number), label) for number, label in enumerate(Label)))
    seen = {who: len(world.objects(fresh, "", who)) for who in ("other", "cert", "operator")}
    assert seen == {
        "other": 2,
        "cert": 2,
        "operator": 4,
    }  # AMBER of another office is for that office; RED named nobody
    manifest = world.ask("GET", f"collections/{fresh}/manifest/", "other").json()["objects"]
    assert len(manifest) == 2


def test_a_partner_sees_amber_of_its_own_office(world: World, coa: Make, fresh: str) -> None:
    _put(world, _shared(coa(1), Label.AMBER, organisation="cert.example"), _shared(coa(2), Label.AMBER))
    assert [one["id"] for one in world.objects(fresh, "", "cert")] == [coa(1)["id"]]


def test_a_newer_version_that_may_not_be_seen_hides_nothing_and_shows_nothing(
    world: World, coa: Make, fresh: str
) -> None:
    newer = "2020-01-01T00:00:00.000Z"
    _put(world, _shared(coa(1), Label.GREEN), _shared(coa(1, newer, name="Secret"), Label.AMBER))
    assert [one["modified"] for one in world.objects(fresh, "", "other")] == [coa(1)["modified"]]
    assert [one["modified"] for one in world.objects(fresh)] == [newer]
    versions = world.ask("GET", f"collections/{fresh}/objects/{coa(1)['id']}/versions/", "other").json()["versions"]
    assert versions == [coa(1)["modified"]]


def test_what_may_not_be_seen_is_as_if_it_were_not_there(world: World, coa: Make, fresh: str) -> None:
    _put(world, _shared(coa(1), Label.AMBER))
    for path in ("", "versions/"):
        assert world.ask("GET", f"collections/{fresh}/objects/{coa(1)['id']}/{path}", "other").status_code == 404
    assert world.ask("GET", f"collections/{fresh}/objects/", "other").json() == {}


def test_the_collection_of_another_field_shows_a_partner_what_everybody_may_see(world: World) -> None:
    with world.service.office.changing() as session:
        publish(session, drafts(world.service.place, (), AT), AT)
    clear = {marking(Label.CLEAR)}
    found = world.objects("territorial", "", "other")
    assert all(one["type"] == "marking-definition" or set(one["object_marking_refs"]) == clear for one in found)
    assert len(world.objects("territorial")) > len(found)


def test_a_partner_writes_within_its_fields_only(world: World, coa: Make, fresh: str) -> None:
    assert world.post(fresh, [coa(1)], "cert").status_code == 202
    assert world.post("social-received", [coa(1)], "cert").status_code == 403
    told = {each["alias"]: each["can_write"] for each in world.ask("GET", "collections/", "cert").json()["collections"]}
    assert [alias for alias, may in told.items() if may] == ["cyber-received"]


def test_what_a_partner_writes_unmarked_is_amber_and_comes_back_to_it_alone(
    world: World, coa: Make, fresh: str
) -> None:
    green = coa(2, object_marking_refs=[marking(Label.GREEN)])
    strict = coa(3, granular_markings=[{"selectors": ["name"], "marking_ref": marking(Label.AMBER_STRICT)}])
    world.post(fresh, [coa(1), green, strict], "cert")
    assert len(world.objects(fresh, "", "cert")) == 2  # AMBER twice; AMBER+STRICT is for our office and staff of it
    assert world.objects(fresh, "", "other") == []
    assert [one for one in world.objects(fresh) if one["id"] == green["id"]] == [green]


def test_a_role_that_reads_nothing_is_refused(world: World) -> None:
    for path in ("", "collections/", "collections/cyber/objects/"):
        answer = world.ask("GET", path, "keeper")
        assert (answer.status_code, answer.headers["content-type"]) == (403, TAXII)
    assert world.post("cyber-received", [], "auditor").status_code == 403


def test_basic_takes_the_name_of_an_account_and_a_token_of_it(world: World) -> None:
    url = f"{world.url}/taxii2/"
    assert httpx.get(url, auth=("cert", world.tokens["cert"])).status_code == 200
    for auth in (("other", world.tokens["cert"]), ("cert", "wrong"), ("", ""), ("cert", "a:b")):
        answer = httpx.get(url, auth=auth)
        assert (answer.status_code, answer.headers["content-type"]) == (401, TAXII)
    for header in ("Basic", "Basic %%%", "Basic /w==", "Digest x"):
        assert httpx.get(url, headers={"authorization": header}).status_code == 401


@pytest.mark.parametrize("who", ["operator", "cert", "other"])
def test_a_page_holds_what_the_policy_decides_object_by_object(world: World, coa: Make, fresh: str, who: str) -> None:
    rows = [
        _shared(coa(10 * number + place), label, organisation=office, jurisdiction=town)
        for number, label in enumerate(Label)
        for place, (office, town) in enumerate(((None, None), ("cert.example", "town"), ("x.example", None)))
    ]
    _put(world, *rows)
    subject = subject_of_token(world.people, world.tokens[who], None)
    expected = [
        row.id
        for row in rows
        if decide(
            subject,
            Action.READ_FINDINGS,
            Labelled(row.label, row.field, row.jurisdiction, row.organisation or HOME),
        ).allowed
    ]
    assert [one["id"] for one in world.objects(fresh, "", who)] == expected


def test_what_goes_to_another_office_is_in_the_ledger_and_what_stays_is_not(
    world: World, coa: Make, fresh: str
) -> None:
    _put(world, _shared(coa(1), Label.GREEN))
    before = _size(world)
    world.objects(fresh)
    world.objects(fresh, "?match[type]=indicator", "other")
    assert _size(world) == before
    world.objects(fresh, "", "other")
    assert _size(world) == before + 1
    with world.service.office.looking() as session:
        entry = Book(session).find("exchange", f"shared/{fresh}")
    assert entry is not None
    assert entry.index == before


def test_handing_in_and_taking_back_are_in_the_ledger(world: World, coa: Make, fresh: str) -> None:
    before = _size(world)
    told = world.post(fresh, [coa(1)], "cert").json()
    world.ask("DELETE", f"collections/{fresh}/objects/{coa(1)['id']}/", "cert")
    assert _size(world) == before + 2
    with world.service.office.looking() as session:
        assert Book(session).find("exchange", f"received/{fresh}/{told['id']}") is not None
        assert Book(session).find("exchange", f"removed/{fresh}") is not None


def test_every_office_has_the_same_collections_under_the_same_ids() -> None:
    assert len({each.id for each in COLLECTIONS}) == len({each.alias for each in COLLECTIONS}) == 11
    assert json.dumps([each.id for each in COLLECTIONS[:1]]) == '["15881cac-23d9-5e7a-8bd8-bc97f7db315c"]'


def _size(world: World) -> int:
    with world.service.office.looking() as session:
        head = Book(session).head()
    return 0 if head is None else head.size
