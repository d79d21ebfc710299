"""The files of the place and what is wrong with them, the keys, who could see what when, labels."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Path, Query
from starlette.responses import Response

from forestall.core.errors import ForestallError, InputError
from forestall.core.text import N_
from forestall.guard.label import ORDER, Labelled
from forestall.model.account import Action, LabelChange
from forestall.model.label import Label
from forestall.model.remark import Remark
from forestall.model.words import Field
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.pipeline import labels
from forestall.pipeline.place_files import Checked, FileState, checked
from forestall.pipeline.who_could import Could, who_could, who_could_see_signal
from forestall.place.digest import digest
from forestall.store.labels import Labels
from forestall.store.sign_ins import SignIns
from forestall.web.pages import admin_view
from forestall.web.pages.admin import choice, people_of
from forestall.web.pages.admin_view import Choices, KeyRow
from forestall.web.pages.ledger_view import moment
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_Number = Annotated[int, Path(ge=1, le=2**53)]
_Asked = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class PlacePage:
    """The files of the place."""

    files: TableView[FileState]
    """Each file."""
    remarks: TableView[Remark]
    """Everything that is wrong."""
    errors: int
    """Mistakes that keep the files from being used."""
    trouble: str
    """Why the folder could not be read."""
    same: bool
    """Whether the service uses these very files."""
    used: str
    """Digest of what it uses."""


@dataclass(frozen=True, slots=True)
class KeysPage:
    """The keys of this office."""

    keys: TableView[KeyRow]
    """Each key."""


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """Who could see something on a day."""

    asked: dict[str, str]
    """What was asked."""
    choices: Choices
    """What can be asked."""
    readers: TableView[Could] | None
    """Who could; None before anything was asked."""
    error: str
    """What is wrong with the question."""


@dataclass(frozen=True, slots=True)
class LabelPage:
    """The label of a signal."""

    number: str
    """Which signal, as it was typed."""
    thing: str = ""
    """Its lasting name; empty before one was asked for."""
    label: Label | None = None
    """Its label now."""
    changes: tuple[LabelChange, ...] = ()
    """Every change of it, the first one first."""
    labels: tuple[Label, ...] = ORDER
    """Labels, the strictest last."""
    lowers: bool = False
    """Whether the reader may lower it now."""
    proof: bool = False
    """Whether they may once they showed again who they are."""
    passkey: bool = False
    """Whether lowering is signed by a passkey."""
    wanted: str = ""
    """The label that was chosen."""
    reason: str = ""
    """The reason that was typed."""
    error: str = ""
    """What is wrong with it."""

    @property
    def lower(self) -> tuple[Label, ...]:
        """Labels that are less strict than the one it has."""
        return () if self.label is None else ORDER[: ORDER.index(self.label)]

    @property
    def chosen(self) -> str:
        """The label that the form begins with: what was chosen, else the next stricter one."""
        stricter = ORDER[len(self.lower) + 1 :]
        return self.wanted or (stricter[0] if stricter else "")


FILE_COLUMNS: tuple[Column[FileState], ...] = (
    Column("name", N_("File"), lambda row: row.name),
    Column("there", N_("There"), lambda row: row.there),
    Column("errors", N_("Mistakes"), lambda row: row.errors, kind=Kind.COUNT),
    Column("warnings", N_("Warnings"), lambda row: row.warnings, kind=Kind.COUNT),
)

REMARK_COLUMNS: tuple[Column[Remark], ...] = (
    Column("file", N_("File"), lambda row: row.file),
    Column("line", N_("Line"), lambda row: row.line, kind=Kind.COUNT),
    Column("column", N_("Where"), lambda row: row.column),
    Column("severity", N_("Kind"), lambda row: row.severity),
    Column("found", N_("Found"), lambda row: row.found),
    Column("expected", N_("Expected"), lambda row: row.expected),
    Column("hint", N_("To mend it"), lambda row: row.hint),
)

READER_COLUMNS: tuple[Column[Could], ...] = (
    Column("account", N_("Account"), lambda row: row.account),
    Column("organisation", N_("Office"), lambda row: row.organisation),
    Column("purposes", N_("For what"), lambda row: " ".join("*" if each is None else each for each in row.purposes)),
    Column("grants", N_("By grants"), lambda row: " ".join(map(str, row.grants))),
)


@router.get("/admin/place", dependencies=[require(Action.READ_PLACE)])
def place_page(page: Shown) -> Response:
    """The files of the place as they now stand."""
    root = page.service.root
    now = digest(root)
    found: Checked = page.once_by(("place files", now), lambda: checked(root))
    files = page.table("files", found.files, FILE_COLUMNS, identity=lambda row: row.name)
    remarks = page.table("remarks", found.remarks, REMARK_COLUMNS, identity=_of_remark)
    used = page.place.digest
    return page.show("admin_place.html", PlacePage(files, remarks, found.errors, found.trouble, now == used, used))


@router.get("/admin/keys", dependencies=[require(Action.READ_GRANTS)])
def keys_page(page: Shown) -> Response:
    """Which keys there are and which is in use."""
    return page.show("admin_keys.html", KeysPage(admin_view.keys(page)))


@router.get("/admin/readers", dependencies=[require(Action.READ_GRANTS)])
def readers_page(
    page: Shown,
    at: _Asked = "",
    signal: _Asked = "",
    label: _Asked = "",
    field: _Asked = "",
    jurisdiction: Annotated[str, Query(max_length=128)] = "",
) -> Response:
    """Who could see a signal, or anything with a label, at a time."""
    asked = {"at": at, "signal": signal, "label": label, "field": field, "jurisdiction": jurisdiction}
    readers, error = None, ""
    try:
        if at:
            rows = _readers(page, asked)
            readers = page.table("readers", rows, READER_COLUMNS, identity=lambda row: row.account)
    except InputError as wrong:
        error = str(wrong)
    context = ReadersPage(asked, admin_view.choices(page), readers, error)
    return page.show("admin_readers.html", context, 422 if error else 200)


@router.get("/admin/labels", dependencies=[require(Action.RAISE_LABEL)])
def label_page(page: Shown, signal: _Asked = "") -> Response:
    """The label of a signal, and how it came to it."""
    try:
        found = LabelPage("") if not signal.strip() else _label(page, signal)
    except InputError as error:
        found = LabelPage(signal, error=str(error))
    return page.plain("admin_labels.html", found, 422 if found.error else 200)


@router.post("/admin/labels/{number}", dependencies=[require(Action.RAISE_LABEL)])
def change_label(
    page: Shown,
    number: _Number,
    label: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Give a signal another label: a stricter one at once, a less strict one after a proof."""
    try:
        _label(page, str(number))
        after = choice(Label, label, "label")
        subject = page.reader(Action.RAISE_LABEL).subject
        change = labels.change_label(people_of(page), subject, number, after, reason)
    except ForestallError as error:
        typed = replace(_label(page, str(number)), wanted=label, reason=reason, error=str(error))
        return page.plain("admin_labels.html", typed, error.http_status)
    told = page.text(N_("Signal %(number)s is now TLP:%(label)s."), number=number, label=change.after)
    return page.back(f"/admin/labels?signal={number}", told)


