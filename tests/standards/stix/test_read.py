"""STIX objects from bytes: what every object must have, limits, order of versions, markings."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, LimitError, StandardError
from forestall.model.label import Label
from forestall.standards.stix import read
from forestall.standards.stix.markings import definition, labels, marking
from forestall.standards.stix.objects import threshold_pattern
from forestall.standards.stix.versions import version_key

GOOD: dict[str, Any] = {
    "type": "course-of-action",
    "spec_version": "2.1",
    "id": "course-of-action--68794cd5-28db-429d-ab1e-1256704ef906",
    "created": "2017-01-27T13:49:53.935Z",
    "modified": "2017-01-27T13:49:53.935Z",
    "name": "Close",
}
START = datetime(1901, 1, 1, tzinfo=UTC)
TIMES = st.tuples(
    st.integers(0, 9_000_000_000).map(lambda past: (START + timedelta(seconds=past)).strftime("%Y-%m-%dT%H:%M:%S")),
    st.text("0123456789", max_size=12),
)


def _nested(depth: int) -> object:
    thing: object = "x"
    for _ in range(depth):
        thing = [thing]
    return thing


def test_an_object_is_kept_as_it_came_with_unknown_properties() -> None:
    thing = {"x_new": {"b": [1, 2.5, None, "é"]}, **GOOD, "extensions": {"extension-definition--1": {"a": True}}}
    found = read.given(thing)
    assert (found.id, found.version) == (GOOD["id"], GOOD["modified"])
    assert json.loads(found.document) == thing
    assert list(json.loads(found.document)) == list(thing)


def test_the_digest_tells_a_change_from_a_new_time_of_the_same() -> None:
    later = GOOD | {"modified": "2020-01-01T00:00:00Z"}
    assert read.digest(GOOD) == read.digest(later) == read.digest(dict(reversed(GOOD.items())))
    assert read.digest(GOOD) != read.digest(GOOD | {"name": "Open"})


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"id": 7}, "/id"),
        ({"id": "course-of-action--68794CD5-28db-429d-ab1e-1256704ef906"}, "/id"),
        ({"type": None}, "/type"),
        ({"created": None}, "/created"),
        ({"created": "2017-13-27T13:49:53Z"}, "/created"),
        ({"modified": "2017-01-27T13:49:53.935+01:00"}, "/modified"),
        ({"type": "bundle", "id": "bundle--68794cd5-28db-429d-ab1e-1256704ef906"}, "/type"),
        ({"name": "\ud800"}, "half of a surrogate"),
    ],
)
def test_what_every_object_must_have_is_asked_for_by_its_place(changed: dict[str, Any], path: str) -> None:
    thing = {name: value for name, value in (GOOD | changed).items() if value is not None}
    with pytest.raises(StandardError, match=r"STIX|RFC") as error:
        read.given(thing)
    assert path in str(error.value)


def test_an_observable_needs_no_times() -> None:
    assert read.given({"type": "url", "id": "url--68794cd5-28db-529d-ab1e-1256704ef906", "value": "x"}).version == ""


def test_hostile_objects_are_refused() -> None:
    with pytest.raises(LimitError, match="deeper"):
        read.given(GOOD | {"x": _nested(200)})
    with pytest.raises(LimitError, match="bytes"):
        read.given(GOOD | {"x": "y" * read.LONGEST_OBJECT})
    with pytest.raises(InputError, match="deep"):
        read.objects(b'{"objects":' + b"[" * 100_000)
    with pytest.raises(InputError, match="NaN"):
        read.objects(b'{"objects":[NaN]}')


def test_too_many_objects_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_OBJECTS", 2)
    assert read.objects(b'{"objects":[1,2]}') == [1, 2]
    with pytest.raises(LimitError, match="at most 2"):
        read.objects(b'{"objects":[1,2,3]}')


def test_a_bundle_may_be_empty_and_an_envelope_may_not_be_anything_else() -> None:
    assert read.objects(b'{"type":"bundle","id":"x"}') == []
    for data in (b"{}", b"[]", b'{"objects":{}}'):
        with pytest.raises(StandardError, match="objects"):
            read.objects(data)


@given(TIMES, TIMES)
def test_keys_of_versions_are_in_the_order_of_the_times(one: tuple[str, str], other: tuple[str, str]) -> None:
    keys = [version_key(f"{text}.{digits}Z" if digits else f"{text}Z") for text, digits in (one, other)]
    plain = [(text, digits.ljust(12, "0")) for text, digits in (one, other)]
    assert (keys[0] < keys[1]) == (plain[0] < plain[1])
    assert (keys[0] == keys[1]) == (plain[0] == plain[1])


@pytest.mark.parametrize(
    "text", ["", "2017-01-27", "2017-01-27T13:49:53", "2017-02-30T00:00:00Z", "0001-01-01T00:00:00Z"]
)
def test_what_is_no_time_of_stix_is_refused(text: str) -> None:
    with pytest.raises(StandardError, match=r"2\.16"):
        version_key(text)


def test_tlp_of_both_versions_is_known_of_the_whole_and_of_parts() -> None:
    white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
    part = {"selectors": ["name", "extensions.x.[0].y"], "marking_ref": marking(Label.AMBER_STRICT)}
    assert labels({"object_marking_refs": [white, "marking-definition--unknown"]}) == (Label.CLEAR,)
    assert labels({"granular_markings": [part, {"selectors": ["name"], "lang": "fr"}]}) == (Label.AMBER_STRICT,)
    assert labels({}) == ()
    assert labels(definition(Label.RED)) == ()


def test_amber_strict_is_the_object_that_oasis_published() -> None:
    assert definition(Label.AMBER_STRICT) == {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        "created": "2022-10-01T00:00:00.000Z",
        "name": "TLP:AMBER+STRICT",
        "extensions": {
            "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {
                "extension_type": "property-extension",
                "tlp_2_0": "amber+strict",
            }
        },
    }


def test_all_five_labels_are_those_of_the_published_taxonomy(shared: Any) -> None:
    taxonomy = json.loads((shared / "data" / "stix" / "tlp_machinetag.json").read_bytes())
    known = {each["value"] for each in taxonomy["predicates"]}
    assert {definition(label)["name"].removeprefix("TLP:").lower() for label in Label} <= known


@pytest.mark.parametrize(
    ("value", "text"),
    [(10.0, "10.0"), (0.7, "0.7"), (1e-9, "0.000000001"), (1e21, "1000000000000000000000"), (-2.5, "-2.5")],
)
def test_a_threshold_is_a_pattern_that_the_oasis_grammar_reads(value: float, text: str) -> None:
    validate = pytest.importorskip("stix2patterns.validator").run_validator
    for side, sign in (("above", ">"), ("below", "<")):
        pattern = threshold_pattern("it's a \\ series", side, value)
        assert pattern.endswith(f"{sign} {text}]")
        assert validate(pattern, stix_version="2.1") == []
