"""Accounts over HTTP: signing in, sessions, tokens, codes, links, who could see what, labels, broken glass."""

import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from forestall.core.errors import InputError
from forestall.guard import password
from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Action, Purpose, Role
from forestall.model.duty import Obligation
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.model.words import Field, ObligationState
from forestall.pipeline import accounts, oidc, sign_in
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.emergency import owed_justifications
from forestall.pipeline.oidc import Vouched
from forestall.pipeline.people import CONSOLE, People, people
from forestall.store.accounts import Accounts
from forestall.store.book import Book
from forestall.store.inbox import Inbox
from forestall.web import headers, problem, with_accounts
from forestall.web.rights import COOKIE
from forestall.web.sign_in import Desk

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
PASSWORD = "seven tall cranes at dawn"
OFFICE = "harbour office"
HTML = {"accept": "text/html"}


@dataclass
class Clock:
    """A clock that is turned by hand."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: what they cost is tested in `tests/guard`."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(password, "_hasher", lambda: quick)


@pytest.fixture
def clock() -> Clock:
    """The clock of the service."""
    return Clock()


@pytest.fixture(scope="module")
def new_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with nothing in it, made once: the migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("new")
    with people(folder, Sealer(KeyRing([new_master_key()])), Clock(), OFFICE, dict):
        return folder


@pytest.fixture
def kept(new_state: Path, tmp_path: Path, clock: Clock) -> Iterator[People]:
    """The accounts of a new service: an administrator, an operator, a director, an auditor, a local authority."""
    shutil.copytree(new_state, tmp_path, dirs_exist_ok=True)
    tree: dict[str, str | None] = {"land": None, "town": "land", "port": "land"}
    with people(tmp_path, Sealer(KeyRing([new_master_key()])), clock, OFFICE, lambda: tree) as found:
        for role, jurisdiction in (
            (Role.ADMINISTRATOR, None),
            (Role.OPERATOR, None),
            (Role.DIRECTOR, None),
            (Role.AUDITOR, None),
            (Role.LOCAL, "town"),
        ):
            wanted = Wanted(role, Label.AMBER_STRICT, jurisdiction=jurisdiction)
            accounts.add_account(found, CONSOLE, Account(str(role), f"The {role}", OFFICE, START), wanted)
        yield found


@pytest.fixture
def app(kept: People) -> FastAPI:
    """The app with accounts."""
    app = FastAPI()
    problem.install(app)
    with_accounts.install(app, kept, Desk(Site("office.example", "https://office.example")))
    headers.add(app, https=True, clock=lambda: 0.0)
    return app


def _client(app: FastAPI, **headers: str) -> httpx.Client:
    """A client in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestClient(app, base_url="https://office.example", headers=told, follow_redirects=False)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[httpx.Client]:
    """A browser that is on no page yet."""
    with _client(app, sec_fetch_site="same-origin") as client:
        yield client


def _enter(browser: httpx.Client, kept: People, account: str, password: str = PASSWORD) -> httpx.Response:
    accounts.set_password(kept, CONSOLE, account, password)
    answer = browser.post("/sign-in", data={"account": account, "password": password})
    assert answer.status_code == 303, answer.text
    return answer


def test_a_session_is_a_host_cookie_that_no_script_reads(browser: httpx.Client, kept: People) -> None:
    cookie = _enter(browser, kept, "operator").headers["set-cookie"]
    assert cookie.startswith("__Host-forestall=")
    for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert part in cookie
    assert "Domain" not in cookie
    assert browser.get("/v1/me").json()["account"] == "operator"


@pytest.mark.parametrize(
    ("account", "password"), [("operator", "wrong"), ("nobody", PASSWORD), ("auditor", PASSWORD), ("operator", "")]
)
def test_a_refusal_does_not_say_what_was_wrong(
    browser: httpx.Client, kept: People, account: str, password: str
) -> None:
    accounts.set_password(kept, CONSOLE, "operator", PASSWORD)
    answer = browser.post("/v1/sign-in", json={"account": account, "password": password})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "name, password or code is not right"
    assert "set-cookie" not in answer.headers


def test_a_person_is_sent_to_the_page_and_a_program_gets_the_problem(browser: httpx.Client) -> None:
    assert browser.get("/v1/me", headers=HTML).headers["location"] == "/sign-in?next=/v1/me"
    answer = browser.get("/v1/me")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "x"])
