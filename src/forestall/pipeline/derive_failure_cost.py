"""Derivations of what it costs when sites are let fail: the people without service, and the sectors of the economy."""

from collections.abc import Sequence

import numpy as np

from forestall.assess.economy import Economy
from forestall.core.text import N_
from forestall.model.cascade import SectorLoss, SiteDown
from forestall.model.derivation import Derivation
from forestall.model.economy import Sector
from forestall.outlook.pages.derivation import Basis, Node, stated
from forestall.outlook.wording import Wording, age, number, percent
from forestall.pipeline.derive_failure_site import Case, down

_LOSS = "Haimes and Jiang (2001), doi:10.1061/(ASCE)1076-0342(2001)7:1(1); Santos and Haimes (2004)"
_COURSE = "Lian and Haimes (2006), doi:10.1002/sys.20051"


def cost(case: Case, _of: str, words: Wording) -> Node:
    """The loss of all that follows: people without service, and output not produced."""
    found = case.answer
    gives = Derivation(
        N_("economic loss"),
        found.cost,
        "currency",
        N_("person-hours without service × cost of one + sum over the sectors of output not produced"),
        "docs/understand/cascade.md",
    )
    an_hour = case.place.profile.appraisal.outage_cost
    people = Derivation(
        N_("cost of people without service"),
        an_hour * found.person_hours.mean,
        "currency",
        N_("person-hours without service × cost of one"),
        "",
    )
    of_people = Node(
        people,
        words.money(an_hour * found.person_hours.mean),
        Basis.WORKED,
        (
            Node(
                Derivation(N_("person-hours without service"), found.person_hours.mean, "person-hours", "", ""),
                number(found.person_hours.mean),
                Basis.WORKED,
            ),
            stated(
                N_("cost of one person-hour"),
                an_hour,
                words.money(an_hour),
                "place.toml, appraisal.outage_cost",
                "",
                "currency/person-hour",
            ),
        ),
    )
    sectors = tuple(_sector(case, each, words) for each in found.sectors)
    return Node(gives, words.money(found.cost), Basis.WORKED, (of_people, *sectors))


def sector(case: Case, ident: str, words: Wording) -> Node | None:
    """What a sector does not produce."""
    return next((_sector(case, each, words) for each in case.answer.sectors if each.sector == ident), None)


def _sector(case: Case, loss: SectorLoss, words: Wording) -> Node:
    gives = Derivation(
        loss.name,
        loss.loss,
        "currency",
        N_("sum over sites of hours down × loss of an hour; loss of an hour = x / 8760 · (I − A*)⁻¹ c*"),
        _LOSS,
        N_("A shortage spreads to the sectors that buy and sell; no stocks, no overtime, no other seller."),
    )
    economy = Economy(case.place)
    an_hour = economy.loss_of_sites()[:, economy.sectors.index(loss.sector)]
    parts = []
    for i, site in enumerate(case.place.sites):
        one = case.down.get(site.id)
        if one is not None and an_hour[i] > 0:
            parts.append(_of_site(case, one, float(an_hour[i]), words))
    inputs = sorted(parts, key=lambda each: -float(each.says.value))
    return Node(gives, words.money(loss.loss), Basis.WORKED, (*inputs, *_given(_named(case, loss.sector), words)))


def _of_site(case: Case, one: SiteDown, an_hour: float, words: Wording) -> Node:
    """What the sector loses by one site."""
    value = one.hours * an_hour
    gives = Derivation(one.name, value, "currency", N_("hours down × loss of an hour"), _LOSS)
    site = next(each for each in case.place.sites if each.id == one.site)
    share = stated(
        N_("share of its sector's output that is not produced while it is down"),
        site.sector_share,
        percent(site.sector_share),
        f"sites.csv, {site.id}",
    )
    hour = Derivation(N_("loss of an hour"), an_hour, "currency/h", "x / 8760 · (I − A*)⁻¹ c*", _LOSS)
    inputs = (down(case, one, N_("hours down")), Node(hour, words.money(an_hour), Basis.WORKED, (share,)))
    return Node(gives, words.money(value), Basis.WORKED, inputs)


def worst(case: Case, ident: str, _words: Wording) -> Node | None:
    """The largest share of a sector's output that is lost at any hour, with the sites that are down then."""
    loss = next((each for each in case.answer.sectors if each.sector == ident), None)
    if loss is None:
        return None
    economy = Economy(case.place)
    hours = round(case.answer.horizon)
    state = np.zeros((hours, len(case.place.sites)))
    for i, site in enumerate(case.place.sites):
        for begun, over in case.down[site.id].spells if site.id in case.down else ():
            state[round(begun) : round(over), i] = 1.0
    at = int(economy.course(state)[:, economy.sectors.index(ident)].argmax())
    gives = Derivation(
        N_("largest share of the output that is lost at any hour"),
        loss.worst,
        "",
        "q(t + 1) = q(t) + (1 − exp(−k)) (A* q(t) + c*(t) − q(t))",
        _COURSE,
    )
    hour = Node(Derivation(N_("hour after the failure"), float(at), "h", "", ""), age(float(at)), Basis.WORKED)
    short = _short(case, [i for i, gone in enumerate(state[max(at - 1, 0)]) if gone])
    sector = _named(case, ident)
    recovery = stated(
        N_("time in which a shortage of its own falls to 1/e"),
        sector.recovery,
        age(sector.recovery),
        f"sectors.csv, {sector.id}",
        "",
        "h",
    )
    return Node(gives, percent(loss.worst), Basis.WORKED, (hour, recovery, *short))


def _short(case: Case, sites: Sequence[int]) -> tuple[Node, ...]:
    """What the sites that are down take from their own sectors: c*."""
    names = {each.id: each.name for each in case.place.sectors}
    rows = [case.place.sites[i] for i in sites]
    return tuple(
        Node(
            Derivation(each.name, each.sector_share, "", "as given", "", names[each.sector]),
            percent(each.sector_share),
            Basis.STATED,
            where=f"sites.csv, {each.id}",
        )
        for each in rows
        if each.sector in names and each.sector_share > 0
    )


def _named(case: Case, ident: str) -> Sector:
    return next(each for each in case.place.sectors if each.id == ident)


def _given(sector: Sector, words: Wording) -> tuple[Node, ...]:
    file = f"sectors.csv, {sector.id}"
    said = words.money(sector.output)
    return (stated(N_("output in a year"), sector.output, said, file, "", "currency/year"),)
