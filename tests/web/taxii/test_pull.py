"""Our client against our server: another office's collection comes over whole, and only what is new the next time."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forestall.core.errors import AwayError
from forestall.guard.fetch import rules
from forestall.model.exchange import Filters, Page
from forestall.model.label import Label
from forestall.pipeline import taxii_client
from forestall.pipeline.exchange import Sender, collection_of, look
from forestall.pipeline.fetching import Answer, Fetcher
from forestall.pipeline.office import Office, office
from forestall.pipeline.sign_in import subject_of_token
from forestall.pipeline.taxii_client import Result, TaxiiClient, basic, pull
from forestall.store.exchange import Exchange

from .conftest import HOME, Make, World

AT = datetime(2026, 3, 9, 7, tzinfo=UTC)


@pytest.fixture
def away(tmp_path: Path, world: World) -> Iterator[Office]:
    """The state of another office."""
    with office(tmp_path / "state", lambda: AT, lambda: world.service.place) as found:
        yield found


def _fetcher(world: World) -> Fetcher:
    return Fetcher(rules(world.url, ("127.0.0.0/8",), plain=True))


def _client(world: World, who: str = "operator") -> TaxiiClient:
    return TaxiiClient(_fetcher(world), basic(who, world.tokens[who]))


def _pull(world: World, away: Office, client: TaxiiClient | None = None) -> Result:
    into = collection_of("cyber-received")
    assert into is not None
    url = f"{world.url}/taxii2/office/collections/cyber-received/"
    return asyncio.run(pull(away, client or _client(world), url, into, Sender("console", None, Label.GREEN)))


def _held(world: World, away: Office) -> Page:
    collection = collection_of("cyber-received")
    assert collection is not None
    subject = subject_of_token(world.people, world.tokens["operator"], None)
    return look(away, subject, collection, Filters(limit=10_000, versions=frozenset({"all"})), HOME)


def test_a_server_is_looked_at_from_its_discovery_on(world: World) -> None:
    client = _client(world)
    (root,) = asyncio.run(client.api_roots(f"{world.url}/taxii2/"))
    assert root == f"{world.url}/taxii2/office/"
    offered = asyncio.run(client.collections(root))
    assert len(offered) == 11
    assert [one.title for one in offered if one.can_write and one.can_read] != []


def test_a_collection_comes_whole_and_the_next_time_only_what_is_new(
    world: World, away: Office, coa: Make, fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taxii_client, "AT_ONCE", 10)
    world.post(fresh, [coa(number) for number in range(25)])
    assert _pull(world, away) == Result(3, 25, 25)
    assert _pull(world, away) == Result(1, 0, 0)
    newer = coa(3, "2020-01-01T00:00:00.000Z")
    world.post(fresh, [newer])
    assert _pull(world, away) == Result(1, 1, 1)
    held = _held(world, away).objects
    assert [json.loads(one.document) for one in held] == [*(coa(number) for number in range(25)), newer]


class _Breaking(Fetcher):
    """Fails after some answers."""

    def __init__(self, world: World, answers: int) -> None:
        super().__init__(rules(world.url, ("127.0.0.0/8",), plain=True))
        self._left = answers

    async def get(self, url: str, headers: Any = {}, secret: Any = {}) -> Answer:  # noqa: B006 - as the class has it
        self._left -= 1
        if self._left < 0:
            raise AwayError("the line is cut")
        return await super().get(url, headers, secret)


@pytest.mark.parametrize("answers", [1, 2, 3])
def test_a_client_that_is_cut_off_goes_on_where_it_stopped(
    world: World, away: Office, coa: Make, fresh: str, monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    monkeypatch.setattr(taxii_client, "AT_ONCE", 7)
    world.post(fresh, [coa(number) for number in range(25)])
    secret = basic("operator", world.tokens["operator"])
    with pytest.raises(AwayError, match="cut"):
        _pull(world, away, TaxiiClient(_Breaking(world, answers), secret))
    assert len(_held(world, away).objects) == 7 * answers
    rest = _pull(world, away)
    assert (rest.objects, rest.added) == (25 - 7 * answers, 25 - 7 * answers)
    assert len(_held(world, away).objects) == 25


def test_a_token_that_the_server_forgot_costs_a_repetition_and_nothing_else(
    world: World, away: Office, coa: Make, fresh: str
) -> None:
    world.post(fresh, [coa(number) for number in range(5)])
    _pull(world, away)
    url = f"{world.url}/taxii2/office/collections/cyber-received/"
    with away.changing() as session:
        kept = Exchange(session).pulled(url)
        Exchange(session).keep_pulled(replace(kept, added_after="", next="3-ffffffffffffffff"))
    assert _pull(world, away) == Result(1, 5, 0)


def test_a_server_that_refuses_or_says_no_taxii_is_away(world: World, away: Office) -> None:
    with pytest.raises(AwayError, match="401"):
        _pull(world, away, TaxiiClient(_fetcher(world), basic("operator", "wrong")))
    with pytest.raises(AwayError, match="403"):
        _pull(world, away, _client(world, "keeper"))
    with pytest.raises(AwayError, match="404"):
        asyncio.run(_client(world).collections(f"{world.url}/taxii2/nothing/"))


def test_what_is_marked_stricter_stays_so_and_what_may_not_be_kept_is_counted(
    world: World, away: Office, coa: Make, fresh: str
) -> None:
    strict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
    world.post(fresh, [coa(1), coa(2, object_marking_refs=[strict])])
    _pull(world, away)
    with away.looking() as session:
        held = {one.id: one.label for one in Exchange(session).last("cyber-received").values()}
    assert held == {coa(1)["id"]: Label.GREEN, coa(2)["id"]: Label.AMBER_STRICT}