def test_signing_in_never_leads_to_another_site(browser: httpx.Client, kept: People, path: str) -> None:
    accounts.set_password(kept, CONSOLE, "operator", PASSWORD)
    form = {"account": "operator", "password": PASSWORD, "next": path}
    assert browser.post("/sign-in", data=form).headers["location"] == "/"


def test_a_session_ends_when_it_is_not_used_for_an_hour(browser: httpx.Client, kept: People, clock: Clock) -> None:
    _enter(browser, kept, "operator")
    clock.turn(minutes=50)
    assert browser.get("/v1/me").status_code == 200
    clock.turn(minutes=50)
    assert browser.get("/v1/me").status_code == 200
    clock.turn(minutes=61)
    assert browser.get("/v1/me").status_code == 401


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    browser: httpx.Client, kept: People, clock: Clock
) -> None:
    _enter(browser, kept, "operator")
    for _half in range(23):
        clock.turn(minutes=30)
        assert browser.get("/v1/me").status_code == 200
    clock.turn(minutes=30)
    assert browser.get("/v1/me").status_code == 401


def test_signing_out_ends_the_session_on_the_server(browser: httpx.Client, kept: People) -> None:
    _enter(browser, kept, "operator")
    secret = browser.cookies[COOKIE]
    assert browser.post("/sign-out").status_code == 303
    browser.cookies.clear()
    assert browser.get("/v1/me", headers={"cookie": f"{COOKIE}={secret}"}).status_code == 401


def test_signing_in_again_leaves_the_old_session(browser: httpx.Client, kept: People) -> None:
    _enter(browser, kept, "operator")
    before = browser.cookies[COOKIE]
    browser.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD})
    assert browser.cookies[COOKIE] != before
    browser.cookies.clear()
    assert browser.get("/v1/me", headers={"cookie": f"{COOKIE}={before}"}).status_code == 401


def test_one_session_can_end_another(browser: httpx.Client, kept: People, app: FastAPI) -> None:
    _enter(browser, kept, "operator")
    with _client(app, sec_fetch_site="same-origin") as other:
        other.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD})
        mine = other.get("/v1/me").json()["session"]["id"]
        assert len(browser.get("/v1/me/sessions").json()) == 2
        assert browser.delete(f"/v1/me/sessions/{mine}").status_code == 204
        assert other.get("/v1/me").status_code == 401
    assert browser.get("/v1/me").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_send_a_form(browser: httpx.Client, kept: People, site: str) -> None:
    _enter(browser, kept, "operator")
    assert browser.post("/sign-out", headers={"sec-fetch-site": site}).status_code == 403
    assert (
        browser.post("/sign-in", data={"account": "a", "password": "b"}, headers={"sec-fetch-site": site}).status_code
        == 403
    )
    assert browser.get("/v1/me").status_code == 200


def test_an_old_browser_is_believed_by_its_origin_and_silence_is_refused(app: FastAPI, kept: People) -> None:
    accounts.set_password(kept, CONSOLE, "operator", PASSWORD)
    with _client(app) as old:
        old.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD})
        assert old.post("/v1/me/purpose", json={"purpose": "planning"}).status_code == 403
        for origin, status in (("https://evil.example", 403), ("null", 403), ("https://office.example", 200)):
            answer = old.post("/v1/me/purpose", json={"purpose": "planning"}, headers={"origin": origin})
            assert answer.status_code == status


