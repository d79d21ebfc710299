"""All sources together."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forestall.core.clock import instant
from forestall.model.observation import Observation
from forestall.model.partner import Source
from forestall.model.words import Field, SourceKind, SourceStatus
from forestall.observe import registry
from forestall.observe.reading import MOST_REASONS, Tally
from forestall.observe.registry import readers

Look = Callable[..., Observation]
Put = Callable[[str, bytes | str], Path]

LOG = Source("a", "Log", SourceKind.JSON_LINES, "in/*.json", Field.CYBER)


@pytest.mark.parametrize("kind", SourceKind)
def test_every_kind_of_source_has_a_reader(kind: SourceKind) -> None:
    assert readers()[kind].kind is kind


@pytest.mark.parametrize("kind", SourceKind)
@pytest.mark.parametrize("content", [b"", b"\0\xff\xfe", b"PK\3\4", b"{", b"<a", b"ElfFile\0", b"[" * 200_000])
def test_no_content_stops_any_reader(kind: SourceKind, content: bytes, look: Look, put: Put) -> None:
    put("a.bin", content)
    put("a.zip", content)
    put("a.gz", content)
    state = look(str(kind)).sources[0]
    assert (state.status, state.accepted) == (SourceStatus.MISSING, 0)
    assert state.reasons


def test_a_source_that_fails_does_not_stop_the_others(look: Look, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        kind = SourceKind.EVTX

        def read(self, *_: object) -> None:
            raise OSError("the disk is gone")

    put("x.json", '{"a": 1}')
    monkeypatch.setattr(registry, "BUILT_IN", (*registry.BUILT_IN, Failing))
    states = look(sources=(LOG, replace(LOG, id="b", kind=SourceKind.EVTX))).sources
    assert [(state.accepted, state.reasons[:1]) for state in states] == [(1, ()), (0, ("b: the disk is gone",))]


@pytest.mark.parametrize(
    ("time", "status"),
    [("2026-03-08T00:00Z", SourceStatus.FINE), ("2026-03-06T00:00Z", SourceStatus.STALE)],
)
def test_a_source_is_stale_after_twice_its_rhythm(time: str, status: SourceStatus, look: Look, put: Put) -> None:
    put("x.json", f'{{"time": "{time}"}}')
    assert look(sources=(LOG,)).sources[0].status is status


def test_the_order_of_sources_changes_nothing(look: Look, put: Put) -> None:
    put("x.json", '{"time": "2026-03-08"}')
    two = (LOG, replace(LOG, id="b"))
    first, second = look(sources=two), look(sources=two[::-1])
    assert first.sources == second.sources
    assert [(one.source, one.table) for one in first.records] == [(one.source, one.table) for one in second.records]


def test_an_absolute_path_is_read(look: Look, put: Put) -> None:
    path = put("x.json", '{"time": "2026-03-08"}')
    assert look(sources=(replace(LOG, path=str(path.parent / "*.json")),)).sources[0].accepted == 1


def test_our_own_state_is_never_read(look: Look, put: Put) -> None:
    put(".forestall/x.json", '{"time": "2026-03-08"}')
    assert look(sources=(replace(LOG, path="**/*.json"),)).sources[0].files == 0


def test_reasons_are_few_and_the_rest_is_counted() -> None:
    tally = Tally()
    for number in range(25):
        tally.skip("a.json", f"line {number}")
    assert (tally.skipped, len(tally.reasons()), tally.reasons()[-1]) == (25, MOST_REASONS + 1, "and 15 more")


def test_the_age_is_in_hours(look: Look, put: Put) -> None:
    put("x.json", '{"time": "2026-03-08T00:00Z"}')
    state = look(at=instant("2026-03-09T06:00Z"), sources=(LOG,)).sources[0]
    assert (state.age, state.coverage) == (30.0, None)


def test_no_planted_person_is_anywhere_in_what_comes_in(look: Look, put: Put) -> None:
    planted = ("canary.jones", "+351 912 345 678", "912345678", "4111", "3704 0044", "jones@", "81.2.69.142", "-31337")
    texts = "canary.jones +351 912 345 678 4111111111111111 DE89 3704 0044 0532 0130 00 a.jones@x.example 81.2.69.142"
    event = {
        "User": "CORP\\canary.jones",
        "CommandLine": rf"net user canary.jones /add & type C:\Users\Canary.Jones\x & echo {texts}",
        "nested": {"user": {"email": "canary.jones@x.example"}, "note": [texts, "S-1-5-21-1-2-3-31337"]},
        "Message": f"Subject:\r\n\tAccount Name:\t\tCanary.Jones\r\n\tSecurity ID:\t\tS-1-5-21-1-2-3-31337\r\n{texts}",
    }
    put("x.json", json.dumps(event))
    (records,) = look(sources=(LOG,)).records
    found = str(records.table.to_pylist()).lower()
    assert [word for word in planted if word in found] == []
