"""The partners: what each would get and why not the rest, what it got and confirmed; exchanging now."""

from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.delivery import Delivery
from forestall.model.sharing import Format
from forestall.pipeline import deliver
from forestall.pipeline.exchange_form import exchange_key
from forestall.pipeline.exchange_with import exchange
from forestall.pipeline.partner_link import link_to
from forestall.pipeline.sharing import partner_of
from forestall.store.deliveries import Deliveries
from forestall.web.pages import partners_view
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require
from forestall.web.routes.exchange import counter_of

router = page_router()
_READ = [require(Action.READ_PARTNERS)]
_Name = Annotated[str, Path(min_length=1, max_length=128)]
_Digest = Annotated[str, Path(max_length=64)]
_Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/partners", dependencies=_READ)
def partners_page(page: Shown) -> Response:
    """All partners."""
    return page.show("partners.html", partners_view.partners_page(page))


@router.get("/partners/{name}", dependencies=_READ)
def partner_page(page: Shown, name: _Name) -> Response:
    """One partner."""
    return page.show("partner.html", partners_view.partner_page(page, partner_of(page.office.place(), name)))


@router.get("/partners/{name}/text/{key}", dependencies=_READ)
def letter_text(page: Shown, name: _Name, key: _Digest) -> Response:
    """The text of a letter as a file, exactly as the partner gets it."""
    letter = partners_view.letter(page, partner_of(page.office.place(), name), key)
    if letter is None:
        raise HTTPException(404, f"partner {name}: would be sent no text of this digest that you may see")
    ending = "xml" if letter.format is Format.CAP else "json"
    headers = {"Content-Disposition": f'attachment; filename="letter-{letter.digest[:16]}.{ending}"'}
    return PlainTextResponse(letter.body, headers=headers)


@router.post("/partners/{name}/exchange", dependencies=[require(Action.SHARE)])
def exchange_now(page: Shown, name: _Name) -> Response:
    """Exchange with a partner now, instead of when the service does next."""
    service, partner = page.service, partner_of(page.office.place(), name)
    key = exchange_key(service.folder, service.place.profile.sender)
    done = exchange(counter_of(service), partner, link_to(partner, service.root), key, page.account)
    back = f"/partners/{partner.id}"
    counts = {"given": done.given, "taken": done.taken}
    if done.trouble is not None:
        said = N_("%(given)s handed over and %(taken)s taken, then: %(trouble)s")
        return page.back(back, page.text(said, **counts, trouble=done.trouble), "failed")
    return page.back(back, page.text(N_("%(given)s handed over and confirmed, %(taken)s taken."), **counts))


@router.post("/partners/deliveries/{number}/confirm", dependencies=[require(Action.ACKNOWLEDGE)])
def confirm(page: Shown, number: _Number) -> Response:
    """The audience has what was sent to it."""
    _delivery(page, number)
    deliver.confirm(page.office, page.account, number)
    return page.back("/partners#deliveries", page.text(N_("Delivery %(number)s is confirmed."), number=number))


@router.post("/partners/deliveries/{number}/again", dependencies=[require(Action.WARN)])
def again(page: Shown, number: _Number) -> Response:
    """Try once more what was given up."""
    _delivery(page, number)
    deliver.again(page.office, page.account, number)
    return page.back("/partners#deliveries", page.text(N_("Delivery %(number)s is tried again."), number=number))


def _delivery(page: Page, number: int) -> Delivery:
    """A delivery that the reader may do this to."""
    with page.office.looking() as session:
        one = Deliveries(session).one(number)
    if not page.may(one.label, None, one.field):
        raise HTTPException(404, f"delivery {number}: there is none")
    return one