def test_a_code_is_asked_for_and_taken_once(browser: httpx.Client, kept: People, clock: Clock) -> None:
    _enter(browser, kept, "operator")
    key = browser.post("/v1/me/totp").json()["key"]
    wrong = browser.post("/v1/me/totp/confirmation", json={"key": key, "code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(key).at(clock.at)
    assert browser.post("/v1/me/totp/confirmation", json={"key": key, "code": code}).status_code == 204
    with kept.looking() as session:
        sealed = Accounts(session).secrets("operator").totp
    assert sealed is not None
    assert key.encode() not in sealed

    def enter(code: str) -> int:
        form = {"account": "operator", "password": PASSWORD, "code": code}
        return browser.post("/v1/sign-in", json=form).status_code

    assert enter("") == 401
    assert enter(code) == 401  # it was taken when the app was set up
    clock.turn(seconds=30)
    following = pyotp.TOTP(key).at(clock.at)
    assert enter(following) == 200
    assert browser.get("/v1/me").json()["session"]["means"] == "password+totp"
    assert enter(following) == 401
    secret = accounts.invite(kept, CONSOLE, "operator")
    assert browser.post("/sign-in/link", data={"secret": secret}).status_code == 401  # a link replaces no code
    clock.turn(seconds=60)
    late = {"secret": secret, "code": pyotp.TOTP(key).at(clock.at)}
    assert browser.post("/sign-in/link", data=late).status_code == 303
    clock.turn(seconds=120)
    assert enter(pyotp.TOTP(key).at(clock.at - timedelta(seconds=90))) == 401


def test_a_link_works_once_and_for_a_day(browser: httpx.Client, kept: People, clock: Clock) -> None:
    secret = accounts.invite(kept, CONSOLE, "local")
    assert browser.get("/sign-in/link").status_code == 200
    assert browser.post("/sign-in/link", data={"secret": secret}).status_code == 303
    assert browser.post("/v1/me/password", json={"password": "short"}).status_code == 422
    assert browser.post("/v1/me/password", json={"password": PASSWORD}).status_code == 204
    assert browser.get("/v1/me").status_code == 401  # a new password ends every session
    assert browser.post("/sign-in/link", data={"secret": secret}).status_code == 401
    late = accounts.invite(kept, CONSOLE, "local")
    clock.turn(hours=24)
    assert browser.post("/sign-in/link", data={"secret": late}).status_code == 401


def test_the_secret_of_a_link_reaches_the_service_in_the_body_only(browser: httpx.Client, kept: People) -> None:
    secret = accounts.invite(kept, CONSOLE, "local")
    page = browser.get("/sign-in/link", params={"secret": secret})
    assert secret not in page.text
    assert 'name="secret" required' in page.text  # what stands behind `#` is filled in by a script, or by hand
    assert browser.post("/sign-in/link", params={"secret": secret}).status_code == 422
    assert browser.post("/sign-in/link", data={"secret": secret}).status_code == 303


def test_a_new_password_asks_for_the_one_there_is(browser: httpx.Client, kept: People) -> None:
    _enter(browser, kept, "operator")
    other = "eleven small boats by the pier"
    for current in ({}, {"current": ""}, {"current": other}, {"current": PASSWORD + " "}):
        refused = browser.post("/v1/me/password", json={"password": other, **current})
        assert (refused.status_code, "current: is not your password" in refused.text) == (422, True)
    assert browser.post("/v1/me/password", json={"password": other, "current": PASSWORD}).status_code == 204
    assert browser.post("/sign-in", data={"account": "operator", "password": other}).status_code == 303


def test_who_came_by_a_link_has_forgotten_the_password_there_is(browser: httpx.Client, kept: People) -> None:
    accounts.set_password(kept, CONSOLE, "operator", PASSWORD)
    browser.post("/sign-in/link", data={"secret": accounts.invite(kept, CONSOLE, "operator")})
    assert browser.post("/v1/me/password", json={"password": "eleven small boats by the pier"}).status_code == 204


@pytest.fixture
def strict(kept: People) -> FastAPI:
    """The app where everybody signs in with two factors."""
    app = FastAPI()
    problem.install(app)
    desk = Desk(Site("office.example", "https://office.example"))
    with_accounts.install(app, kept, desk, {"FORESTALL_SECOND_FACTOR": "required"})
    headers.add(app, https=True, clock=lambda: 0.0)
    return app


def test_where_two_factors_are_asked_for_one_opens_nothing_but_the_second(
    strict: FastAPI, kept: People, clock: Clock
) -> None:
    with _client(strict, sec_fetch_site="same-origin") as browser:
        _enter(browser, kept, "administrator")
        refused = browser.get("/v1/accounts")
        assert (refused.status_code, "two factors" in refused.text) == (403, True)
        assert browser.get("/v1/me").json()["may"] == ["probe", "own"]
        key = browser.post("/v1/me/totp").json()["key"]
        code = pyotp.TOTP(key).at(clock.at)
        assert browser.post("/v1/me/totp/confirmation", json={"key": key, "code": code}).status_code == 204
        assert browser.get("/v1/accounts").status_code == 403, "the session was opened with one factor"
        clock.turn(seconds=30)
        proof = {"password": PASSWORD, "code": pyotp.TOTP(key).at(clock.at)}
        assert browser.post("/v1/me/proof", json=proof).status_code == 200
        assert browser.get("/v1/accounts").status_code == 200


@pytest.mark.parametrize(
    ("strong", "means", "status"), [(False, "oidc", 403), (True, "oidc+mfa", 200)], ids=["one factor", "two factors"]
)
def test_two_factors_shown_at_another_office_count_as_two(
    strict: FastAPI, kept: People, clock: Clock, strong: bool, means: str, status: int
) -> None:
    auditor = Account("visiting", "Visiting auditor", OFFICE, START, issuer="https://theirs.example", subject="joan")
    accounts.add_account(kept, CONSOLE, auditor, Wanted(Role.AUDITOR, Label.GREEN))
    found = sign_in.with_service(kept, "https://theirs.example", Vouched("joan", strong, clock.at))
    with _client(strict, cookie=f"{COOKIE}={found.secret}") as browser:
        assert browser.get("/v1/me").json()["session"]["means"] == means
        assert browser.get("/v1/emergencies").status_code == status


def test_what_the_environment_says_of_the_second_factor_is_one_of_two(kept: People) -> None:
    with pytest.raises(InputError, match="expected offered or required"):
        with_accounts.install(FastAPI(), kept, Desk(Site("x", "https://x")), {"FORESTALL_SECOND_FACTOR": "yes"})


@pytest.mark.parametrize(("ago", "fresh", "lasts"), [(0, True, 12.0), (3, False, 9.0), (None, False, 12.0)])
def test_a_session_of_another_office_ends_twelve_hours_after_it_was_shown_there_who_one_is(
    app: FastAPI, kept: People, clock: Clock, ago: float | None, fresh: bool, lasts: float
) -> None:
    director = Account("visiting", "Visiting director", OFFICE, START, issuer="https://theirs.example", subject="joan")
    accounts.add_account(kept, CONSOLE, director, Wanted(Role.DIRECTOR, Label.GREEN))
    proved = None if ago is None else clock.at - timedelta(hours=ago)
    found = sign_in.with_service(kept, "https://theirs.example", Vouched("joan", False, proved))
    with _client(app, cookie=f"{COOKIE}={found.secret}") as browser:
        told = browser.get("/v1/me").json()
        assert told["fresh"] is fresh
        assert datetime.fromisoformat(told["session"]["expires"]) == clock.at + timedelta(hours=lasts)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider's own libraries
def test_nothing_of_another_offices_tokens_reaches_the_browser_or_the_database(
    kept: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from oidc_provider_mock import run_server_in_thread

    seen: list[str] = []
    vouching = oidc._object

    def heard(answer: httpx.Response) -> dict[str, object]:
        found = vouching(answer)
        seen.extend(str(value) for name, value in found.items() if name.endswith("_token"))
        return found

    monkeypatch.setattr(oidc, "_object", heard)
    with run_server_in_thread() as server:
        theirs = oidc.Service(f"http://localhost:{server.server_port}", "forestall", "s3cret")
        known = Account("visiting", "Visiting auditor", OFFICE, START, issuer=theirs.issuer, subject="joan")
        accounts.add_account(kept, CONSOLE, known, Wanted(Role.AUDITOR, Label.GREEN))
        app = FastAPI()
        problem.install(app)
        monkeypatch.setattr(kept.now, "at", datetime.now(UTC))  # the provider signs with the machine's clock
        with_accounts.install(app, kept, Desk(Site("office.example", "https://office.example"), theirs))
        with _client(app, sec_fetch_site="same-origin") as browser:
            away = browser.get("/sign-in/service").headers["location"]
            back = httpx.post(away, data={"sub": "joan"}, follow_redirects=False).headers["location"]
            answer = browser.get(back.removeprefix("https://office.example"))
            assert (answer.status_code, browser.get("/v1/me").json()["account"]) == (303, "visiting")
    assert len(seen) >= 2
    told = f"{answer.headers}{answer.text}"
    kept_bytes = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    assert [each for each in seen if each in told or each.encode() in kept_bytes] == []


def test_a_new_person_comes_in_by_a_link_and_sets_a_password(browser: httpx.Client, kept: People) -> None:
    entered = browser.post("/sign-in/link", data={"secret": accounts.invite(kept, CONSOLE, "local")})
    assert entered.headers["location"] == "/account"  # a page of the whole app: tests/web/pages/test_account.py
    weak = browser.post("/v1/me/password", json={"password": "<b>short</b>"})
    assert weak.status_code == 422
    assert "expected at least 15" in weak.text
    assert browser.post("/v1/me/password", json={"password": PASSWORD}).status_code == 204
    assert browser.post("/sign-in", data={"account": "local", "password": PASSWORD}).status_code == 303


def test_a_password_is_a_sentence_and_not_ones_own_name(kept: People) -> None:
    for weak in ("x" * 14, "a" * 30, "localoperatorlocaloperator", "harbour office harbour office"):
        with pytest.raises(Exception, match="password: "):
            accounts.set_password(kept, CONSOLE, "operator", weak)


def test_what_cannot_be_undone_asks_for_a_fresh_proof(browser: httpx.Client, kept: People, clock: Clock) -> None:
    _enter(browser, kept, "administrator")
    assert browser.get("/v1/accounts").status_code == 200
    clock.turn(minutes=11)
    refused = browser.get("/v1/accounts")
    assert (refused.status_code, "show again" in refused.json()["detail"]) == (403, True)
    assert browser.post("/v1/me/proof", json={"password": "wrong"}).status_code == 401
    assert browser.post("/v1/me/proof", json={"password": PASSWORD}).status_code == 200
    assert browser.get("/v1/accounts").status_code == 200


def test_a_proof_gives_the_session_another_secret(browser: httpx.Client, kept: People) -> None:
    _enter(browser, kept, "operator")
    browser.post("/v1/me/purpose", json={"purpose": "planning"})
    before = browser.cookies[COOKIE]
    assert browser.post("/v1/me/proof", json={"password": PASSWORD}).status_code == 200
    assert browser.cookies[COOKIE] != before
    mine = browser.get("/v1/me").json()
    assert (mine["fresh"], mine["purpose"]) == (True, "planning")
    browser.cookies.clear()
    assert browser.get("/v1/me", headers={"cookie": f"{COOKIE}={before}"}).status_code == 401


def test_new_codes_end_the_other_sessions(browser: httpx.Client, kept: People, app: FastAPI, clock: Clock) -> None:
    _enter(browser, kept, "operator")
    with _client(app, sec_fetch_site="same-origin") as other:
        other.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD})
        key = browser.post("/v1/me/totp").json()["key"]
        code = pyotp.TOTP(key).at(clock())
        assert browser.post("/v1/me/totp/confirmation", json={"key": key, "code": code}).status_code == 204
        assert other.get("/v1/me").status_code == 401
    assert browser.get("/v1/me").status_code == 200


def test_a_password_needs_no_change_for_years(browser: httpx.Client, kept: People, clock: Clock) -> None:
    _enter(browser, kept, "operator")
    clock.turn(days=3 * 365)
    assert browser.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD}).status_code == 200


