"""The administrators' pages and one's own account: who may do what there, what is entered, what is never shown."""

import json
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher

from forestall.guard import password
from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Purpose, Role
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, People, people
from forestall.pipeline.service import Service
from forestall.pipeline.sign_in import FRESH, with_link
from forestall.place.template import write_town
from forestall.store.accounts import Accounts
from forestall.store.book import Book
from forestall.store.inbox import Inbox
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.rights import COOKIE
from forestall.web.sign_in import Desk

PASSWORD = "seven tall cranes at dawn"
START = datetime(2026, 3, 9, 6, tzinfo=UTC)
ROLES = {"ada": Role.ADMINISTRATOR, "otto": Role.OPERATOR, "dora": Role.DIRECTOR, "alba": Role.AUDITOR}
Pages = Any  # of conftest.py, which is no module


class Town:
    """The small town with accounts, before its first pass."""

    def __init__(self, service: Service, kept: People, root: Path) -> None:
        self.service, self.kept, self.root, self.at = service, kept, root, START
        desk = Desk(Site("office.example", "https://office.example"))
        self.app = make_app(service, accounts=partial(with_accounts.install, people=kept, desk=desk))

    def browser(self, name: str = "") -> httpx.Client:
        """A browser in which somebody is signed in."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
            from starlette.testclient import TestClient
        client = TestClient(self.app, base_url="https://office.example", follow_redirects=False)
        client.headers.update({"accept": "text/html", "sec-fetch-site": "same-origin"})
        if name:
            client.cookies.set(COOKIE, with_link(self.kept, accounts.invite(self.kept, CONSOLE, name)).secret)
        return client

    def entered(self) -> list[dict[str, object]]:
        """What the ledger says of accounts."""
        with self.kept.looking() as session:
            book = Book(session)
            head = book.head()
            assert head is not None
            every = [each for each in map(book.entry, range(head.size)) if each.kind == "account"]
            return [book.payload(each.index) or {} for each in every]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The small town with one account of each kind; tests make accounts of their own to change."""
    root = tmp_path_factory.mktemp("kept") / "town"
    write_town(root)
    state = root / ".forestall"
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(password, "_hasher", lambda: quick)
        with Service.open(root, str(state), state / "outlook", lambda *_args, **_said: None) as service:
            office = service.place.profile.sender
            ring = Sealer(KeyRing([new_master_key()]))
            found: list[Town] = []
            with people(state, ring, lambda: found[0].at if found else START, office, dict) as kept:
                found.append(Town(service, kept, root))
                patched.setattr(service, "now", lambda: found[0].at)
                for name, role in ROLES.items():
                    _added(kept, name, role)
                yield found[0]


def _added(kept: People, name: str, role: Role = Role.OPERATOR) -> None:
    wanted = Wanted(role, Label.AMBER_STRICT, purposes=frozenset(Purpose))
    accounts.add_account(kept, CONSOLE, Account(name, f"Name of {name}", kept.organisation, START), wanted)
    accounts.set_password(kept, CONSOLE, name, PASSWORD)


GRANT = {"role": "analyst", "clearance": "AMBER", "purposes": ["operations"], "reason": "new work", "days": ""}


def test_an_account_is_added_with_its_link_shown_once_and_an_entry_for_each_step(town: Town) -> None:
    ada = town.browser("ada")
    new = {**GRANT, "id": "nils", "name": "Nils", "organisation": "office", "fields": ["cyber"]}
    answer = ada.post("/admin/new", data=new)
    assert answer.status_code == 200
    assert "/sign-in/link#" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "secret=" not in ada.get("/admin/accounts/nils").text
    said = [each for each in town.entered() if each.get("by") == "ada"]
    assert {"added", "role", "invited"} <= {key for each in said for key in each}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"id": "UPPER"}, "expected small letters"),
        ({"id": "otto"}, "is there already"),
        ({"name": ""}, "expected both"),
        ({"days": "0"}, "expected a number from 1 to 366"),
        ({"days": "x"}, "expected a number from 1 to 366"),
        ({"role": "king"}, "expected one of: source"),
        ({"jurisdiction": "moon"}, "not of this place"),
        ({"reason": " "}, "expected a reason"),
    ],
)
def test_a_mistake_in_the_form_is_said_and_nothing_typed_is_lost(town: Town, wrong: dict[str, str], told: str) -> None:
    typed = {**GRANT, "id": "mistaken", "name": "Somebody", "organisation": "the office of tides", **wrong}
    answer = town.browser("ada").post("/admin/new", data=typed)
    assert answer.status_code in (409, 422)
    assert told in answer.text
    assert "the office of tides" in answer.text
    with town.kept.looking() as session:
        assert Accounts(session).find("mistaken") is None


