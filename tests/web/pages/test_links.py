"""Where the pages lead: to this site, never elsewhere, whatever stands in an address or a row."""

from urllib.parse import urlsplit

import pytest

from forestall.web.pages.navigation import NAVIGATION

LEADS = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data-src", "poster")
HOSTILE = ("javascript:alert(1)", "data:text/html,x", "//other.example/x", "https://other.example/", '"><a href=x:>')
PATHS = [entry.path for entry in NAVIGATION] + ["/search", "/help", "/account"]
_SECOND = 60  # pages one step further


def _leads(answer) -> set[str]:  # type: ignore[no-untyped-def]
    """Where a page leads, and what it brings in."""
    return {each.get(name) for each in answer.html.iter() for name in LEADS if each.get(name) is not None}


def _elsewhere(leads: set[str]) -> set[str]:
    """What of it is no path of this site."""
    return {each for each in leads if urlsplit(each).scheme or urlsplit(each).netloc or each.startswith(("//", "\\"))}


def test_every_link_of_every_page_leads_to_this_site(harbour_pages) -> None:  # type: ignore[no-untyped-def]
    seen: set[str] = set()
    for path in PATHS:
        answer = harbour_pages.get(path)
        assert answer.status == 200, path
        assert _elsewhere(_leads(answer)) == set(), path
        seen |= {each.get("href") for each in answer.html.iter("a") if (each.get("href") or "").startswith("/")}
    further = sorted(each for each in seen if "form=" not in each and not each.startswith(("/disk", "/static")))
    assert len(further) > _SECOND
    for path in further[:: len(further) // _SECOND]:
        answer = harbour_pages.get(path)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            assert _elsewhere(_leads(answer)) == set(), path


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_stands_in_an_address_never_becomes_one(town_pages, hostile: str) -> None:  # type: ignore[no-untyped-def]
    asked = {"q": hostile, "after": hostile, "back": hostile, "next": hostile, "state": hostile, "month": hostile}
    for path in PATHS:
        answer = town_pages.get(path, **asked)
        if answer.headers["content-type"].startswith("text/html"):
            assert _elsewhere(_leads(answer)) == set(), path
    after = town_pages.post("/settings", after=hostile, language="en", theme="auto")
    assert _elsewhere({after.headers.get("location", "/")}) == set()
