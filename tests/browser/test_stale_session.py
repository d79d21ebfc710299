"""Nothing typed is lost when a session ends: with scripts and without, in a service with accounts."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from forestall.model.account import Account, Purpose, Role
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE
from forestall.pipeline.place_people import people_of_place
from forestall.place.template import write_town

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
PASSWORD = "nine grey herons by the weir"
WHY = "Looked into by the watch: a drill"
LABEL = "Why, or what is done about it"
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the small town answers, with an operator's account."""
    folder = tmp_path_factory.mktemp("stale")
    place, state = folder / "town", folder / "state"
    write_town(place)
    with people_of_place(place, str(state)) as people:
        wanted = Wanted(Role.OPERATOR, Label.AMBER_STRICT, purposes=frozenset(Purpose))
        accounts.add_account(people, CONSOLE, Account("otto", "Otto", people.organisation, START), wanted)
        accounts.set_password(people, CONSOLE, "otto", PASSWORD)
    command = [sys.executable, "-m", "forestall", "serve", str(place), "--state", str(state)]
    env = {**os.environ, "FORESTALL_ANCHOR": str(folder / "anchor.sqlite")}
    with subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True, env=env) as running:
        assert running.stderr is not None
        first = running.stderr.readline()
        assert " at http" in first, first + running.stderr.read()
        try:
            yield first.partition(" at ")[2].strip().rstrip("/").replace("127.0.0.1", "localhost")
        finally:
            running.terminate()
            running.communicate(timeout=20)


@pytest.fixture
def enter(address: str, chromium: Browser) -> Iterator[Enter]:
    """Opens the queue for somebody who has signed in: `enter(scripts=False)`."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def entered(*, scripts: bool = True) -> Page:
        context = chromium.new_context(base_url=address, java_script_enabled=scripts, locale="en-GB")
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        tab.goto("/sign-in?next=/queue")
        signed_in(tab)
        while tab.locator("input[name=pick]").count() == 0:  # before the first pass
            tab.wait_for_event("load")
        return tab

    yield entered
    for context in contexts:
        context.close()
    assert not wrong, wrong


def signed_in(tab: Page) -> None:
    """Sign in on the page for it."""
    tab.get_by_label("Name").fill("otto")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("heading", level=1).filter(has_not_text="Forestall")).to_be_visible()


def typed(tab: Page) -> None:
    """Tick a line and say why; then the session ends, and the page does not hear of it."""
    tab.locator("input[name=pick]").first.check()
    tab.get_by_label(LABEL).fill(WHY)
    tab.context.clear_cookies(name="__Host-forestall")


def signed_in_beside(tab: Page) -> None:
    """Sign in in the tab that the refusal opens."""
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="Sign in").click()
    signed_in(opened.value)
    opened.value.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_was_sent_is_sent_again_after_signing_in(enter: Enter, scripts: bool) -> None:
    tab = enter(scripts=scripts)
    typed(tab)
    tab.get_by_role("button", name="Acknowledge").click()
    expect(tab.get_by_role("heading", name="Sign in first")).to_be_visible()
    expect(tab.get_by_label("why")).to_have_value(WHY)
    signed_in_beside(tab)
    tab.get_by_role("button", name="Send again").click()
    expect(tab.locator(".told")).to_contain_text("Acknowledged: 1")
    expect(tab.get_by_label(LABEL)).to_have_value("")
    tab.locator(".undo").get_by_role("button", name="Undo").click()
    expect(tab.locator(".told")).to_contain_text("Undone")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_going_back_after_signing_in_finds_the_form_as_it_was(enter: Enter, scripts: bool) -> None:
    tab = enter(scripts=scripts)
    typed(tab)
    tab.get_by_role("button", name="Acknowledge").click()
    expect(tab.get_by_role("heading", name="Sign in first")).to_be_visible()
    signed_in_beside(tab)
    tab.go_back()
    expect(tab.get_by_label(LABEL)).to_have_value(WHY)
    expect(tab.locator("input[name=pick]").first).to_be_checked()


def test_a_page_that_hears_of_the_end_keeps_what_was_typed_while_one_signs_in_beside(enter: Enter) -> None:
    tab = enter()
    told = json.dumps({"ends": 3600, "idle": 3600, "text": "It has ended.", "typed": "Typed", "action": "Sign in"})
    begun = {"content_type": "text/event-stream", "body": f"retry: 500\n\nevent: session\ndata: {told}\n\n"}
    tab.route("**/live", lambda route: route.fulfill(**begun))
    with tab.expect_response("**/live"):
        tab.reload()
    tab.get_by_label(LABEL).fill(WHY)
    tab.context.clear_cookies(name="__Host-forestall")
    tab.unroute_all()
    expect(tab.get_by_label("Typed")).to_have_value(WHY)
    signed_in_beside(tab)
    expect(tab.get_by_label("Typed")).to_have_value(WHY)