def test_a_token_does_what_it_is_for_until_it_runs_out_or_is_revoked(
    browser: httpx.Client, kept: People, clock: Clock
) -> None:
    new = accounts.add_token(kept, CONSOLE, "auditor", "reports", frozenset({Action.READ_GRANTS}), 30)
    bearer = {"authorization": f"Bearer {new.text}"}
    assert browser.get("/v1/emergencies", headers=bearer).status_code == 200
    assert browser.get("/v1/me", headers=bearer).status_code == 403
    assert browser.get("/v1/emergencies", headers={"authorization": f"Bearer {new.text[:-1]}"}).status_code == 401
    assert browser.get("/v1/emergencies", headers={"authorization": "Basic eDp5"}).status_code == 401
    clock.turn(days=30)
    assert browser.get("/v1/emergencies", headers=bearer).status_code == 401
    second = accounts.add_token(kept, CONSOLE, "auditor", "reports", frozenset({Action.READ_GRANTS}), 30)
    accounts.revoke_token(kept, CONSOLE, second.id)
    assert browser.get("/v1/emergencies", headers={"authorization": f"Bearer {second.text}"}).status_code == 401


def test_no_secret_lies_in_the_store(browser: httpx.Client, kept: People, tmp_path: Path) -> None:
    _enter(browser, kept, "operator")
    secrets = [
        PASSWORD,
        browser.cookies[COOKIE],
        accounts.add_token(kept, CONSOLE, "operator", "t", frozenset({Action.SEND_SIGNALS})).text[21:],
        accounts.invite(kept, CONSOLE, "local"),
        browser.post("/v1/me/totp").json()["key"],
    ]
    stored = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("state.sqlite*")))
    assert len(stored) > 10_000
    assert [secret for secret in secrets if secret.encode() in stored] == []


