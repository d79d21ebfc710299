"""Bytes of a source to what is stored of them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, LimitError
from forestall.guard.door import Door
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.words import SourceKind
from forestall.pipeline import arrive
from forestall.pipeline.arrive import Desk

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
EVENT = {"@timestamp": "2026-03-09T05:00:00Z", "Hostname": "PUMP-01", "User": "MILL\\berta.kurz", "EventID": 7}
STIX = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "created": "2026-03-01T00:00:00.000Z",
    "modified": "2026-03-02T00:00:00.000Z",
    "name": "Report to karl.lang@partner.example",
    "pattern": "[ipv4-addr:value = '198.51.100.7']",
    "pattern_type": "stix",
    "valid_from": "2026-03-01T00:00:00Z",
}


def read(desk: Desk, data: object, source: str = "pump-logs", media_type: str = "application/json", **more: Any) -> Any:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return desk.read(source, media_type, raw, NOW, **more)


def told(delivery: Any) -> list[tuple[str, str]]:
    return [(one.pointer, one.reason) for one in delivery.rejected]


def test_an_event_is_flattened_placed_by_its_own_time_and_loses_its_person(desk: Desk) -> None:
    (one,) = read(desk, {**EVENT, "process": {"name": "sc.exe"}}).arrivals
    assert (one.kind, one.event_time, one.received) == ("event", NOW - timedelta(hours=1), NOW)
    assert one.body["_host"] == "PUMP-01"
    assert one.body["process.name"] == "sc.exe"
    assert "berta" not in json.dumps(one.body).lower()
    assert str(one.body["User"]).startswith("MILL\\user~")


def test_the_same_content_has_one_identity_and_a_keyed_request_counts_within_itself(desk: Desk) -> None:
    once, again = (read(desk, [EVENT, dict(reversed(EVENT.items()))]).arrivals for _ in range(2))
    assert {one.identity for one in once} == {one.identity for one in again}
    assert len({one.identity for one in once}) == 1
    keyed = read(desk, [EVENT, EVENT], key="k1").arrivals
    assert len({one.identity for one in keyed}) == 2
    assert [one.identity for one in read(desk, [EVENT, EVENT], key="k1").arrivals] == [one.identity for one in keyed]
    assert read(desk, [EVENT, {**EVENT, "x": 1}], key="k1").arrivals[0].identity != keyed[0].identity


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ({"#text": 5, "n": 7}, {"#text": "5", "n": "7"}),
        ({"#text": {"a": True}}, {"a": "true"}),
        ({"half": "a\ud800"}, {"half": "a?"}),
        ({"_id": "x", "_host": "theirs", "a": "b"}, {"a": "b"}),
        ({"é": "ü"}, {"é": "ü"}),
    ],
)
def test_odd_fields_are_stored_as_texts(desk: Desk, event: dict[str, object], body: dict[str, str]) -> None:
    assert [dict(one.body) for one in read(desk, event).arrivals] == [body]


def test_one_a_line_takes_what_is_good_and_rejects_the_rest_with_its_line(desk: Desk) -> None:
    data = b'{"EventID": 1}\n\n{"EventID": \n[1]\n{"EventID": NaN}\n{"EventID": 2}\n'
    found = read(desk, data, media_type="application/x-ndjson; charset=utf-8")
    assert [one.body["EventID"] for one in found.arrivals] == ["1", "2"]
    assert told(found) == [
        ("line 3", "column 12: no JSON: Expecting value"),
        ("line 4", "found a list, expected an object: one event"),
        ("line 5", "no JSON that can be read: NaN is no number of JSON"),
    ]
    assert [one.raw for one in found.rejected] == [b'{"EventID": ', b"[1]", b'{"EventID": NaN}']


@pytest.mark.parametrize(
    ("data", "pointer", "reason"),
    [
        (b"[{", "line 1 column 3", "no JSON: Expecting property name enclosed in double quotes"),
        (b"\xff\xfe\x00", "byte 0", "no UTF-8"),
        (b"[3]", "/0", "found a number, expected an object: one event"),
        (b"{}", "", "an event without any field"),
        (b" \n", "", "nothing: expected content"),
        (b"[" * 100_000, "", "no JSON that can be read: nested too deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "", "event nested deeper than 32 levels"),
        (b'{"@timestamp":"2027-01-01T00:00:00Z"}', "", "more than a day after it came; a clock is wrong"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_field_and_reason(
    desk: Desk, data: bytes, pointer: str, reason: str
) -> None:
    found = read(desk, data)
    assert not found.arrivals
    assert len(found.rejected) == 1
    assert found.rejected[0].pointer == pointer
    assert reason in found.rejected[0].reason


def test_a_reason_never_quotes_a_person(desk: Desk) -> None:
    found = read(desk, {"time": "anna.berg@mill.example"}, source="waterworks-counts")
    assert "anna" not in found.rejected[0].reason


def test_csv_rows_become_events_and_a_wrong_row_names_its_line(desk: Desk) -> None:
    found = read(desk, b"EventID,Hostname\n1,PUMP-01\n1,2,3\n2,PUMP-02\n", media_type="text/csv")
    assert [one.body["Hostname"] for one in found.arrivals] == ["PUMP-01", "PUMP-02"]
    assert told(found) == [("line 3", "3 values, expected 2")]


def test_a_wrong_row_is_kept_below_its_header_so_that_it_can_be_read_again(desk: Desk) -> None:
    (wrong,) = read(desk, b"\nEventID,Hostname\n1,PUMP-01\n1,2,3", media_type="text/csv").rejected
    assert wrong.raw == b"EventID,Hostname\n1,2,3"
    (again,) = desk.again(replace(wrong, raw=wrong.raw.replace(b",3", b""))).arrivals
    assert (again.body["EventID"], again.body["Hostname"]) == ("1", "2")


def test_a_wrong_line_of_zeek_is_kept_below_the_header_of_its_own_log(place: Place, door: Door) -> None:
    source = replace(next(one for one in place.sources if one.id == "switches"), kind=SourceKind.ZEEK)
    zeek = Desk(replace(place, sources=(source,)), door)
    first = b"#separator \\x09\n#path\tconn\n#fields\tts\tuid\n"
    second = b"#separator \\x09\n#path\tdns\n#fields\tts\tquery\n"
    data = first + b"1\ta\n1\n" + second + b"2\n2\tb\n"
    found = read(zeek, data, source="switches", media_type="text/plain")
    assert [one.raw for one in found.rejected] == [first + b"1", second + b"2"]
    (again,) = zeek.again(replace(found.rejected[1], raw=found.rejected[1].raw + b"\tx.example")).arrivals
    assert (again.body["service"], again.body["query"]) == ("dns", "x.example")


def test_copies_of_a_header_stay_within_what_came(desk: Desk) -> None:
    header = b",".join(b"n%d" % n for n in range(1_900))
    data = header + b"\n" + b"1\n" * 9_000
    found = read(desk, data, media_type="text/csv")
    kept = [one.raw for one in found.rejected]
    assert (len(kept), kept[0], kept[-1]) == (9_000, header + b"\n1", b"1")
    assert sum(map(len, kept)) < len(data) + 64 * 1024 + 9_000


def test_lines_of_a_system_log_are_read_as_the_source_says(desk: Desk) -> None:
    lines = b"<34>1 2026-03-09T05:00:00Z sw-1 sshd 77 - - failed\nwhat is this\n"
    found = read(desk, lines, source="switches", media_type="text/plain")
    assert [(one.body["Computer"], one.body["message"]) for one in found.arrivals] == [("sw-1", "failed")]
    assert [one.pointer for one in found.rejected] == ["line 2"]


def test_a_cap_message_is_known_by_sender_identifier_and_time_and_loses_its_persons(desk: Desk, storm: bytes) -> None:
    (one,) = read(desk, storm, source="weather", media_type="application/cap+xml").arrivals
    assert one.identity == "weather.example,storm-1,2026-03-09T05:00:00Z"
    assert (one.label, str(one.field), one.event_time) == (Label.CLEAR, "territorial", NOW - timedelta(hours=1))
    assert "Anna Berg" not in str(one.body["xml"])
    assert "anna.berg" not in str(one.body["xml"])
    assert "Storm tonight" in str(one.body["xml"])


def test_a_cap_message_that_breaks_the_standard_names_the_element(desk: Desk, storm: bytes) -> None:
    broken = storm.replace(b"<event>Storm</event>", b"")
    found = read(desk, broken, source="weather", media_type="text/xml")
    assert [one.pointer for one in found.rejected] == ["/alert/info[1]/event"]
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>' + storm
    assert "DOCTYPE" in read(desk, bomb, source="weather", media_type="text/xml").rejected[0].reason


def test_each_stix_object_is_a_signal_under_the_stricter_label_and_a_person_is_not_kept(desk: Desk) -> None:
    red = {**STIX, "object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}
    person = {
        "type": "identity",
        "id": "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "identity_class": "individual",
    }
    bundle = {"type": "bundle", "objects": [STIX, red, {"type": "x"}, {**person, "name": "Karl Lang"}]}
    found = read(desk, bundle, media_type="application/stix+json;version=2.1")
    assert [one.label for one in found.arrivals] == [Label.AMBER, Label.RED]
    assert found.arrivals[0].identity == f"{STIX['id']} {STIX['modified']}"
    assert "karl" not in json.dumps(found.arrivals[0].body).lower()
    assert "198.51.100.7" not in str(found.arrivals[0].body["pattern"])
    assert found.arrivals[0].body["valid_from"] == STIX["valid_from"]
    assert [one.pointer for one in found.rejected] == ["/objects/2", "/objects/3"]
    assert found.rejected[1].raw == b""


@pytest.mark.parametrize("media_type", ["application/json", "text/csv"])
def test_values_of_indicators_are_readings_known_by_series_time_and_value(desk: Desk, media_type: str) -> None:
    rows = [{"time": "2026-03-09T00:00Z", "burst-pipes": 7}, {"time": "2026-03-08", "burst-pipes": None}]
    data = b"time,burst-pipes [1/day]\n2026-03-09T00:00Z,7\n2026-03-08,\n" if media_type == "text/csv" else rows
    found = read(desk, data, source="waterworks-counts", media_type=media_type)
    assert [(one.kind, one.body["value"], one.jurisdiction) for one in found.arrivals] == [
        ("reading", "7", "town"),
        ("reading", "", "town"),
    ]
    assert found.arrivals[0].identity == "burst-pipes 2026-03-09T00:00:00+00:00 7"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"burst-pipes": 7}, "time: is missing"),
        ({"time": "yesterday", "burst-pipes": 7}, "expected ISO 8601"),
        ({"time": "2026-03-09", "wages": 7}, "wages: no series of this source; expected burst-pipes"),
        ({"time": "2026-03-09", "burst-pipes": "many"}, "burst-pipes: expected a number"),
        ({"time": "2026-03-09", "burst-pipes": True}, "burst-pipes: expected a number"),
        ({"time": "2026-03-20", "burst-pipes": 1}, "a clock is wrong"),
        (3, "expected an object"),
    ],
)
def test_a_value_that_cannot_be_is_rejected(desk: Desk, row: object, reason: str) -> None:
    found = read(desk, [row], source="waterworks-counts")
    assert not found.arrivals
    assert reason in found.rejected[0].reason


def test_a_column_in_another_unit_is_rejected(desk: Desk) -> None:
    found = read(desk, b"time,burst-pipes [1/h]\n2026-03-09,7\n", source="waterworks-counts", media_type="text/csv")
    assert told(found) == [("line 1", "column burst-pipes is in 1/h, expected 1/day")]


def test_a_catalogue_is_one_signal_a_version_and_a_wrong_entry_is_rejected_by_itself(desk: Desk, harbour: Path) -> None:
    document = json.loads((harbour / "kev" / "catalogue.json").read_bytes())
    document["vulnerabilities"][3]["cveID"] = "none"
    found = read(desk, document, source="kev")
    assert [one.kind for one in found.arrivals] == ["kev"]
    assert [one.pointer for one in found.rejected] == ["/vulnerabilities/3/cveID"]
    assert not read(desk, {"vulnerabilities": []}, source="kev").arrivals


@pytest.mark.parametrize(
    ("source", "media_type"),
    [("pump-logs", "text/html"), ("pump-logs", ""), ("weather", "application/json"), ("pump-logs", "text/plain")],
)
def test_a_form_that_the_source_does_not_send_is_refused(desk: Desk, source: str, media_type: str) -> None:
    with pytest.raises(InputError, match=r"Content-Type: .* is not taken from .*; expected "):
        read(desk, EVENT, source=source, media_type=media_type)


def test_an_unknown_source_is_refused_and_told_which_there_are(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"source: 'nobody' is none of this place; it has kev, pump-logs"):
        read(desk, EVENT, source="nobody")


def test_too_much_at_once_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LimitError, match=r"10,001 signals, expected at most 10,000"):
        read(desk, [{"a": 1}] * 10_001)
    monkeypatch.setattr(arrive, "MOST_BYTES", 10)
    with pytest.raises(LimitError, match="expected at most 10"):
        read(desk, EVENT)
    with pytest.raises(InputError, match="Idempotency-Key"):
        read(desk, b"{}", key="k" * 256)


def test_what_was_rejected_may_be_understood_later(desk: Desk, place: Place, door: Door) -> None:
    (rejected,) = read(desk, b"[{}]").rejected
    with pytest.raises(InputError, match=r"still cannot be used: an event without any field"):
        desk.again(rejected)


@pytest.mark.parametrize(
    ("source", "media_type", "data", "pointer"),
    [
        ("pump-logs", "application/json", b'[{"a": 1}, 2, {"time": "2026-03-12T00:00Z"}]', "/2"),
        ("pump-logs", "application/x-ndjson", b'{\n\n{"time": "2026-03-12T00:00Z"}\n', "line 3"),
        ("pump-logs", "text/csv", b"time,a\n2026-03-09,1\n2026-03-12,2\n", "line 3"),
        ("switches", "text/plain", b"what\n<34>1 2026-03-12T05:00:00Z sw-1 sshd 77 - - failed\n", "line 2"),
        ("waterworks-counts", "text/csv", b"time,burst-pipes\n2026-03-08,1\n2026-03-12,2\n", "line 3"),
    ],
)
def test_what_a_wrong_clock_sent_is_named_by_its_place_and_understood_once_its_time_has_come(
    desk: Desk, source: str, media_type: str, data: bytes, pointer: str
) -> None:
    late = read(desk, data, source=source, media_type=media_type).rejected[-1]
    assert late.pointer == pointer
    with pytest.raises(InputError, match="a clock is wrong"):
        desk.again(late)
    (found,) = desk.again(replace(late, received=NOW + timedelta(days=9))).arrivals
    assert found.event_time.date() == date(2026, 3, 12)


def test_a_table_with_a_strange_column_is_kept_as_a_whole(desk: Desk) -> None:
    data = b"time,burst-pipes,wages\n2026-03-08,1,2\n2026-03-09,1,2\n"
    found = read(desk, data, source="waterworks-counts", media_type="text/csv")
    assert told(found) == [("line 1", "wages: no series of this source; expected burst-pipes")]
    assert found.rejected[0].raw == data


@pytest.mark.parametrize(
    ("source", "media_type", "data"),
    [
        ("waterworks-counts", "text/csv", b"time,burst-pipes\n" + b"a,b\n" * 10_001),
        ("waterworks-counts", "application/json", b"[" + b"1," * 10_000 + b"1]"),
        ("pump-logs", "application/x-ndjson", b"x\n" * 10_001),
        ("pump-logs", "text/csv", b"a,b\n" + b"1,2,3\n" * 10_001),
    ],
)
def test_reading_ends_where_too_many_are_wrong(desk: Desk, source: str, media_type: str, data: bytes) -> None:
    with pytest.raises(LimitError, match="10,001 signals, expected at most 10,000"):
        read(desk, data, source=source, media_type=media_type)


@given(st.binary(max_size=200), st.sampled_from(arrive.MEDIA_TYPES), st.sampled_from(["pump-logs", "weather", "kev"]))
def test_no_bytes_break_the_desk(data: bytes, media_type: str, source: str) -> None:
    place = _place()
    refused = 0
    try:
        found = Desk(place, Door(b"k" * 32, place.profile.door)).read(source, media_type, data, NOW)
    except InputError as error:
        refused = error.http_status
    assert refused == 415 or found.arrivals or found.rejected


def _place(found: list[Place] = []) -> Place:  # noqa: B006 - read once
    if not found:
        import tempfile

        from forestall.place.load import load
        from forestall.place.template import write_town

        folder = Path(tempfile.mkdtemp()) / "town"
        write_town(folder)
        with (folder / "sources.toml").open("a", encoding="utf-8") as file:
            for name, kind in (("weather", "cap"), ("kev", "kev")):
                file.write(f'\n[[sources]]\nid = "{name}"\ntitle = "{name}"\nkind = "{kind}"\npath = "x/*"\n')
                file.write('field = "cyber"\n')
        found.append(load(folder))
    return found[0]