def _readers(page: Page, asked: dict[str, str]) -> tuple[Could, ...]:
    wrong: dict[str, str] = {}
    at = moment(asked["at"], "at", wrong)
    if at is None:
        raise InputError(wrong.get("at", "day: expected a day, such as 2026-03-09"))
    people = people_of(page)
    if asked["signal"].strip():
        return who_could_see_signal(people, _signal(asked["signal"]), at)
    if not asked["label"]:
        raise InputError("expected the number of a signal, or a label")
    thing = Labelled(
        choice(Label, asked["label"], "label"),
        choice(Field, asked["field"], "field") if asked["field"] else None,
        asked["jurisdiction"] or None,
        people.organisation,
    )
    return who_could(people, Action.READ_FINDINGS, thing, at)


def _label(page: Page, text: str) -> LabelPage:
    """The label of a signal that the reader may see.

    Raises:
        InputError: there is none that they may see.
    """
    number = _signal(text)
    with page.office.looking() as session:
        thing = Labels(session).of_signal(number, page.place.profile.sender)
        name = Labels(session).name_of_signal(number)
        changes = Labels(session).changes("signal", name)
        passkey = bool(SignIns(session).passkeys(page.account))
    if not page.reader(Action.READ_FINDINGS).may(thing.label, thing.jurisdiction, thing.field, name.partition("/")[0]):
        raise InputError(f"signal {number}: there is none")
    now = page.allows(Action.LOWER_LABEL)
    later = not now and admin_view.again(page, Action.LOWER_LABEL)
    return LabelPage(str(number), name, thing.label, changes, lowers=now, proof=later, passkey=passkey)


def _signal(text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 15:
        raise InputError(f"signal: found {text[:20]!r}, expected its number")
    return int(text)


def _of_remark(row: Remark) -> str:
    return f"{row.file}:{row.line}:{row.column}:{row.found}"
