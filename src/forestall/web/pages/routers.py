"""The routers of all pages; a page counts once its line stands here."""

from fastapi import APIRouter

from forestall.web.pages import (
    account,
    admin,
    admin_checks,
    alert_desk,
    alerts,
    assets,
    briefing,
    case,
    cases,
    causes,
    derivation,
    ledger,
    live,
    network,
    obligation,
    obligations,
    outlook,
    partners,
    plan,
    proof,
    queue,
    register,
    search,
    settings,
    sites,
    sources,
    what_if,
)
from forestall.web.pages import (
    help as help_pages,
)
from forestall.web.pages import (
    map as map_pages,
)

PAGES: tuple[APIRouter, ...] = (
    account.router,
    admin.router,
    admin_checks.router,
    alert_desk.router,
    alerts.router,
    assets.router,
    cases.router,
    case.router,
    causes.router,
    briefing.router,
    derivation.router,
    settings.router,
    help_pages.router,
    live.router,
    map_pages.router,
    network.router,
    ledger.router,
    obligation.router,
    obligations.router,
    outlook.router,
    plan.router,
    partners.router,
    proof.router,
    queue.router,
    register.router,
    search.router,
    sites.router,
    sources.router,
    what_if.router,
)
"""In any order: each has its own addresses."""
