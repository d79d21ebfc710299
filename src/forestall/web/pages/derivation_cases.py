"""How a number of a case or a cause came about; it is worked out from the cases that the reader may see."""

from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.outlook.pages.derivation import DerivationView
from forestall.pipeline import derive_cause
from forestall.pipeline.case_causes import ranked
from forestall.pipeline.case_desk import desk_of
from forestall.pipeline.owed_shown import history
from forestall.web.pages.cases import rows_of
from forestall.web.pages.derivation import Opened, answer
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require
from forestall.web.routes.cases import seen

router = page_router()
_READ = [require(Action.READ_CASES)]
_Key = Annotated[str, Path(max_length=64)]
_Word = Annotated[str, Path(max_length=20)]


@router.get("/derivation/cause/{key}/{quantity}", dependencies=_READ)
def cause_page(page: Shown, key: _Key, quantity: _Word, opened: Opened = "") -> Response:
    """The tree of a number of a cause."""
    return answer(page, _cause(page, key, quantity), opened)


@router.get("/derivation/case/{key}/{quantity}", dependencies=_READ)
def case_page(page: Shown, key: _Key, quantity: _Word, opened: Opened = "") -> Response:
    """The tree of a number of a case."""
    desk, reader = desk_of(page.service), page.reader(Action.EXPORT if page.taken else Action.READ_CASES)
    whole = seen(desk, reader, key)
    said = history(page.office, [("case", f"case/{key}")])
    return answer(page, derive_cause.case(whole.case, whole.reports, said, quantity), opened)


def _cause(page: Page, key: str, quantity: str) -> DerivationView | None:
    """Of the cases that the reader may see, as the ranking has it."""
    cases = [each.case for each in rows_of(page)]
    every = ranked(desk_of(page.service), cases)
    of = next((each for each in every if each.cause.id == key), None)
    if of is None or not of.cases:
        raise HTTPException(404, "there is no such cause, or none of its cases is yours to see")
    return derive_cause.cause(of, every, cases, quantity)
