"""The ledger: entries looked for, one with its proof, receipts taken away and checked in the browser."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated

from fastapi import File, Form, Path, Query, UploadFile
from starlette.responses import PlainTextResponse, Response

from forestall.core.errors import ForestallError
from forestall.core.text import N_
from forestall.ledger import proof_file
from forestall.ledger.key import read_verifier
from forestall.ledger.policy import Policy
from forestall.model.account import Action
from forestall.pipeline.receipts import entry_of, receipt
from forestall.store.book_search import Wanted
from forestall.web.pages import ledger_view
from forestall.web.pages.page import Shown, page_router
from forestall.web.rights import require

router = page_router()
_READ = [require(Action.READ_LEDGER)]
_Number = Annotated[int, Path(ge=0, le=2**53)]
_LONGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A receipt that is to be checked."""

    keys: str
    """Public keys that are asked for, a line each."""
    said: str = ""
    """What the check came to; empty before it."""
    shown: bool = False
    """Whether the receipt holds."""
    content: str = ""
    """The entry in it."""


@router.get("/ledger", dependencies=_READ)
def ledger_page(
    page: Shown,
    kind: Annotated[str, Query(max_length=80)] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    below: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Entries, the newest first."""
    errors: dict[str, str] = {}
    times = ledger_view.moment(since, "since", errors), ledger_view.moment(until, "until", errors)
    lines, kinds = ledger_view.found(page.office, Wanted(kind, subject.strip(), *times, below))
    table = page.table("entries", lines, ledger_view.COLUMNS, identity=lambda row: str(row.number))
    context = ledger_view.LedgerPage(
        signed=ledger_view.signed(page.office, page.service.folder),
        table=table,
        kinds=kinds,
        asked={"kind": kind, "subject": subject, "since": since, "until": until},
        errors=errors,
        older=lines[-1].number if len(lines) == ledger_view.MOST else None,
    )
    return page.show("ledger.html", context, 422 if errors else 200)


@router.get("/ledger/check", dependencies=_READ)
def check_page(page: Shown) -> Response:
    """A form for a receipt."""
    return page.plain("ledger_check.html", CheckPage(_own_keys(page)))


@router.post("/ledger/check", dependencies=_READ)
async def check(
    page: Shown, file: Annotated[UploadFile, File()], keys: Annotated[str, Form(max_length=4000)] = ""
) -> Response:
    """Check a receipt here, for a browser that runs no scripts."""
    data = await file.read(_LONGEST + 1)
    try:
        trusted = Policy.of([read_verifier(line.strip()) for line in keys.splitlines() if line.strip()])
        found = proof_file.read(data)
        entry = found.extra or b""
        head = found.verify(entry, trusted)
    except ForestallError as error:
        return page.plain("ledger_check.html", CheckPage(keys, page.text(N_("Not shown: %(why)s"), why=error)), 422)
    said = page.text(
        N_("Shown: entry %(index)s of %(origin)s, under a signed checkpoint of %(size)s entries."),
        index=found.index,
        origin=head.origin,
        size=head.size,
    )
    return page.plain("ledger_check.html", CheckPage(keys, said, True, entry.decode("utf-8", "replace")))


@router.get("/ledger/verify.py", dependencies=_READ)
def verifier(page: Shown) -> Response:
    """The checker that needs only Python."""
    text = files("forestall.content").joinpath("verifier/verify.py").read_text(encoding="utf-8")
    headers = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return PlainTextResponse(text, media_type="text/x-python", headers=headers)


@router.get("/ledger/{number}/receipt", dependencies=_READ)
def receipt_of(page: Shown, number: _Number) -> Response:
    """The proof of an entry as a file."""
    data = receipt(page.office.reading, entry_of(page.office.reading, str(number))).write()
    headers = {"Content-Disposition": f'attachment; filename="entry-{number}.tlog-proof"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get("/ledger/{number}", dependencies=_READ)
def entry_page(page: Shown, number: _Number) -> Response:
    """One entry."""
    return page.plain("ledger_entry.html", ledger_view.entry(page.office, page.service.folder, number))


def _own_keys(page: Shown) -> str:
    return "\n".join(ledger_view.signed(page.office, page.service.folder).keys)
