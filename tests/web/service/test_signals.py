"""Signals over HTTP: answered when they are on disk, each problem with its field and reason."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from forestall.core.errors import FullError
from forestall.model.intake import Delivery
from forestall.pipeline.intake import BusyError
from forestall.pipeline.service import Service

Ask = Callable[..., httpx.Response]
PROBLEM = "application/problem+json"


def test_what_is_taken_is_answered_with_a_receipt_for_each_and_is_in_the_store(send: Ask, service: Service) -> None:
    answer = send([{"EventID": 1}, {"EventID": 2}])
    assert answer.status_code == 201
    body = answer.json()
    assert (body["accepted"], body["duplicates"], body["rejected"]) == (2, 0, 0)
    assert [one["number"] for one in body["receipts"]] == [1, 2]
    assert [one.arrival.body["EventID"] for one in service.inbox.after(0, 10)] == ["1", "2"]


def test_the_same_again_is_no_second_signal(send: Ask, service: Service) -> None:
    send({"EventID": 1})
    answer = send({"EventID": 1})
    assert (answer.status_code, answer.json()["duplicates"]) == (200, 1)
    assert len(service.inbox.after(0, 10)) == 1


def test_a_key_sent_again_gets_the_first_answer_and_with_another_body_a_conflict(send: Ask, service: Service) -> None:
    key = {"idempotency-key": "delivery-7"}
    first = send([{"a": 1}, {"a": 1}], **key)
    again = send([{"a": 1}, {"a": 1}], **key)
    assert first.json() == again.json()
    assert len(service.inbox.after(0, 10)) == 2
    other = send([{"a": 2}], **key)
    assert (other.status_code, other.headers["content-type"]) == (409, PROBLEM)
    assert other.json()["detail"] == "Idempotency-Key 'delivery-7': was used for a request with another body"


def test_an_empty_list_under_a_key_is_answered_alike_when_it_comes_again(send: Ask) -> None:
    key = {"idempotency-key": "nothing-today"}
    assert [send([], **key).status_code for _ in range(2)] == [200, 200]
    assert send([{"a": 1}], **key).status_code == 409


def test_a_time_that_cannot_be_read_is_said_and_the_event_is_kept(send: Ask, service: Service) -> None:
    answer = send(
        [{"time": "nonsense", "a": "1"}, {"time": True, "a": "2"}, {"a": "3"}, {"time": "2026-03-09", "a": "4"}]
    )
    assert (answer.status_code, answer.json()["accepted"]) == (201, 4)
    assert answer.json()["remarks"] == [
        "/0: time is no time that can be read (and of 1 more); the time of arrival is taken"
    ]
    assert [one.arrival.event_time is None for one in service.inbox.after(0, 9)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("data", "media_type", "source", "status", "text"),
    [
        (b"{", "application/json", "pump-logs", 422, "line 1 column 2: no JSON"),
        (b'[{"a":1},7]', "application/xml", "weather", 422, "no well-formed XML"),
        (b"[7, {}]", "application/json", "pump-logs", 422, "/0: found a number, expected an object"),
        (b"{}", "application/json", "nobody", 422, "source: 'nobody' is none of this place"),
        (b"{}", "image/png", "pump-logs", 415, "Content-Type: image/png is not taken from pump-logs"),
        (b"{}", "application/json", "", 422, "query/source"),
        (b"[" + b'{"a":1},' * 10_000 + b'{"a":1}]', "application/json", "pump-logs", 413, "10,001 signals"),
        (b"x" * (16 * 1024 * 1024 + 1), "text/csv", "pump-logs", 413, "more than 16,777,216 bytes"),
    ],
)
def test_a_problem_names_what_was_found_and_what_was_expected(
    send: Ask, data: bytes, media_type: str, source: str, status: int, text: str
) -> None:
    answer = send(data, source, media_type)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert text in body["detail"]


@pytest.mark.parametrize(
    ("data", "media_type", "source"),
    [
        (b"[]", "application/json", "pump-logs"),
        (b"time,a\n", "text/csv", "pump-logs"),
        (b"time,burst-pipes\n", "text/csv", "waterworks-counts"),
        (b'[{"time":"2026-03-09"}]', "application/json", "waterworks-counts"),
        (b'{"type":"bundle","objects":[]}', "application/stix+json", "pump-logs"),
    ],
)
def test_what_holds_no_signal_is_taken_as_none(send: Ask, data: bytes, media_type: str, source: str) -> None:
    answer = send(data, source, media_type)
    assert answer.status_code == 200
    assert answer.json() == {"accepted": 0, "duplicates": 0, "rejected": 0, "receipts": [], "errors": [], "remarks": []}


def test_what_was_not_understood_lies_in_quarantine_as_it_came(send: Ask, service: Service) -> None:
    answer = send([{"EventID": 1}, 7])
    assert answer.status_code == 201
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (1, 1)
    assert answer.json()["errors"] == [{"pointer": "/1", "detail": "found a number, expected an object: one event"}]
    (held,) = service.inbox.held(10)
    assert (held.rejected.raw, held.rejected.source) == (b"7", "pump-logs")


def test_when_the_disk_is_full_nothing_is_acknowledged_until_there_is_room(
    send: Ask, ask: Ask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: list[Delivery]) -> Any:
        raise FullError("no room on the disk")

    with monkeypatch.context() as patch:
        patch.setattr(service.inbox, "take_all", full)
        answer = send({"EventID": 1})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert "no room on the disk" in answer.json()["detail"]
    assert ask("GET", "/readyz").status_code == 503
    monkeypatch.setattr("forestall.pipeline.intake._steady", lambda: 1e12)
    assert send({"EventID": 1}).status_code == 201
    assert ask("GET", "/readyz").status_code == 200


def test_when_too_much_waits_the_sender_is_told_when_to_come_again(
    send: Ask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(_: Delivery) -> Any:
        raise BusyError("20,000 signals wait to be stored", 2.5)

    monkeypatch.setattr(service.intake, "put", busy)
    answer = send({"EventID": 1})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


def test_an_error_of_ours_says_nothing_of_its_cause(
    send: Ask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service.desk, "read", broken)
    answer = send({"EventID": 1})
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text
