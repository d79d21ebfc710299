"""Who sees which case: authority, label and field decide, for each route, also for Open311 with `api_key`."""

import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace

import httpx
import pytest

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Action, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, parents_of, people
from forestall.pipeline.service import Service
from forestall.place.template import TOWN
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.sign_in import Desk

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
TYPES = """code,name,kind,field,label
lamp,Lamp out,complaint,social,TLP:GREEN
leak,Data leak,accident,cyber,TLP:RED
"""
ACTIONS = frozenset({Action.REPORT_CASE, Action.READ_CASES, Action.WORK_CASES, Action.COUNT})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The town with two types of case, and a token of each of some accounts."""
    root = tmp_path_factory.mktemp("place") / "town"
    shutil.copytree(TOWN, root)
    (root / "case_types.csv").write_text(TYPES, encoding="utf-8")
    state = root / ".forestall"
    with (
        Service.open(root, str(state), state / "outlook", lambda *_args, **_said: None) as service,
        people(
            state,
            Sealer(KeyRing([new_master_key()])),
            lambda: START,
            "office",
            lambda: parents_of(service.place.profile.jurisdictions),
        ) as kept,
    ):
        wanted = {
            "whole": Wanted(Role.OPERATOR, Label.AMBER),
            "other": Wanted(Role.OPERATOR, Label.AMBER),
            "town": Wanted(Role.LOCAL, Label.AMBER, jurisdiction="town"),
            "cyber": Wanted(Role.ANALYST, Label.AMBER, fields=frozenset({Field.CYBER})),
            "web": Wanted(Role.SOURCE, Label.GREEN),
        }
        tokens = {}
        for name, each in wanted.items():
            accounts.add_account(kept, CONSOLE, Account(name, name, "office", START), each)
            tokens[name] = accounts.add_token(kept, CONSOLE, name, "test", ACTIONS).text
        app = make_app(
            service,
            https=True,
            accounts=partial(with_accounts.install, people=kept, desk=Desk(Site("office.example", "https://x"))),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from starlette.testclient import TestClient
        client = TestClient(app, "https://office.example", raise_server_exceptions=False)

        def ask(who: str, method: str, path: str, **more: object) -> httpx.Response:
            return client.request(method, path, headers={"authorization": f"Bearer {tokens[who]}"}, **more)  # type: ignore[arg-type]

        def lamp(jurisdiction: str, text: str) -> str:
            body = {"case_type": "lamp", "text": text, "jurisdiction": jurisdiction}
            answer = ask("whole", "POST", "/v1/cases", json=body)
            assert answer.status_code == 201, answer.text
            return str(answer.json()["case"])

        yield SimpleNamespace(
            ask=ask, client=client, tokens=tokens, town=lamp("town", "in town"), district=lamp("district", "outside")
        )


def test_a_local_authority_sees_its_own_cases_only(world: SimpleNamespace) -> None:
    seen = {each["id"] for each in world.ask("town", "GET", "/v1/cases?limit=1000").json()["items"]}
    assert world.town in seen
    assert world.district not in seen
    assert world.ask("town", "GET", f"/v1/cases/{world.district}").status_code == 404
    assert world.ask("town", "POST", f"/v1/cases/{world.district}/confirm").status_code == 404


def test_who_sees_another_field_sees_no_lamps(world: SimpleNamespace) -> None:
    assert world.ask("cyber", "GET", "/v1/cases").json()["total"] == 0
    assert (
        world.ask("cyber", "POST", "/v1/cases", json={"case_type": "lamp", "text": "x", "site": "school"}).status_code
        == 403
    )


def test_red_cases_are_taken_in_from_everybody_and_seen_by_nobody_without_clearance(world: SimpleNamespace) -> None:
    taken = world.ask(
        "whole", "POST", "/v1/cases", json={"case_type": "leak", "text": "files", "site": "school"}
    ).json()
    assert world.ask("whole", "GET", f"/v1/cases/{taken['case']}").status_code == 404
    again = {"case_type": "leak", "text": "files", "site": "school"}
    assert world.ask("whole", "POST", "/v1/cases/suggestions", json=again).json() == []
    joined = world.ask("whole", "POST", "/v1/cases", json={**again, "same_as": taken["case"]})
    assert joined.status_code == 404


def test_a_source_reports_and_follows_by_token_but_reads_no_case(world: SimpleNamespace) -> None:
    taken = world.ask("web", "POST", "/v1/cases", json={"case_type": "lamp", "text": "dark", "site": "school"}).json()
    assert world.ask("web", "POST", "/v1/case-tokens/status", json={"token": taken["token"]}).status_code == 200
    assert world.ask("web", "GET", f"/v1/cases/{taken['case']}").status_code == 403


def test_another_account_confirms_what_one_answered(world: SimpleNamespace) -> None:
    path = f"/v1/cases/{world.town}"
    told = {"outcome": "a new lamp", "evidence": "0" * 64}
    assert world.ask("whole", "POST", f"{path}/answer", json=told).status_code == 200
    assert world.ask("whole", "POST", f"{path}/confirm").status_code == 409
    closed = world.ask("other", "POST", f"{path}/confirm").json()
    assert (closed["state"], closed["answered_by"], closed["confirmed_by"]) == ("closed", "whole", "other")


def test_a_cause_is_seen_by_who_sees_one_of_its_cases(world: SimpleNamespace) -> None:
    cause = world.ask("whole", "POST", "/v1/causes", json={"title": "Old cables"}).json()["id"]
    world.ask("whole", "POST", f"/v1/cases/{world.district}/cause", json={"cause": cause})
    assert world.ask("town", "GET", f"/v1/causes/{cause}").status_code == 404
    assert world.ask("whole", "GET", f"/v1/causes/{cause}").status_code == 200
    world.ask("whole", "POST", f"/v1/cases/{world.town}/cause", json={"cause": cause})
    assert world.ask("town", "GET", f"/v1/causes/{cause}").status_code == 200
    (mine,) = [each for each in world.ask("town", "GET", "/v1/causes").json() if each["cause"] == cause]
    (all_of_it,) = [each for each in world.ask("whole", "GET", "/v1/causes").json() if each["cause"] == cause]
    assert (mine["cases"], all_of_it["cases"]) == (1, 2)


def test_counts_are_for_who_may_count_in_the_whole_place(world: SimpleNamespace) -> None:
    path = "/v1/case-counts?year=2020&month=1"
    assert world.ask("whole", "GET", path).status_code == 200
    assert world.ask("town", "GET", path).status_code == 403


def test_an_api_key_in_the_body_of_open311_is_an_accounts_token(world: SimpleNamespace) -> None:
    form = {"service_code": "lamp", "description": "dark", "lat": "53.9040", "long": "12.3022"}
    path = "/open311/v2/requests.json"
    for given in ({}, {"api_key": "wrong"}):
        refused = world.client.post(path, data={**form, **given})
        assert (refused.status_code, refused.json()[0]["code"]) == (403, 403)
    taken = world.client.post(path, data={**form, "api_key": world.tokens["web"]})
    assert taken.status_code == 201
    assert taken.json()[0]["token"]


def test_open311_shows_only_what_may_be_seen(world: SimpleNamespace) -> None:
    rows = world.ask("town", "GET", "/open311/v2/requests.json").json()
    assert world.district not in {each["service_request_id"] for each in rows}
    assert world.ask("town", "GET", f"/open311/v2/requests/{world.district}.json").status_code == 404
    assert world.client.get("/open311/v2/requests.json").status_code == 403
