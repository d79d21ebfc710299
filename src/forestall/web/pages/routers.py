"""The routers of all pages; a page counts once its line stands here."""

from fastapi import APIRouter

from forestall.web.pages import (
    assets,
    ledger,
    live,
    network,
    outlook,
    proof,
    search,
    settings,
    sites,
    sources,
)
from forestall.web.pages import (
    help as help_pages,
)

PAGES: tuple[APIRouter, ...] = (
    assets.router,
    settings.router,
    help_pages.router,
    live.router,
    network.router,
    ledger.router,
    outlook.router,
    proof.router,
    search.router,
    sites.router,
    sources.router,
)
"""In any order: each has its own addresses."""
