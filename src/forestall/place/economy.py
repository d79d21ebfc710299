"""Whether the tables of the economy can hold together: what sectors buy, and which share of them hangs on sites."""

from collections import defaultdict

from forestall.model.economy import Coefficient, Sector
from forestall.model.site import Site
from forestall.place.draft import Draft

ROUNDING = 1e-9


def check_economy(draft: Draft) -> None:
    """Report sectors that use up more than they make, and sites that stand for more than their sector."""
    _purchases(draft)
    _shares(draft)


def _purchases(draft: Draft) -> None:
    """What a sector buys for a unit of its output costs less than that unit; else no output satisfies the economy."""
    bought: dict[str, float] = defaultdict(float)
    for entry, one in draft.of(Coefficient):
        before = bought[one.buyer]
        bought[one.buyer] += one.share
        if before < 1 <= bought[one.buyer]:
            found = f"{one.buyer} buying {bought[one.buyer]:.6g} for each 1 of its output"
            draft.report(entry.file).error(entry.line, "share", found, "shares that add up to less than 1 a buyer")


def _shares(draft: Draft) -> None:
    shares: dict[str, float] = defaultdict(float)
    known = {sector.id for _, sector in draft.of(Sector)}
    for entry, site in draft.of(Site):
        if site.sector in known:
            before = shares[site.sector]
            shares[site.sector] += site.sector_share
            if before <= 1 + ROUNDING < shares[site.sector]:
                found = f"sites with {shares[site.sector]:.6g} of {site.sector}"
                expected = "sector_share that adds up to at most 1 a sector"
                draft.report(entry.file).warning(
                    entry.line, "sector_share", found, expected, "losses are counted twice"
                )