def test_an_administrator_adds_grants_and_ends(browser: httpx.Client, kept: People) -> None:
    _enter(browser, kept, "administrator")
    grant = {
        "role": "analyst",
        "clearance": "AMBER",
        "fields": ["cyber"],
        "reason": "on the desk",
        "jurisdiction": "port",
    }
    new = {"id": "ana", "name": "Ana", "organisation": OFFICE, "grant": grant}
    made = browser.post("/v1/accounts", json=new)
    assert made.status_code == 201
    assert made.json()["link"].startswith("/sign-in/link#")
    assert browser.post("/v1/accounts", json=new).status_code == 409
    assert (
        browser.post("/v1/accounts", json={**new, "id": "b", "grant": {**grant, "jurisdiction": "moon"}}).status_code
        == 422
    )
    assert browser.post("/v1/accounts/ana/grants", json={**grant, "role": "director", "hours": 2}).status_code == 201
    assert browser.post("/v1/accounts/administrator/grants", json=grant).status_code == 403
    ended = browser.delete(f"/v1/grants/{made.json()['grant']}")
    assert ended.json()["until"] == "2026-03-09T06:00:00Z"
    assert browser.delete(f"/v1/grants/{made.json()['grant']}").status_code == 422
    assert browser.post("/v1/accounts/ana/end").status_code == 204
    listed = {each["id"]: each for each in browser.get("/v1/accounts").json()}
    assert listed["ana"]["disabled"] is not None
    with kept.looking() as session:
        Book(session).verify()
        head = Book(session).head()
    assert head is not None
    assert head.size >= 12


