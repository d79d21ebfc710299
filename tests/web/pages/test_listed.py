"""Lists of the interface: pages with a cursor, digests, and parameters that nobody knows."""

from typing import Any

import pytest

LISTS = ("/v1/findings", "/v1/obligations", "/v1/alerts")
STRICT = (*LISTS, "/v1/cases", "/v1/causes", "/v1/sources", "/v1/quarantine", "/v1/deliveries", "/v1/partners")


def _all(pages: Any, path: str) -> list[dict[str, Any]]:
    found = pages.get(path, limit="1000").json
    assert found["next"] is None
    assert found["total"] == len(found["items"])
    return list(found["items"])


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_read_page_by_page_without_a_gap_or_a_double(harbour_pages: Any, path: str) -> None:
    every, seen, following = _all(harbour_pages, path), [], f"{path}?limit=7"
    while following:
        answer = harbour_pages.get(following)
        assert len(answer.json["items"]) <= 7
        seen += answer.json["items"]
        following = answer.json["next"]
        assert ('rel="next"' in answer.headers.get("link", "")) is bool(following)
    assert seen == every
    assert len(every) > 7 or path == "/v1/alerts"


def test_a_page_keeps_the_filter_of_the_first(harbour_pages: Any) -> None:
    first = harbour_pages.get("/v1/findings", field="cyber", limit="1").json
    assert "field=cyber" in first["next"]
    assert {each["finding"]["field"] for each in harbour_pages.get(first["next"]).json["items"]} == {"cyber"}


@pytest.mark.parametrize("path", STRICT)
def test_a_parameter_that_is_not_known_is_refused(harbour_pages: Any, path: str) -> None:
    answer = harbour_pages.get(path, limmit="2")
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json["detail"].startswith("limmit: no such parameter here")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("after", ["%", "bm8", "e30", "WyJhIiwgInoiXQ", "W1tdXQ", "W251bGxd"])
def test_a_cursor_that_nobody_gave_is_refused(harbour_pages: Any, path: str, after: str) -> None:
    answer = harbour_pages.get(path, after=after)
    assert answer.status == 400 or (path, after, answer.status) == ("/v1/alerts", "WyJhIiwgInoiXQ", 200)
    assert answer.status == 200 or answer.json["detail"] == "after: expected what `next` says"


@pytest.mark.parametrize(
    "path", [*LISTS, "/ogc/collections/sites/items?f=csv", "/ogc/collections/sites/items?f=parquet"]
)
def test_what_has_not_changed_is_not_sent_again(harbour_pages: Any, path: str) -> None:
    first = harbour_pages.get(path)
    assert first.status == 200
    harbour_pages.headers = {"if-none-match": first.headers["etag"]}
    try:
        again = harbour_pages.get(path)
        assert (again.status, again.text, again.headers["etag"]) == (304, "", first.headers["etag"])
        harbour_pages.headers = {"if-none-match": '"other"'}
        assert harbour_pages.get(path).status == 200
    finally:
        harbour_pages.headers = {}
