"""What the service tells: sources, quarantine, findings, alerts, events, condition, figures, pages."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from forestall.core.errors import PlaceError
from forestall.guard.policy import NOBODY, Standing, Subject
from forestall.model.account import Action, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.service import Service
from forestall.web.rights import Asker, declared

Ask = Callable[..., httpx.Response]


def test_a_source_shows_what_came_and_what_was_wrong_with_it(ask: Ask, send: Ask) -> None:
    send([{"EventID": 1}, {"EventID": 1}, 7])
    sources = {one["id"]: one for one in ask("GET", "/v1/sources").json()["items"]}
    assert list(sources) == sorted(sources)
    logs = sources["pump-logs"]
    assert (logs["received"], logs["duplicates"], logs["quarantined"]) == (1, 1, 1)
    assert logs["last_error"] == "found a number, expected an object: one event"
    assert logs["age"] < 1
    assert sources["weather"]["last_received"] is None
    assert sources["weather"]["age"] is None


def test_quarantine_is_listed_without_content_and_each_thing_can_be_given_up(ask: Ask, send: Ask) -> None:
    send([7, 8])
    first, second = ask("GET", "/v1/quarantine").json()["items"]
    assert (first["pointer"], first["size"], first["media_type"]) == ("/0", 1, "application/json")
    assert "raw" not in first
    assert ask("POST", f"/v1/quarantine/{first['id']}/drop").json()["state"] == "dropped"
    again = ask("POST", f"/v1/quarantine/{second['id']}/resubmit")
    assert (again.status_code, again.json()["status"]) == (422, 422)
    assert "still cannot be used" in again.json()["detail"]
    assert [one["id"] for one in ask("GET", "/v1/quarantine").json()["items"]] == [second["id"]]
    missing = ask("POST", "/v1/quarantine/99/drop")
    assert (missing.status_code, missing.json()["detail"]) == (404, "quarantine 99: there is no such thing")
    assert ask("GET", "/v1/quarantine").json()["total"] == 1


def test_a_reader_of_one_field_finds_its_own_behind_a_full_quarantine_and_learns_nothing_of_the_rest(
    app: FastAPI, ask: Ask, send: Ask
) -> None:
    send([7] * 150)
    send([9] * 3, "waterworks-counts")
    granted = Standing(Role.OPERATOR, Label.RED, frozenset({Field.TERRITORIAL}), None, frozenset(Purpose))
    subject = Subject("anna", "office", frozenset({granted}), fresh=True)

    class Rights:
        organisation = "office"

        def asker(self, _request: object) -> Asker:
            return Asker(subject)

    app.state.rights = Rights()
    found = ask("GET", "/v1/quarantine?limit=2").json()
    assert ([one["id"] for one in found["items"]], found["total"]) == ([151, 152], 3)
    assert [one["id"] for one in ask("GET", "/v1/quarantine?limit=2&offset=2").json()["items"]] == [153]
    for act in ("drop", "resubmit"):
        hidden = ask("POST", f"/v1/quarantine/1/{act}")
        missing = ask("POST", f"/v1/quarantine/999/{act}")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace("quarantine 1:", "") == missing.text.replace("quarantine 999:", "")


def test_what_can_be_read_now_leaves_quarantine_with_a_receipt(
    ask: Ask, send: Ask, town: Path, service: Service
) -> None:
    send(b"time,burst-pipes\n2026-03-09,4\n", "waterworks-counts", "text/csv")
    send([{"time": "2026-03-09", "leaks": 4}], "waterworks-counts")
    (held,) = ask("GET", "/v1/quarantine").json()["items"]
    text = (town / "indicators.toml").read_text() + (
        '\n[[indicators]]\nid = "leaks"\ntitle = "Leaks"\nfield = "territorial"\nunit = "1/day"\n'
        'file = "series/waterworks.csv"\njurisdiction = "town"\nsource = "waterworks-counts"\n'
    )
    (town / "indicators.toml").write_text(text, encoding="utf-8")
    series = (town / "series" / "waterworks.csv").read_text().splitlines()
    lines = [f"{series[0]},leaks", *[f"{line},0" for line in series[1:]]]
    (town / "series" / "waterworks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert asyncio.run(service.reload())
    again = ask("POST", f"/v1/quarantine/{held['id']}/resubmit")
    assert again.status_code == 200, again.text
    assert len(again.json()["receipts"]) == 1


def test_a_finding_of_the_live_pipeline_is_listed_with_its_label_and_how_fresh_all_is(
    ask: Ask, send: Ask, work: Callable[[], int], stopped: dict[str, object]
) -> None:
    send([stopped, {"EventID": 5}])
    assert ask("GET", "/v1/findings").json()["freshness"]["waiting"] == 2
    assert work() == 2
    body = ask("GET", "/v1/findings").json()
    assert body["freshness"]["waiting"] == 0
    assert body["freshness"]["last_pass"] is None
    (one,) = body["items"]
    assert (one["finding"]["level"], one["label"], one["live"], body["total"]) == ("high", "AMBER", True, 1)
    assert "berta" not in json.dumps(body)
    assert ask("GET", "/v1/findings?level=low").json()["total"] == 0
    assert ask("GET", "/v1/findings?limit=0").status_code == 422


def test_events_begin_behind_the_last_one_received(
    app: FastAPI, send: Ask, work: Callable[[], int], stopped: dict[str, object], service: Service
) -> None:
    send(stopped)
    work()
    send({**stopped, "Hostname": "OFFICE-9"})
    work()
    service.changed = service.findings.last_change()

    async def lines(after: str | None) -> list[str]:
        service.condition.stopping = False
        told: list[str] = []
        transport = httpx.ASGITransport(app=app)
        headers = {} if after is None else {"last-event-id": after}

        async def stop() -> None:
            await asyncio.sleep(0.3)
            service.condition.stopping = True
            async with service._changed:
                service._changed.notify_all()

        stopping = asyncio.create_task(stop())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await client.get("/v1/events", headers=headers)
            told = answer.text.splitlines()
        await stopping
        return told

    async def one_after_the_other() -> tuple[list[str], list[str]]:
        return await lines("0"), await lines("2")

    both, newer = asyncio.run(one_after_the_other())
    assert [line for line in both if line.startswith("id:")] == ["id: 2"]
    assert '"count":2' in next(line for line in both if line.startswith("data:"))
    assert newer[:2] == ["retry: 3000", ""]
    assert "event: finding" not in newer


def test_alive_ready_and_figures(ask: Ask, send: Ask, service: Service) -> None:
    send([{"EventID": 1}, 7])
    assert ask("GET", "/healthz").json() == {"status": "ok"}
    assert ask("GET", "/readyz").json() == {"ready": True, "checks": {"intake": "ok", "live": "ok", "service": "ok"}}
    service.condition.live_trouble = "the worker died on PUMP-01"
    assert ask("GET", "/readyz").json()["checks"]["live"] == "does not run"
    text = ask("GET", "/metrics").text
    assert 'forestall_signals_total{outcome="received",source="pump-logs"} 1.0' in text
    assert 'forestall_signals_total{outcome="quarantined",source="pump-logs"} 1.0' in text
    assert "forestall_backlog 1.0" in text
    assert "forestall_commit_seconds_count 1.0" in text
    assert 'forestall_trouble{part="live"} 1.0' in text


def test_before_the_first_pass_the_pages_say_so_and_then_the_page_for_the_disk_is_the_outlooks(
    ask: Ask, service: Service
) -> None:
    assert "The first pass is running" in ask("GET", "/").text
    assert "The first pass is running" in ask("GET", "/disk/").text
    service.outlook.mkdir()
    (service.outlook / "index.html").write_text("<html>outlook</html>")
    (service.outlook / "style.css").write_text("a{}")
    (service.outlook / ".files").write_text("index.html")
    assert ask("GET", "/disk/").text == "<html>outlook</html>"
    assert ask("GET", "/disk/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "path",
    ["/.files", "/../state/state.sqlite", "/%2e%2e/state/state.sqlite", "/..%2fstate%2fstate.sqlite", "/no.html",
     "/sub/%00.html", "/%5c..%5cplace.toml", "/state.sqlite", "//etc/passwd", "/link.html"],
)  # fmt: skip
def test_nothing_outside_of_the_outlook_is_shown(ask: Ask, service: Service, path: str) -> None:
    service.outlook.mkdir()
    (service.outlook / ".files").write_text("secret")
    (service.outlook / "state.sqlite").write_text("secret")
    (service.outlook / "link.html").symlink_to(service.root / "place.toml")
    answer = ask("GET", f"/disk{path}")
    assert answer.status_code in (400, 404)
    assert "secret" not in answer.text


def test_a_place_with_mistakes_keeps_the_old_one_and_says_so(ask: Ask, service: Service, town: Path) -> None:
    before = service.place
    good = (town / "place.toml").read_text()
    (town / "place.toml").write_text(good.replace('currency = "EUR"', "currency = 7"), encoding="utf-8")
    assert not asyncio.run(service.reload())
    assert service.place is before
    assert any("place.toml" in text for text in ask("GET", "/v1/findings").json()["freshness"]["trouble"])
    (town / "place.toml").write_text(good.replace("Millford", "Newford"), encoding="utf-8")
    assert asyncio.run(service.reload())
    assert (service.place.profile.name != before.profile.name, service.condition.place_trouble) == (True, None)


def test_the_log_is_json_without_content_queries_or_persons(
    send: Ask, service: Service, stopped: dict[str, object], tmp_path: Path
) -> None:
    send({**stopped, "Image": "C:\\Users\\berta.kurz\\x.exe"}, authorization="")
    service.tell("trouble", reason=str(PlaceError("asked by anna.berg@mill.example")))
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [(one["event"], one.get("route"), one.get("status")) for one in lines] == [
        ("request", "/v1/signals", 201),
        ("trouble", None, None),
    ]
    text = (tmp_path / "log").read_text()
    for word in ("berta", "anna.berg", "PumpControl", "source="):
        assert word not in text


def test_every_route_declares_one_action(app: FastAPI) -> None:
    routes = declared(app)
    assert len(routes) >= 14
    assert [route for route in routes if route[2] is None] == []


def test_who_may_nothing_sees_nothing(app: FastAPI, ask: Ask) -> None:
    class Closed:
        organisation = "office"

        def asker(self, _request: object) -> Asker:
            return Asker(NOBODY)

    app.state.rights = Closed()
    for method, path, action in declared(app):
        if action is Action.PROBE or "{" in path:
            continue
        answer = ask(method, path + ("?source=pump-logs" if path == "/v1/signals" else ""), content=b"{}")
        refused = 403 if path.startswith("/open311/") else 401  # as its specification has it
        assert answer.status_code == refused, (method, path)


def test_the_interface_describes_itself_in_openapi_31(app: FastAPI, ask: Ask) -> None:
    document = ask("GET", "/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    described = set(document["paths"])
    pages = {path for _, path, action in declared(app) if path.startswith(("/v1/", "/feeds/", "/open311/"))}
    assert pages <= described
    assert {"/healthz", "/readyz", "/metrics", "/v1/signals", "/v1/findings", "/v1/alerts/{identifier}"} <= described
    taken = document["paths"]["/v1/signals"]["post"]
    assert "application/cap+xml" in taken["requestBody"]["content"]
    assert "application/problem+json" in taken["responses"]["422"]["content"]
