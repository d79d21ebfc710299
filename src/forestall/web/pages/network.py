"""The network: what needs what, what follows when something fails, weak points, the order of repair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Query
from starlette.responses import Response

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.cascade import Failure, SectorLoss, ServiceOutage, SinglePoint, SiteDown
from forestall.model.site import Site
from forestall.outlook.given import Given
from forestall.outlook.pages.network import Drawing, Spot, closed, down_at, drawing, steps, told_apart
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.pipeline.cascade import LONGEST, answer
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
MOST_OFFERED = 2_000
"""Sites that a form offers by name; where there are more, their ids are typed."""
MOST_FAILING = 20
HOURS = 24.0
"""Hours of repair that a form begins with [h]."""
_WORSE = ("calm", "raised", "high")
_SEE = [require(Action.COUNT)]
Fails = Annotated[list[str] | None, Query(max_length=MOST_FAILING)]
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as it was typed."""

    fail: tuple[str, ...]
    """Sites that fail."""
    hours: str
    """Hours of repair."""
    crews: str
    """Repair crews."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field."""


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """What the page shows."""

    asked: Asked
    """The question."""
    names: dict[str, str]
    """Sites by id, as people call them."""
    horizon: float
    """Hours for which a single point is let fail [h]."""
    offered: tuple[Site, ...]
    """Sites that the form offers."""
    drawing: Drawing
    """The picture."""
    answer: Failure | None
    """What follows; None when nothing was asked."""
    counts: tuple[int, ...]
    """Sites down at each of the answer's times."""
    points: TableView[SinglePoint]
    """Sites whose failure alone reaches most people."""
    services: TableView[ServiceOutage] | None
    """People without each service, by time."""
    down: TableView[SiteDown] | None
    """Sites that go down."""
    sectors: TableView[SectorLoss] | None
    """What the economy loses."""

    @property
    def graph_address(self) -> str:
        """Where the script gets the picture."""
        return "/network/graph.json" + asked_by(self.asked, self.asked.fail)

    def derivation(self, quantity: str) -> str:
        """Where a number of the answer is opened."""
        return f"/derivation/failure/all/{quote(quantity)}" + asked_by(self.asked, self.asked.fail)

    def alone(self, point: SinglePoint, quantity: str) -> str:
        """Where a number of what a site does alone is opened: it fails for all the hours followed."""
        query = urlencode({"fail": point.site, "hours": f"{self.horizon:g}"})
        return f"/derivation/failure/all/{quantity}?{query}"

    @property
    def lines(self) -> tuple[tuple[int, int, int, int], ...]:
        """The links as lines."""
        at = {each.key: (round(each.x), round(each.y)) for each in self.drawing.spots}
        return tuple((*at[a], *at[b]) for a, b in self.drawing.links)

    @property
    def spots(self) -> tuple[tuple[Spot, str], ...]:
        """What is drawn, with its worst state."""
        down = {} if self.answer is None else {each.site: each for each in self.answer.sites}
        times = (0.0,) if self.answer is None else self.answer.times
        return tuple((each, max(steps(each, down, times), key=_WORSE.index)) for each in self.drawing.spots)

    def without(self, site: str) -> str:
        """This page with a site less that fails."""
        return "/network" + asked_by(self.asked, [each for each in self.asked.fail if each != site])

    def toggled(self, spot: Spot) -> str:
        """This page with a site that fails or no longer does."""
        if spot.key in self.asked.fail:
            return self.without(spot.key)
        return "/network" + asked_by(self.asked, [*self.asked.fail, spot.sites[0]])


def asked_by(asked: Asked, fail: Sequence[str]) -> str:
    """The question as addresses ask it, with other sites that fail."""
    numbers = [(name, text) for name, text in (("hours", asked.hours), ("crews", asked.crews)) if text]
    found = urlencode([*(("fail", each) for each in fail), *numbers])
    return f"?{found}" if found else ""


def _point_columns(names: dict[str, str]) -> tuple[Column[SinglePoint], ...]:
    return (
        Column("name", N_("Site"), lambda row: names.get(row.site, row.site)),
        Column("site", N_("Id"), lambda row: row.site, hidden=True),
        Column("sites", N_("Sites it takes down"), lambda row: row.sites, kind=Kind.COUNT),
        Column("people", N_("People without a service"), lambda row: row.people, kind=Kind.COUNT),
        Column("person_hours", N_("Person-hours"), lambda row: row.person_hours, kind=Kind.COUNT),
    )


DOWN_COLUMNS: tuple[Column[SiteDown], ...] = (
    Column("name", N_("Site"), lambda row: row.name),
    Column("site", N_("Id"), lambda row: row.site, hidden=True),
    Column("kind", N_("Kind"), lambda row: row.kind.replace("_", " ")),
    Column("begun", N_("Down from"), lambda row: row.begun, kind=Kind.AGE, note=N_("Time after the failure")),
    Column("back", N_("Back after"), lambda row: row.back, kind=Kind.AGE, note=N_("Up for good")),
    Column("people", N_("People served"), lambda row: row.people, kind=Kind.COUNT),
    Column("person_hours", N_("Person-hours"), lambda row: row.person_hours, kind=Kind.COUNT),
    Column("because", N_("Why"), lambda row: row.because),
)
SECTOR_COLUMNS: tuple[Column[SectorLoss], ...] = (
    Column("name", N_("Sector"), lambda row: row.name),
    Column("sector", N_("Id"), lambda row: row.sector, hidden=True),
    Column("loss", N_("Output not produced"), lambda row: row.loss, kind=Kind.MONEY),
    Column("worst", N_("Worst hour"), lambda row: row.worst, kind=Kind.SHARE),
)