def test_only_an_administrator_who_has_just_shown_who_they_are_changes_accounts(town: Town) -> None:
    for name in ("otto", "dora", "alba"):
        refused = town.browser(name).post("/admin/accounts/otto/grants", data=GRANT)
        assert refused.status_code == 403
    ada = town.browser("ada")
    town.at += FRESH
    try:
        assert ada.post("/admin/accounts/otto/grants", data=GRANT).status_code == 403
        assert ada.get("/admin/new").headers["location"] == "/proof?after=/admin/new"
        seen = ada.get("/admin/accounts/otto")
        assert "/proof?after=/admin/accounts/otto" in seen.text
        assert "/admin/accounts/otto/close" not in seen.text
    finally:
        town.at = START


def test_an_auditor_sees_grants_but_neither_names_nor_sessions_nor_buttons(town: Town) -> None:
    seen = town.browser("alba").get("/admin/accounts/otto").text
    assert "granted with the account" in seen
    assert "Name of otto" not in seen
    assert "Sessions that run" not in seen
    assert "/end" not in seen
    assert town.browser("otto").get("/admin").status_code == 403


def test_nobody_grants_to_or_closes_their_own_account(town: Town) -> None:
    ada = town.browser("ada")
    assert ada.post("/admin/accounts/ada/grants", data=GRANT).status_code == 403
    assert ada.post("/admin/accounts/ada/close").status_code == 403
    with town.kept.looking() as session:
        assert len(Accounts(session).grants("ada")) == 1


def test_a_closed_account_is_out_at_once_and_what_it_had_stays_known(town: Town) -> None:
    _added(town.kept, "leaver")
    theirs = town.browser("leaver")
    assert theirs.get("/account").status_code == 200
    ada = town.browser("ada")
    assert ada.post("/admin/accounts/leaver/close").headers["location"] == "/admin/accounts/leaver"
    assert theirs.get("/account").status_code == 303  # to sign in
    seen = ada.get("/admin/accounts/leaver").text
    assert "granted with the account" in seen
    assert "Grant something more" not in seen


def test_a_grant_that_has_ended_cannot_be_ended_again(town: Town) -> None:
    ada = town.browser("ada")
    ada.post("/admin/accounts/otto/grants", data={**GRANT, "days": "3", "reason": "three days"})
    with town.kept.looking() as session:
        number = Accounts(session).grants("otto")[-1].id
    assert ada.post(f"/admin/grants/{number}/end").status_code == 303
    again = ada.post(f"/admin/grants/{number}/end")
    assert again.status_code == 422
    assert "has ended" in again.text


def test_a_token_needs_a_use_and_a_scope_and_only_of_its_account_is_it_ended(town: Town) -> None:
    ada = town.browser("ada")
    assert "expected what it is for" in ada.post("/admin/accounts/otto/tokens", data={"scopes": "own"}).text
    assert "expected at least one scope" in ada.post("/admin/accounts/otto/tokens", data={"label": "gate"}).text
    made = ada.post("/admin/accounts/otto/tokens", data={"label": "gate", "scopes": "send_signals", "lasts": "9"})
    token = made.text.partition("fst_")[2].partition("<")[0]
    public = token.partition("_")[0]
    assert f"/tokens/{public}/end" in ada.get("/admin/accounts/otto").text
    assert ada.post(f"/admin/accounts/dora/tokens/{public}/end").status_code == 422
    assert ada.post(f"/admin/accounts/otto/tokens/{public}/end").status_code == 303


def test_codes_count_only_after_one_was_sent_back_and_are_entered(town: Town) -> None:
    _added(town.kept, "coder")
    theirs = town.browser("coder")
    page = theirs.get("/account/codes").text
    key = page.partition('name="key" value="')[2][:32]
    wrong = theirs.post("/account/codes", data={"key": key, "code": "12"})
    assert wrong.status_code == 422
    assert key in wrong.text
    known = {"account": "coder", "password": PASSWORD}
    assert town.browser().post("/sign-in", data=known).status_code == 303  # no code is asked for yet
    assert theirs.post("/account/codes", data={"key": key, "code": pyotp.TOTP(key).at(START)}).status_code == 303
    assert town.browser().post("/sign-in", data=known).status_code == 401
    assert any("codes" in each for each in town.entered() if each.get("by") == "coder")


