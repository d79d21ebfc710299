"""Parameters as filters, tokens of pages, media types, and what another server answers."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, StandardError
from forestall.model.exchange import Filters, Page, Received, Status, Stored
from forestall.standards.stix.versions import version_key
from forestall.standards.taxii import answer, media, query, resources

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


@given(st.lists(st.tuples(st.sampled_from(query._NAMES), st.text(max_size=30)), max_size=4))
def test_any_parameters_are_filters_or_a_400(parameters: list[tuple[str, str]]) -> None:
    status = 200
    try:
        found = query.filters(parameters, version_key)
        assert 1 <= found.limit <= query.MOST
    except InputError as error:
        status = error.http_status
    assert status in (200, 400)


@given(st.integers(0, 10**17), st.frozensets(st.sampled_from(["a", "b"])), st.integers(1, 1000))
def test_a_token_goes_on_behind_its_number_under_the_same_filters_only(
    number: int, types: frozenset[str], limit: int
) -> None:
    parameters = [("match[type]", ",".join(sorted(types))), ("limit", str(limit))]
    asked = query.filters(parameters, version_key)
    token = query.token(asked, number)
    again = query.filters([*parameters, ("next", token)], version_key)
    assert again == Filters(after=number, limit=limit, types=frozenset(types))
    with pytest.raises(InputError, match="next"):
        query.filters([("match[type]", "c"), ("next", token)], version_key)


def test_no_filter_is_a_filter() -> None:
    assert query.filters([], version_key) == Filters()
    assert query.filters([], version_key, "all") == Filters(versions=frozenset({"all"}))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, True),
        ("", True),
        ("*/*", True),
        ("application/*", True),
        ("application/taxii+json", True),
        ("APPLICATION/TAXII+JSON ; VERSION=2.1", True),
        ('application/taxii+json;version="2.1"', True),
        ("text/html, application/taxii+json;version=2.1;q=0.1", True),
        ("application/taxii+json;version=2.1;q=0.0", False),
        ("application/taxii+json;version=2.0", False),
        ("application/vnd.oasis.taxii+json", False),
        ("application/json", False),
    ],
)
def test_what_a_client_accepts(header: str | None, expected: bool) -> None:
    assert media.accepts(header) is expected


@given(st.text(max_size=60))
def test_any_header_is_read(header: str) -> None:
    assert media.accepts(header) in (True, False)
    assert media.is_taxii(header) in (True, False)


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=5), st.booleans())
def test_an_envelope_is_what_was_put_into_it(things: list[tuple[str, str]], more: bool) -> None:
    documents = [json.dumps({name: value}, ensure_ascii=False) for name, value in things]
    page = Page(tuple(Stored(n, "x", "", AT, each) for n, each in enumerate(documents)), more)
    found = json.loads(resources.envelope(page, 'a"b'))
    assert found.get("objects", []) == [json.loads(each) for each in documents]
    if things:
        assert (found["more"], found.get("next")) == (more, 'a"b' if more else None)


def test_a_status_counts_and_names_what_became_of_each() -> None:
    results = (Received("a--1", "v"), Received("", "", "is none"))
    told = json.loads(resources.status(Status("s", "op", AT, results)))
    assert (told["total_count"], told["success_count"], told["failure_count"]) == (2, 1, 1)
    assert told["successes"] == [{"id": "a--1", "version": "v"}]
    assert told["failures"] == [{"id": "unknown", "message": "is none"}]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b'{"objects":1}', b'{"more":1}', b'{"next":2}', b'{"next":"' + b"x" * 2000 + b'"}']
)
def test_an_answer_that_is_no_envelope_is_refused(data: bytes) -> None:
    with pytest.raises(StandardError, match="TAXII"):
        answer.envelope(data, {})


@pytest.mark.parametrize("data", [b"{}x", b'{"collections":{}}', b'{"collections":[1]}', b'{"collections":[{}]}'])
def test_an_answer_that_is_no_list_of_collections_is_refused(data: bytes) -> None:
    with pytest.raises(StandardError, match="TAXII"):
        answer.collections(data)


def test_a_token_of_a_last_page_is_passed_over() -> None:
    found = answer.envelope(b'{"next":"x","objects":[]}', {answer.ADDED_LAST: "2026-01-01T00:00:00Z"})
    assert (found.more, found.next, found.added_last) == (False, "", "2026-01-01T00:00:00Z")


def test_a_server_without_roots_or_collections_has_none() -> None:
    assert answer.api_roots(b"{}") == ()
    assert answer.collections(b"{}") == ()
    with pytest.raises(StandardError, match="URLs"):
        answer.api_roots(b'{"api_roots":[1]}')