@router.get("/network", dependencies=_SEE)
def network_page(page: Shown, fail: Fails = None, add: Text = "", hours: Text = "", crews: Text = "") -> Response:
    """The network, and what follows when sites fail."""
    place = page.given.place
    names = told_apart(place)
    asked, found = answered(page, [*(fail or ()), *([add] if add.strip() else [])], hours, crews)
    points = page.once(_single_points)
    context = NetworkPage(
        asked=asked,
        names=names,
        horizon=place.profile.appraisal.outage_horizon,
        offered=place.sites if len(place.sites) <= MOST_OFFERED else (),
        drawing=page.once(drawing),
        answer=found,
        counts=() if found is None else tuple(down_at(found, time) for time in found.times),
        points=page.table("points", points, _point_columns(names), identity=lambda row: row.site),
        services=None if found is None else _services(page, found),
        down=None if found is None else page.table("down", found.sites, DOWN_COLUMNS, identity=lambda row: row.site),
        sectors=None
        if found is None or not found.sectors
        else page.table("sectors", found.sectors, SECTOR_COLUMNS, identity=lambda row: row.sector),
    )
    return page.show("network.html", context, 422 if asked.errors else 200)


@router.get("/network/graph.json", dependencies=_SEE)
def graph(page: Shown, fail: Fails = None, hours: Text = "", crews: Text = "") -> Response:
    """The picture for the script: spots with their place and their state at each time."""
    drawn = page.once(drawing)
    _, found = answered(page, fail or (), hours, crews)
    down = {} if found is None else {each.site: each for each in found.sites}
    times = (0.0,) if found is None else found.times
    nodes = [
        {
            "data": {"id": each.key, "label": each.label, "steps": steps(each, down, times), "level": "calm"},
            "position": {"x": each.x, "y": each.y},
        }
        for each in drawn.spots
    ]
    edges = [{"data": {"id": f"{a}>{b}", "source": a, "target": b}} for a, b in drawn.links]
    elements = {"nodes": nodes, "edges": edges}
    return page.json({"elements": elements, "layout": {"name": "preset"}, "times": times, "grouped": drawn.grouped})


def answered(page: Page, wanted: list[str] | tuple[str, ...], hours: str, crews: str) -> tuple[Asked, Failure | None]:
    """The question as it was typed with what is wrong, and the answer when nothing is."""
    fail = tuple(dict.fromkeys(_id(page.given, each) for each in wanted))
    errors: dict[str, str] = {}
    span = _number(hours, "hours", HOURS, errors, page)
    crew = _number(crews, "crews", 0.0, errors, page)
    if not fail or errors:
        return Asked(fail, hours, crews, errors), None
    try:
        found = page.once(partial(_failure, fail=fail, hours=span, crews=int(crew) or None))
    except InputError as error:
        return Asked(fail[:-1], hours, crews, {"add": str(error)}), None
    return Asked(fail, hours, crews), found


def _failure(given: Given, fail: tuple[str, ...], hours: float, crews: int | None) -> Failure:
    return answer(closed(given.place), fail, hours=hours, horizon=None, crews=crews)


def _single_points(given: Given) -> tuple[SinglePoint, ...]:
    sites = given.place.sites
    return (
        answer(closed(given.place), [sites[0].id], hours=HOURS, horizon=None, crews=None).single_points if sites else ()
    )


def _after(number: int) -> Callable[[ServiceOutage], float]:
    return lambda row: row.people[number]


def _services(page: Page, found: Failure) -> TableView[ServiceOutage]:
    columns: tuple[Column[ServiceOutage], ...] = (
        Column("service", N_("Service"), lambda row: row.kind),
        *(
            Column(f"after_{time:g}_h", N_("People"), _after(number), kind=Kind.COUNT)
            for number, time in enumerate(found.times)
        ),
        Column("person_hours", N_("Person-hours"), lambda row: row.person_hours, kind=Kind.NUMBER),
    )
    return page.table("services", found.services, columns, identity=lambda row: row.kind)


def _id(given: Given, typed: str) -> str:
    """The id of a site that was typed by id or by name."""
    plain = typed.strip()
    named = {each.name.casefold(): each.id for each in given.place.sites}
    return named.get(plain.casefold(), plain)


def _number(typed: str, name: str, default: float, errors: dict[str, str], page: Page) -> float:
    if not typed.strip():
        return default
    try:
        value = float(typed)
    except ValueError:
        value = -1.0
    if not 0 < value <= LONGEST:
        text = N_("found %(found)s, expected a number above 0 and at most %(most)s")
        errors[name] = page.text(text, found=typed[:20], most=int(LONGEST))
    return value