def test_setting_a_password_asks_who_one_is_and_ends_all_sessions(town: Town) -> None:
    _added(town.kept, "renewer")
    theirs, other = town.browser("renewer"), town.browser("renewer")
    weak = theirs.post("/account/password", data={"password": "<b>short</b>"})
    assert weak.status_code == 422
    assert "expected at least 15" in weak.text
    assert "<b>short" not in weak.text
    town.at += FRESH
    try:
        assert theirs.post("/account/password", data={"password": "nine grey herons by the weir"}).status_code == 403
    finally:
        town.at = START
    assert theirs.post("/account/password", data={"password": PASSWORD}).headers["location"] == "/sign-in"
    assert other.get("/account").status_code == 303


def test_one_ends_a_session_of_ones_own_and_of_nobody_else(town: Town) -> None:
    _added(town.kept, "roamer")
    here, there = town.browser("roamer"), town.browser("roamer")
    listed = json.loads(here.get("/account?form=json&table=sessions").text)["rows"]
    assert len(listed) == 2
    mine = here.get("/account").text
    other = next(each["id"] for each in listed if f"/account/sessions/{each['id']}/end" in mine)
    assert town.browser("otto").post(f"/account/sessions/{other}/end").status_code == 422
    assert here.post(f"/account/sessions/{other}/end").status_code == 303
    assert there.get("/account").status_code == 303


def test_who_could_see_a_signal_is_asked_by_number_or_label_and_a_mistake_is_said(town: Town) -> None:
    alba = town.browser("alba")
    rows = json.loads(alba.get("/admin/readers?at=2026-03-10&label=AMBER%2BSTRICT&form=json").text)["rows"]
    assert {"otto", "dora", "alba"} <= {each["account"] for each in rows}
    assert "ada" not in {each["account"] for each in rows}
    for query, told in (
        ("at=soon&label=AMBER", "soon"),
        ("at=2026-03-10", "expected the number of a signal, or a label"),
        ("at=2026-03-10&signal=x", "expected its number"),
        ("at=2026-03-10&signal=999999", "there is none"),
    ):
        answer = alba.get(f"/admin/readers?{query}")
        assert answer.status_code == 422
        assert told in answer.text


def test_a_label_is_raised_by_staff_and_lowered_by_a_director_with_a_reason(town: Town) -> None:
    arrival = Arrival("feed", "id-9", START, START, "event", Label.AMBER, None, None, {"what": "x"}, "9" * 64)
    with Inbox.open(town.root / ".forestall") as inbox:
        number = inbox.take((arrival,))[0].number
    otto, dora = town.browser("otto"), town.browser("dora")
    path = f"/admin/labels/{number}"
    assert otto.post(path, data={"label": "AMBER+STRICT", "reason": "names a firm"}).status_code == 303
    refused = otto.post(path, data={"label": "GREEN", "reason": "printed today"})
    assert refused.status_code == 403
    assert "printed today" in refused.text
    assert dora.post(path, data={"label": "GREEN", "reason": " "}).status_code == 422
    assert dora.post(path, data={"label": "GREEN", "reason": "printed today"}).status_code == 303
    told = dora.get(f"/admin/labels?signal={number}").text
    assert told.index("names a firm") < told.index("printed today")
    assert town.browser("ada").get(f"/admin/labels?signal={number}").status_code == 403


def test_a_file_with_a_mistake_is_named_and_what_is_in_use_stays(town: Town) -> None:
    used = town.service.place.digest
    ada = town.browser("ada")
    assert used in ada.get("/admin/place").text
    file = town.root / "sites.csv"
    good = file.read_text()
    file.write_text(good.replace("\n", "\nx,,,\n", 1))
    try:
        rows = json.loads(ada.get("/admin/place?form=json&table=remarks").text)["rows"]
        assert {(each["file"], each["line"]) for each in rows} == {("sites.csv", 2)}
        assert all(each["found"] and each["expected"] for each in rows)
        assert "What was in use stays in use" in ada.get("/admin/place").text
    finally:
        file.write_text(good)
    assert town.service.place.digest == used


def test_keys_are_named_and_no_secret_is_shown(town: Town) -> None:
    text = town.browser("ada").get("/admin/keys").text
    secret = (town.root / ".forestall" / "master.keys").read_text().split()
    assert secret[0] in text
    assert secret[1] not in text


def test_a_service_without_accounts_says_how_to_make_the_first_one(town_pages: Pages) -> None:
    assert "forestall account add" in town_pages.get("/admin").said
    assert "forestall account add" in town_pages.get("/account").said
    refused = town_pages.post("/admin/new", id="ada", name="Ada", organisation="o", role="operator", clearance="AMBER")
    assert refused.status == 409
    assert "forestall account add" in refused.said
