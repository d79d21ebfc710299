"""A new pass is prepared before it is shown; what is much is packed once."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from forestall.model.account import Action, Role
from forestall.model.words import Field
from forestall.outlook.pages.map import incidents
from forestall.pipeline.picture import Derived
from forestall.web.pages import looked, preparing
from forestall.web.pages.preparing import prepare
from forestall.web.pages.sites import sites_page

PAGES = ("/", "/map", "/queue", "/sites", "/network", "/register", "/plan", "/obligations", "/search")
DATA = ("/map/layers/sites.json", "/map/layers/incidents.json", "/network/graph.json")


class Counting(Derived):
    """Tells what it had to work out."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Hashable] = []

    def once(self, key: Hashable, make: Callable[[], object]) -> object:
        """As always, with a note."""

        def noted() -> object:
            self.made.append(key)
            return make()

        return super().once(key, noted)


@pytest.fixture
def shown_again(harbour_pages: Any) -> Iterator[Any]:
    """The pass as if it had just been read; what was shown before is shown again afterwards."""
    picture = harbour_pages.service.picture
    before = picture.shown
    yield replace(before, derived=Counting(), orders=Counting())
    picture.shown = before


@pytest.mark.parametrize("jurisdiction", [None, "port"])
def test_after_a_pass_was_prepared_nothing_is_left_to_be_worked_out(
    harbour_pages: Any, shown_again: Any, jurisdiction: str | None
) -> None:
    known = {each.id for each in harbour_pages.service.place.profile.jurisdictions}
    below = jurisdiction if jurisdiction is None or jurisdiction in known else sorted(known)[-1]
    reader = harbour_pages.as_role(Role.DIRECTOR, jurisdiction=below)
    assert reader.get("/").status == 200
    prepare(reader.app, shown_again)
    prepared = len(shown_again.derived.made)
    assert prepared > 10
    harbour_pages.service.picture.shown = shown_again
    assert [reader.get(path).status for path in (*PAGES, *DATA)] == [200] * len((*PAGES, *DATA))
    assert shown_again.derived.made[prepared:] == []
    orders = shown_again.orders.made
    assert len(orders) == len(set(orders))


def test_what_all_readers_of_the_first_risks_need_is_worked_out_beforehand(
    harbour_pages: Any, shown_again: Any
) -> None:
    reader = harbour_pages.as_role(Role.DIRECTOR)
    assert reader.get("/").status == 200
    prepare(reader.app, shown_again)
    prepared = len(shown_again.derived.made)
    harbour_pages.service.picture.shown = shown_again
    first = harbour_pages.service.picture.shown.given.assessment.risks[0].scenario
    assert reader.get(f"/register/{first}").status == 200
    later = {key[2] for key in shown_again.derived.made[prepared:]}
    assert not {("told", first), ("plain", first)} & later


def test_a_page_that_breaks_holds_up_neither_the_pass_nor_the_others(
    harbour_pages: Any, shown_again: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_page: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    told: list[dict[str, object]] = []
    reader = harbour_pages.as_role(Role.DIRECTOR)
    reader.get("/")
    monkeypatch.setattr(preparing, "_pages", lambda: ((broken, Action.COUNT), (sites_page, Action.COUNT)))
    monkeypatch.setattr(reader.service, "tell", lambda event, **more: told.append({"event": event, **more}))
    prepare(reader.app, shown_again)
    assert [each["event"] for each in told] == ["page not prepared"]
    assert any("site_rows" in str(each) for each in shown_again.derived.made)


def test_nothing_is_prepared_for_nobody_and_each_set_of_rights_counts_once(harbour_pages: Any) -> None:
    nobody = harbour_pages.as_role()
    nobody.get("/help")
    assert looked.last(nobody.app) == ()
    someone = harbour_pages.as_role(Role.ANALYST, fields=frozenset({Field.CYBER}))
    for path in ("/", "/sites", "/help"):
        someone.get(path)
    assert len(looked.last(someone.app)) == 1


def test_only_the_last_sets_of_rights_are_known(harbour_pages: Any) -> None:
    app = harbour_pages.as_role(Role.ANALYST).app
    somebody = app.state.rights.asker(None)
    for number in (*range(20), 7):
        looked.note(app, (number,), somebody)
    assert len(looked.last(app)) == 16


def test_pages_and_data_come_packed_and_plain_alike(harbour_pages: Any) -> None:
    for path in ("/sites", "/map/layers/incidents.json"):
        small = harbour_pages.get(path)
        assert small.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in small.headers["vary"]
        harbour_pages.headers["accept-encoding"] = "identity"
        plain = harbour_pages.get(path)
        del harbour_pages.headers["accept-encoding"]
        assert "content-encoding" not in plain.headers
        assert plain.text == small.text


def test_incidents_come_in_columns_and_tell_their_names_when_asked(harbour_pages: Any) -> None:
    sent = harbour_pages.get("/map/layers/incidents.json").json
    every = incidents(harbour_pages.service.picture.shown.given)
    assert len(sent["place"]) == len(sent["level"]) == len(sent["older"]) == len(every) > 10
    assert [sent["places"][at] for at in sent["place"]] == [[round(one.lon, 5), round(one.lat, 5)] for one in every]
    assert [sent["levels"][at] for at in sent["level"]] == [one.level for one in every]
    times, last = [], 0
    for older in sent["older"]:
        last -= older
        times.append(last)
    assert times == [round(one.time) for one in every]
    told = harbour_pages.get("/map/incidents/3.json", time=str(times[3]))
    assert told.json == {"name": every[3].title, "note": every[3].level or "signal", "site": every[3].site}
    assert harbour_pages.get("/map/incidents/3.json", time=str(times[3] - 1)).status == 404
    assert harbour_pages.get(f"/map/incidents/{len(every)}.json").status == 404