def _signal(kept: People, tmp_path: Path, label: Label) -> int:
    arrival = Arrival("feed", "id-1", START, START, "event", label, "town", Field.CYBER, {"what": "x"}, "0" * 64)
    with Inbox.open(tmp_path) as inbox:
        return inbox.take((arrival,))[0].number


def test_lowering_a_label_is_a_directors_recorded_act_and_raising_one_is_not(
    browser: httpx.Client, kept: People, tmp_path: Path, clock: Clock
) -> None:
    number = _signal(kept, tmp_path, Label.AMBER)
    _enter(browser, kept, "operator")
    path = f"/v1/signals/{number}/label"
    assert browser.post(path, json={"label": "GREEN", "reason": "shared"}).status_code == 403
    raised = browser.post(path, json={"label": "AMBER+STRICT", "reason": "names a supplier"})
    assert raised.json() == {"signal": number, "before": "AMBER", "after": "AMBER+STRICT", "signed": False}
    _enter(browser, kept, "director")
    clock.turn(minutes=11)
    assert browser.post(path, json={"label": "GREEN", "reason": "shared"}).status_code == 403
    browser.post("/v1/me/proof", json={"password": PASSWORD})
    assert browser.post(path, json={"label": "GREEN", "reason": "shared"}).status_code == 200
    with kept.looking() as session:
        said = [entry for entry in _entries(session) if b'"kind":"label"' in entry]
    assert len(said) == 2
    assert b'"before":"AMBER+STRICT"' in said[1]
    assert b'"by":"director"' in said[1]


def _entries(session: object) -> list[bytes]:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from forestall.store.tables import EntryRow

    assert isinstance(session, Session)
    return list(session.scalars(select(EntryRow.body).order_by(EntryRow.number)))


