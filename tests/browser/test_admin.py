"""The administrators' pages and one's own account in the browser, on a service of its own with accounts."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from forestall.model.account import Account, Purpose, Role
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE
from forestall.pipeline.place_people import people_of_place
from forestall.place.template import write_town
from forestall.store.inbox import Inbox

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
PASSWORD = "nine grey herons by the weir"
STAFF = {
    "ada": Role.ADMINISTRATOR,
    "otto": Role.OPERATOR,
    "cora": Role.ANALYST,
    "paul": Role.DIRECTOR,
    "dora": Role.DIRECTOR,
    "rosa": Role.ANALYST,
}


@dataclass(frozen=True)
class Served:
    """A service with accounts."""

    address: str
    """Where it answers."""
    place: Path
    """The folder of its place."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small town with one account of each kind, served."""
    folder = tmp_path_factory.mktemp("kept")
    place, state = folder / "town", folder / "state"
    write_town(place)
    _prepared(place, state)
    command = [sys.executable, "-m", "forestall", "serve", str(place), "--state", str(state)]
    command += ["--host", "localhost", "--port", "0"]  # a passkey is bound to a name, not to a number
    env = {**os.environ, "FORESTALL_ANCHOR": str(folder / "anchor.sqlite")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as running:
        assert running.stderr is not None
        first = running.stderr.readline()
        assert " at http" in first, first + running.stderr.read()
        try:
            yield Served(first.partition(" at ")[2].strip().rstrip("/"), place)
        finally:
            running.terminate()
            running.communicate(timeout=20)


def _prepared(place: Path, state: Path) -> None:
    with people_of_place(place, str(state)) as people:
        for name, role in STAFF.items():
            wanted = Wanted(role, Label.AMBER_STRICT, purposes=frozenset(Purpose))
            accounts.add_account(people, CONSOLE, Account(name, name.title(), people.organisation, START), wanted)
            accounts.set_password(people, CONSOLE, name, PASSWORD)
    arrivals = [
        Arrival("feed", f"id-{number}", START, START, "event", Label.AMBER, None, None, {"what": "x"}, f"{number:064}")
        for number in (1, 2)
    ]
    with Inbox.open(state) as inbox:
        inbox.take(tuple(arrivals))


Enter = Callable[..., Page]


@pytest.fixture
def enter(served: Served, chromium: Browser) -> Iterator[Enter]:
    """Opens a tab in which somebody is signed in: `enter("ada", scripts=False)`; without a name nobody is."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def entered(name: str = "", width: int = 1280, *, scripts: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=served.address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        if name:
            signed_in(tab, name)
        return tab

    yield entered
    for context in contexts:
        context.close()
    assert not wrong, wrong


def signed_in(tab: Page, name: str, password: str = PASSWORD, code: str = "") -> None:
    """Sign in on the page for it; whoever is told to wait waits, as the page asks, and sends it again."""
    inside, told = tab.get_by_role("heading", name="Your account"), tab.get_by_role("heading", name="Too many requests")
    for _ in range(10):
        tab.goto("/sign-in?next=/account")
        tab.get_by_label("Name").fill(name)
        tab.get_by_label("Password").fill(password)
        tab.get_by_label("Code, if you have an app for it").fill(code)
        tab.get_by_role("button", name="Sign in", exact=True).click()
        expect(inside.or_(told)).to_be_visible()
        if inside.is_visible():
            return
        tab.wait_for_timeout(15_000)  # a place comes free every five seconds, and a refused attempt takes one
    raise AssertionError("told to wait ten times")


def with_authenticator(tab: Page) -> None:
    """Give a tab a passkey maker of its own, as a telephone or a security key is one."""
    line = tab.context.new_cdp_session(tab)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(tab: Page) -> None:
    """Add a passkey on the page of one's account."""
    tab.goto("/account")
    tab.get_by_label("What to call it").fill("telephone")
    tab.get_by_role("button", name="Add a passkey").click()
    expect(tab.locator("section", has=tab.get_by_role("heading", name="Passkeys")).locator("li")).to_contain_text(
        "telephone"
    )


def test_an_administrator_adds_an_account_and_its_owner_comes_in_by_the_link(
    enter: Enter, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab = enter("ada")
    tab.goto("/admin")
    axe(tab)
    shot(tab, "admin")
    tab.get_by_role("link", name="Add an account").click()
    tab.get_by_label("Account (needed)").fill("nina")
    tab.get_by_label("Name (needed)").fill("Nina")
    tab.get_by_label("Role").select_option("local")
    tab.get_by_label("cyber").check()
    tab.get_by_label("Reason (needed)").fill("keeps the gate")
    axe(tab)
    shot(tab, "admin-new")
    tab.get_by_role("button", name="Add it").click()
    link = tab.locator("#secret").inner_text()
    shot(tab, "admin-secret")

    new = enter(scripts=False)
    new.goto(link)
    new.get_by_label("What stands behind # in your link").fill(link.partition("#")[2])
    new.get_by_role("button", name="Sign in").click()
    new.get_by_label("New password").fill("short")
    new.get_by_role("button", name="Set it").click()
    expect(new.locator(".is-wrong")).to_contain_text("at least 15")
    new.get_by_label("New password").fill("eleven otters under a bridge")
    new.get_by_role("button", name="Set it").click()
    signed_in(new, "nina", "eleven otters under a bridge")

    tab.get_by_role("link", name="On to the account").click()
    expect(tab.locator("#grants tbody tr")).to_contain_text("keeps the gate")
    expect(tab.locator("#sessions tbody tr")).to_have_count(1)


def test_a_grant_with_a_mistake_keeps_what_was_typed_and_a_grant_can_be_ended(
    enter: Enter, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab = enter("ada", scripts=False)
    tab.goto("/admin/accounts/otto")
    tab.get_by_text("Grant something more").click()
    tab.locator("#f-role").select_option("director")
    tab.locator("#f-days").fill("soon")
    tab.locator("#f-reason").fill("stands in for a week")
    tab.get_by_role("button", name="Grant it").click()
    expect(tab.get_by_role("alert")).to_contain_text("expected a number from 1 to 366")
    expect(tab.locator("#f-reason")).to_have_value("stands in for a week")
    expect(tab.locator("#f-role")).to_have_value("director")
    tab.locator("#f-days").fill("7")
    tab.get_by_role("button", name="Grant it").click()
    row = tab.locator("#grants tbody tr", has_text="stands in for a week")
    expect(row).to_contain_text("director")
    shot(tab, "admin-account")
    row.get_by_role("button", name="End grant").click()
    expect(tab.get_by_role("status").first).to_contain_text("has ended")
    expect(tab.locator("#grants tbody tr", has_text="stands in for a week")).to_contain_text("by ada")


def test_a_token_is_shown_once_and_ends_at_a_click(enter: Enter, axe: Callable[[Page], None]) -> None:
    tab = enter("ada")
    tab.goto("/admin/accounts/otto")
    axe(tab)
    tab.get_by_text("Make a token").click()
    tab.get_by_label("What it is for").fill("gate")
    tab.get_by_label("send signals").check()
    tab.get_by_role("button", name="Make it").click()
    token = tab.locator("#secret").inner_text()
    assert token.startswith("fst_")
    answer = tab.request.get("/v1/me", headers={"authorization": f"Bearer {token}", "cookie": ""})
    assert answer.status == 403  # it may send signals and nothing else
    tab.get_by_role("link", name="On to the account").click()
    assert token not in tab.content()
    tab.get_by_role("button", name="End token").click()
    expect(tab.get_by_role("status").first).to_contain_text("has ended")
    answer = tab.request.get("/v1/me", headers={"authorization": f"Bearer {token}", "cookie": ""})
    assert answer.status == 401


def test_codes_of_an_app_are_set_up_without_scripts_and_asked_for_then(
    enter: Enter, shot: Callable[[Page, str], None]
) -> None:
    tab = enter("cora", scripts=False)
    shot(tab, "account")
    tab.get_by_role("link", name="Set up codes").click()
    key = tab.locator("#key").inner_text().replace(" ", "").strip()
    tab.get_by_label("Code of the app").fill("000000")
    tab.get_by_role("button", name="From now on").click()
    expect(tab.locator(".is-wrong")).to_contain_text("not one of this key")
    assert tab.locator("#key").inner_text().replace(" ", "").strip() == key
    now = datetime.now(UTC)
    tab.get_by_label("Code of the app").fill(pyotp.TOTP(key).at(now))
    tab.get_by_role("button", name="From now on").click()
    expect(tab.get_by_role("link", name="Set up a new key")).to_be_visible()
    other = enter(scripts=False)
    signed_in(other, "cora", code=pyotp.TOTP(key).at(int(now.timestamp()) + 30))


def test_a_passkey_is_added_and_signs_in(enter: Enter, axe: Callable[[Page], None]) -> None:
    tab = enter()
    with_authenticator(tab)
    signed_in(tab, "paul")
    axe(tab)
    add_passkey(tab)
    tab.get_by_role("button", name="Sign out").last.click()
    tab.goto("/sign-in?next=/account")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    expect(tab.get_by_role("heading", name="Your account")).to_be_visible()
    expect(tab.locator("#sessions tbody tr", has_text="here")).to_contain_text("passkey")


def test_a_label_is_raised_at_once_and_lowered_by_a_passkey(
    enter: Enter, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab = enter()
    with_authenticator(tab)
    signed_in(tab, "dora")
    add_passkey(tab)
    tab.goto("/admin/labels?signal=1")
    axe(tab)
    tab.get_by_label("New label").select_option("AMBER+STRICT")
    tab.get_by_label("Reason").fill("names a supplier")
    tab.get_by_role("button", name="Change the label").click()
    expect(tab.get_by_role("status").first).to_contain_text("is now TLP:AMBER+STRICT")
    tab.get_by_label("New label").select_option("GREEN")
    tab.get_by_label("Reason").fill("published by the supplier")
    tab.get_by_role("button", name="Change the label").click()
    last = tab.locator("section", has_text="How it came to its label").locator("li").last
    expect(last).to_contain_text("published by the supplier")
    expect(last).to_contain_text("signed")
    shot(tab, "admin-labels")


def test_a_file_that_no_longer_checks_is_named_with_line_and_what_to_mend(
    enter: Enter, served: Served, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab = enter("ada")
    tab.goto("/admin/place")
    expect(tab.locator("main")).to_contain_text("The files check")
    file = served.place / "sites.csv"
    good = file.read_text()
    head, first, rest = good.split("\n", 2)
    file.write_text("\n".join((head, first.replace(",", ",,,,", 1), rest)))
    try:
        tab.reload()
        expect(tab.locator("main")).to_contain_text("What was in use stays in use")
        row = tab.locator("#remarks tbody tr").first
        expect(row).to_contain_text("sites.csv")
        expect(row.locator("td").first).to_have_text("2")
        axe(tab)
        shot(tab, "admin-place")
    finally:
        file.write_text(good)
    tab.reload()
    expect(tab.locator("main")).to_contain_text("The files check")


def test_who_could_see_a_signal_on_a_day_is_answered_from_the_grants_of_then(
    enter: Enter, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab = enter("ada", scripts=False)
    tab.goto("/admin")
    tab.get_by_role("link", name="Who could see what").click()
    tab.get_by_label("Day or time, UTC").fill("2099-01-01")
    tab.get_by_label("Number of a signal").fill("2")
    tab.get_by_role("button", name="Who could?").click()
    expect(tab.locator("#readers tbody")).to_contain_text("otto")
    expect(tab.locator("#readers tbody")).not_to_contain_text("ada")  # an administrator sees no content
    shot(tab, "admin-readers")
    tab.get_by_label("Day or time, UTC").fill("2020-01-01")
    tab.get_by_role("button", name="Who could?").click()
    expect(tab.locator("main")).to_contain_text("No account could.")


def test_who_keeps_no_accounts_gets_a_sentence_and_no_entry_in_the_navigation(enter: Enter) -> None:
    tab = enter("rosa")
    expect(tab.get_by_role("navigation", name="Pages").get_by_role("link", name="Admin")).to_have_count(0)
    tab.goto("/admin")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Not allowed")
