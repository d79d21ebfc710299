"""STIX that came in as signals: kept as objects when the door had nothing to change, else signals only."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forestall.model.label import Label
from forestall.pipeline.exchange_publish import gather
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.standards.stix.markings import marking
from forestall.store.exchange import Exchange

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def _thing(number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--8e2e2d2b-17d4-4cbf-938f-{number:012x}",
        "created": "2026-03-01T00:00:00.000Z",
        "modified": "2026-03-02T00:00:00.000Z",
        "pattern": "[domain-name:value = 'evil.example']",
        "pattern_type": "stix",
        "valid_from": "2026-03-01T00:00:00Z",
        **more,
    }


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that takes in."""
    write_town(tmp_path / "town")
    with Service.open(tmp_path / "town", str(tmp_path / "state"), tmp_path / "out", lambda *_a, **_k: None) as found:
        yield found


def _came(service: Service, *things: dict[str, Any]) -> int:
    data = json.dumps({"type": "bundle", "objects": list(things)}).encode()
    service.inbox.take_all([service.desk.read("pump-logs", "application/stix+json;version=2.1", data, AT)])
    with service.office.changing() as session:
        return gather(session, service.place, AT)


def _held(service: Service) -> dict[str, tuple[Label, Any]]:
    with service.office.looking() as session:
        last = Exchange(session).last("cyber-received")
    return {name: (one.label, json.loads(one.document)) for name, one in last.items()}


def test_what_came_unchanged_is_kept_as_it_came_and_once(service: Service) -> None:
    assert _came(service, _thing(1), _thing(2)) == 2
    assert _came(service, _thing(1), _thing(3, modified="2026-03-02T00:00:00.000Z")) == 1
    held = _held(service)
    assert [held[_thing(number)["id"]][1] for number in (1, 2, 3)] == [_thing(number) for number in (1, 2, 3)]


def test_what_the_door_changed_is_not_passed_on_under_its_authors_id(service: Service) -> None:
    assert _came(service, _thing(1, name="From jan@home.example"), _thing(2)) == 1
    assert list(_held(service)) == [_thing(2)["id"]]


def test_a_marked_part_makes_the_whole_as_strict_and_its_marking_is_kept(service: Service) -> None:
    part = [{"selectors": ["pattern"], "marking_ref": marking(Label.AMBER_STRICT)}]
    _came(service, _thing(1, granular_markings=part), _thing(2, object_marking_refs=[marking(Label.GREEN)]))
    held = _held(service)
    assert held[_thing(1)["id"]] == (Label.AMBER_STRICT, _thing(1, granular_markings=part))
    assert held[_thing(2)["id"]][0] is Label.AMBER  # the stricter of the source's and its own


@pytest.mark.parametrize(
    "part",
    [{"selectors": []}, {"selectors": ["x y"], "marking_ref": "m"}, {"marking_ref": "m"}, "x", {"selectors": [1]}],
)
def test_a_marking_of_another_form_is_rejected(service: Service, part: object) -> None:
    data = json.dumps({"type": "bundle", "objects": [_thing(1, granular_markings=[part])]}).encode()
    found = service.desk.read("pump-logs", "application/stix+json;version=2.1", data, AT)
    assert found.arrivals == ()
    assert "granular_markings" in found.rejected[0].reason