def test_who_could_see_a_signal_on_a_day_follows_grants_and_labels(
    browser: httpx.Client, kept: People, tmp_path: Path, clock: Clock
) -> None:
    number = _signal(kept, tmp_path, Label.AMBER_STRICT)
    _enter(browser, kept, "director")
    clock.turn(days=1)
    browser.post("/v1/sign-in", json={"account": "director", "password": PASSWORD})
    browser.post(f"/v1/signals/{number}/label", json={"label": "GREEN", "reason": "published by the press"})
    partner = Wanted(Role.PARTNER, Label.GREEN)
    accounts.add_account(kept, CONSOLE, Account("partner", "P", "coast guard", START), partner)
    clock.turn(days=1)
    accounts.disable(kept, CONSOLE, "local")
    clock.turn(days=1)
    browser.post("/v1/sign-in", json={"account": "director", "password": PASSWORD})

    def readers(day: int) -> list[str]:
        at = (START + timedelta(days=day, hours=1)).isoformat()
        found = browser.get(f"/v1/signals/{number}/readers", params={"at": at})
        return [each["account"] for each in found.json()]

    assert readers(-1) == []
    assert readers(0) == ["auditor", "director", "local", "operator"]
    assert readers(1) == ["auditor", "director", "local", "operator", "partner"]
    assert readers(2) == ["auditor", "director", "operator", "partner"]


def test_broken_glass_is_recorded_runs_out_and_is_owed_a_justification(
    browser: httpx.Client, kept: People, clock: Clock
) -> None:
    _enter(browser, kept, "operator")
    assert browser.post("/v1/emergencies", json={"reason": "because"}).status_code == 422
    taken = browser.post("/v1/emergencies", json={"reason": "Chlorine release at the quay, RED needed now"})
    assert taken.status_code == 201
    assert taken.json()["due"] == "2026-03-10T06:00:00Z"
    assert taken.json()["grant"]["clearance"] == "RED"
    assert taken.json()["grant"]["until"] == "2026-03-09T10:00:00Z"

    def state() -> Obligation:
        return owed_justifications(kept)[0]

    assert (state().state, state().bearer) == (ObligationState.OPEN, OFFICE)
    clock.turn(hours=18)
    assert state().state is ObligationState.DUE_SOON
    clock.turn(hours=6)
    assert state().state is ObligationState.OVERDUE
    browser.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD})
    path = f"/v1/emergencies/{taken.json()['id']}/justification"
    reason = {"reason": "The release was real, case 17, see the log"}
    assert browser.post(path, json=reason).status_code == 200
    assert browser.post(path, json=reason).status_code == 409
    assert state().state is ObligationState.DONE
    with kept.looking() as session:
        said = _entries(session)
        Book(session).verify()
    assert sum(b'"kind":"break-glass"' in each for each in said) == 1
    assert sum(b'"justify-1"' in each for each in said) == 2
    assert not any(b"Chlorine" in each for each in said)  # the reason is kept apart, salted


def test_an_administrator_ends_all_sessions_of_an_account(browser: httpx.Client, kept: People, app: FastAPI) -> None:
    _enter(browser, kept, "operator")
    with _client(app, sec_fetch_site="same-origin") as other:
        _enter(other, kept, "administrator")
        assert other.delete("/v1/accounts/operator/sessions").status_code == 204
        assert other.delete("/v1/accounts/nobody/sessions").status_code == 422
    assert browser.get("/v1/me").status_code == 401


def test_a_disabled_account_is_out_at_once(browser: httpx.Client, kept: People) -> None:
    new = accounts.add_token(kept, CONSOLE, "operator", "t", frozenset({Action.OWN}))
    _enter(browser, kept, "operator")
    accounts.disable(kept, "administrator", "operator")
    assert browser.get("/v1/me").status_code == 401
    bearer = {"authorization": f"Bearer {new.text}"}
    assert browser.get("/v1/me", headers=bearer).status_code == 401
    assert browser.post("/v1/sign-in", json={"account": "operator", "password": PASSWORD}).status_code == 401


def test_a_purpose_is_said_and_must_be_one(browser: httpx.Client, kept: People) -> None:
    _enter(browser, kept, "operator")
    assert browser.post("/v1/me/purpose", json={"purpose": "curiosity"}).status_code == 422
    assert browser.post("/v1/me/purpose", json={"purpose": "operations"}).json() == {"purpose": "operations"}
    assert browser.get("/v1/me").json()["purpose"] == Purpose.OPERATIONS
    new = accounts.add_token(kept, CONSOLE, "operator", "t", frozenset({Action.OWN}))
    odd = {"authorization": f"Bearer {new.text}", "forestall-purpose": "curiosity"}
    assert browser.get("/v1/me", headers=odd).status_code == 422
