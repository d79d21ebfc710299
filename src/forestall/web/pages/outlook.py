"""The first page: how the five fields stand, what changed since one last looked, what to look at first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from forestall.core.clock import instant
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.risk import Risk
from forestall.outlook.changes import ChangesView
from forestall.outlook.pages.day import Day, day
from forestall.outlook.pages.side_tables import HERE
from forestall.outlook.pages.since import since
from forestall.outlook.pages.table import TableView
from forestall.pipeline.looks import keep_look, last_look
from forestall.web.pages.page import Shown, page_router
from forestall.web.rights import require

router = page_router()


@dataclass(frozen=True, slots=True)
class OutlookPage:
    """What the first page shows."""

    day: Day
    """The pass."""
    changes: ChangesView
    """What changed since the reader last looked; since the pass before when they never said so."""
    looked: datetime | None
    """The pass that they saw last; None when they never said so."""
    top: TableView[Risk]
    """The risks, largest first."""
    current: bool
    """Whether that is the pass that is shown."""


@router.get("/", dependencies=[require(Action.COUNT)])
def outlook_page(page: Shown) -> Response:
    """The outlook."""
    given = page.given
    last = last_look(page.office, page.account)
    seen = last is not None and last[0] >= given.at
    summary = page.previous if last is None else last[1]
    context = OutlookPage(
        day=page.once_since(day),
        changes=page.once_by(("changes", last and last[0]), lambda: since(given, summary, whole=page.whole)),
        looked=None if last is None else last[0],
        top=page.table(
            "risks",
            given.assessment.risks,
            HERE,
            identity=lambda row: row.scenario,
            leaves=any(map(page.leaves, given.assessment.risks)),
        ),
        current=seen,
    )
    return page.show("outlook.html", context)


@router.post("/looked", dependencies=[require(Action.COUNT)])
def looked(page: Shown, at: Annotated[str, Form(max_length=40)]) -> Response:
    """The reader has seen what changed up to a pass."""
    keep_look(page.office, page.account, min(instant(at), page.given.at))
    return page.back("/", page.text(N_("From now on you see what changes after this.")))
