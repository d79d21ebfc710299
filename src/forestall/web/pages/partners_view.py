"""What the pages of partners show: the offices, what each would get and why not the rest, receipts, roll-ups, channels.

What may go to whom is decided in `guard/sharing.py`; what of it a reader may see, in `guard/policy.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.guard.sharing import sentence
from forestall.model.account import Action
from forestall.model.delivery import Delivery, Lane
from forestall.model.partner import Partner
from forestall.model.sharing import Letter, Posted, Preview, Thing, ThingKind, Told, Withheld
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.pipeline import deliver
from forestall.pipeline.rollup import rollup
from forestall.pipeline.sharing import preview, receipts
from forestall.pipeline.sharing_in import rollups
from forestall.store.deliveries import Deliveries
from forestall.web.pages.page import Page

MOST_DELIVERIES = 1000
_WHOLE = 100.0  # from here on decimals say nothing
_BRIEF = 1500  # of a letter's text on the page itself [characters]


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner, and how the exchange with it stands."""

    partner: Partner
    """As `partners.toml` says."""
    waiting: int
    """Letters in its queue that it was not known to have."""
    confirmed: datetime | None
    """When it last said that it has something."""
    heard: datetime | None
    """When its last roll-up came."""


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """All partners, and the channels by which warnings go out."""

    table: TableView[PartnerRow]
    """The partners."""
    told: TableView[Told]
    """The last roll-up of each."""
    lanes: TableView[Lane] | None
    """The channels of the audiences; None for who may not see them."""
    deliveries: TableView[Delivery] | None
    """What went out by them; None for who may not see it."""


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """One partner."""

    partner: Partner
    """As `partners.toml` says."""
    going: TableView[Letter]
    """What it would be sent now."""
    there: TableView[Letter]
    """What it was sent and has."""
    withheld: TableView[Withheld]
    """What it does not get."""
    hidden: int
    """How many things more there are that the reader may not see."""
    receipts: TableView[Posted]
    """What became of what was sent."""
    told: TableView["Figure"] | None
    """What we would tell it in the roll-up; None when nothing is told."""
    heard: TableView["Figure"] | None
    """What it told us; None when it never did."""
    last: Told | None
    """The roll-up that it told us."""

    def brief(self, letter: Letter) -> str:
        """The beginning of a letter's text."""
        return letter.body[:_BRIEF] + ("…" if len(letter.body) > _BRIEF else "")

    def reasons(self, row: Withheld) -> tuple[str, ...]:
        """Why the partner does not get something, a sentence each."""
        return reasons(self.partner, row)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of a roll-up."""

    about: str
    """Which part."""
    what: str
    """Which of its rows."""
    value: str
    """The number, as it was told; empty when it was left out."""
    withheld: str
    """How many rows are not in it; empty when that is too small to be told."""


def _way(partner: Partner) -> str:
    if partner.url:
        return N_("we go to its Forestall")
    return N_("it comes to ours") if partner.accounts else N_("by file")


COLUMNS: tuple[Column[PartnerRow], ...] = (
    Column("name", N_("Partner"), lambda row: row.partner.name),
    Column("id", N_("Id"), lambda row: row.partner.id, hidden=True),
    Column("direction", N_("Direction"), lambda row: row.partner.direction),
    Column("clearance", N_("Clearance"), lambda row: row.partner.clearance, note=N_("The strictest label it may get")),
    Column("fields", N_("Fields"), lambda row: " ".join(map(str, row.partner.fields))),
    Column("areas", N_("Areas"), lambda row: " ".join(row.partner.areas)),
    Column("formats", N_("Formats"), lambda row: " ".join(row.partner.formats)),
    Column("way", N_("How"), lambda row: _way(row.partner)),
    Column("waiting", N_("Waiting"), lambda row: row.waiting, kind=Kind.COUNT, note=N_("In its queue, not confirmed")),
    Column("confirmed", N_("Confirmed"), lambda row: row.confirmed, kind=Kind.TIME),
    Column("heard", N_("Its roll-up"), lambda row: row.heard, kind=Kind.TIME),
)

TOLD_COLUMNS: tuple[Column[Told], ...] = (
    Column("partner", N_("Partner"), lambda row: row.partner),
    Column("place", N_("Place"), lambda row: str(row.document.get("place", ""))),
    Column("made", N_("Made"), lambda row: row.made, kind=Kind.TIME),
    Column("received", N_("Came"), lambda row: row.received, kind=Kind.TIME),
    Column("late", N_("Late"), lambda row: len(_rows(row.document, "late")), kind=Kind.COUNT),
    Column("digest", N_("Digest"), lambda row: row.digest, hidden=True),
)

GOING_COLUMNS: tuple[Column[Letter], ...] = (
    Column("title", N_("What"), lambda row: row.thing.title),
    Column("kind", N_("Kind"), lambda row: str(row.thing.kind)),
    Column("label", N_("Label"), lambda row: f"TLP:{row.thing.label}"),
    Column("field", N_("Field"), lambda row: _field(row.thing)),
    Column("time", N_("Time"), lambda row: row.thing.time, kind=Kind.TIME),
    Column("origin", N_("From"), lambda row: row.thing.origin or "", note=N_("The partner it came from; none: ours")),
    Column("format", N_("Format"), lambda row: str(row.format)),
    Column("digest", N_("Digest"), lambda row: row.digest, hidden=True),
    Column("id", N_("Id"), lambda row: row.thing.id, hidden=True),
)

POSTED_COLUMNS: tuple[Column[Posted], ...] = (
    Column("number", N_("Number"), lambda row: row.number, kind=Kind.COUNT),
    Column("title", N_("What"), lambda row: row.letter.thing.title),
    Column("label", N_("Label"), lambda row: f"TLP:{row.letter.thing.label}"),
    Column("queued", N_("Queued"), lambda row: row.queued, kind=Kind.TIME),
    Column("sent", N_("Handed over"), lambda row: row.sent, kind=Kind.TIME),
    Column("confirmed", N_("Confirmed"), lambda row: row.confirmed, kind=Kind.TIME),
    Column("withdrawn", N_("Held back"), lambda row: row.withdrawn, kind=Kind.TIME),
    Column("said", N_("What it said"), lambda row: row.said),
    Column("digest", N_("Digest"), lambda row: row.letter.digest, hidden=True),
    Column("id", N_("Id"), lambda row: row.letter.thing.id, hidden=True),
)

FIGURE_COLUMNS: tuple[Column[Figure], ...] = (
    Column("about", N_("About"), lambda row: row.about),
    Column("what", N_("What"), lambda row: row.what),
    Column("value", N_("Figure"), lambda row: row.value),
    Column("withheld", N_("Not in it"), lambda row: row.withheld, note=N_("Rows that may not be shared")),
)

LANE_COLUMNS: tuple[Column[Lane], ...] = (
    Column("audience", N_("Audience"), lambda row: row.audience),
    Column("channel", N_("Channel"), lambda row: row.channel),
    Column("waiting", N_("Waiting"), lambda row: row.waiting, kind=Kind.COUNT),
    Column("failures", N_("Failures"), lambda row: row.failures, kind=Kind.COUNT, note=N_("Since the last success")),
    Column("succeeded", N_("Last got through"), lambda row: row.succeeded, kind=Kind.TIME),
    Column("until", N_("Tried again"), lambda row: row.until, kind=Kind.TIME),
    Column("trouble", N_("What is wrong"), lambda row: row.trouble),
)

DELIVERY_COLUMNS: tuple[Column[Delivery], ...] = (
    Column("number", N_("Number"), lambda row: row.number, kind=Kind.COUNT),
    Column("audience", N_("Audience"), lambda row: row.audience),
    Column("channel", N_("Channel"), lambda row: row.channel),
    Column("subject", N_("About"), lambda row: row.subject),
    Column("severity", N_("Severity"), lambda row: row.severity, kind=Kind.LEVEL),
    Column("state", N_("State"), lambda row: str(row.state)),
    Column("queued", N_("Queued"), lambda row: row.queued, kind=Kind.TIME),
    Column("ended", N_("Ended"), lambda row: row.ended, kind=Kind.TIME),
    Column("attempts", N_("Attempts"), lambda row: row.attempts, kind=Kind.COUNT),
    Column("note", N_("Note"), lambda row: row.note),
)


def withheld_columns(partner: Partner) -> tuple[Column[Withheld], ...]:
    """Columns of what a partner does not get; the reasons are sentences about that partner."""
    return (
        Column("title", N_("What"), lambda row: row.thing.title),
        Column("kind", N_("Kind"), lambda row: str(row.thing.kind)),
        Column("label", N_("Label"), lambda row: f"TLP:{row.thing.label}"),
        Column("field", N_("Field"), lambda row: _field(row.thing)),
        Column("time", N_("Time"), lambda row: row.thing.time, kind=Kind.TIME),
        Column("reasons", N_("Why not"), lambda row: "; ".join(reasons(partner, row))),
        Column("id", N_("Id"), lambda row: row.thing.id, hidden=True),
    )


def reasons(partner: Partner, row: Withheld) -> tuple[str, ...]:
    """Why a partner does not get something, a sentence each."""
    return tuple(sentence(each, partner, row.thing) for each in row.reasons)


def partners_page(page: Page) -> PartnersPage:
    """All partners, as the reader may see them."""
    told = rollups(page.office)
    heard = {each.partner: each.received for each in told}
    rows = [_row(page, each, heard.get(each.id)) for each in page.office.place().partners]
    return PartnersPage(
        page.table("partners", rows, COLUMNS, identity=lambda row: row.partner.id, sort="name"),
        page.table("rollups", told, TOLD_COLUMNS, identity=lambda row: row.partner),
        _lanes(page) if page.allows(Action.READ_METRICS) else None,
        _deliveries(page) if page.allows(Action.READ_ALERTS) else None,
    )


def partner_page(page: Page, partner: Partner) -> PartnerPage:
    """One partner, with of its preview what the reader may see anyway."""
    found = seen(page, preview(page.office, partner))
    posted = [each for each in receipts(page.office, partner) if sees(page, each.letter.thing)]
    last = next((each for each in rollups(page.office) if each.partner == partner.id), None)
    ours = _told(page, partner)
    return PartnerPage(
        partner,
        page.table("going", found[0].going, GOING_COLUMNS, identity=_of_letter),
        page.table("there", found[0].there, GOING_COLUMNS, identity=_of_letter, sort="-time"),
        page.table("withheld", found[0].withheld, withheld_columns(partner), identity=lambda row: _of(row.thing)),
        found[1],
        page.table("receipts", posted, POSTED_COLUMNS, identity=lambda row: str(row.number)),
        None if ours is None else _figures(page, "told", ours),
        None if last is None else _figures(page, "heard", last.document),
        last,
    )


def letter(page: Page, partner: Partner, digest: str) -> Letter | None:
    """A letter exactly as the partner gets it; None when the reader may see none of that digest."""
    found, _ = seen(page, preview(page.office, partner))
    return next((each for each in (*found.going, *found.there) if each.digest == digest), None)


def seen(page: Page, found: Preview) -> tuple[Preview, int]:
    """A preview as the reader may see it, and how many things are left out of it."""
    shown = Preview(
        found.partner,
        tuple(each for each in found.going if sees(page, each.thing)),
        tuple(each for each in found.there if sees(page, each.thing)),
        tuple(each for each in found.withheld if sees(page, each.thing)),
    )
    return shown, _size(found) - _size(shown)


def sees(page: Page, thing: Thing) -> bool:
    """Whether the reader may see a thing anyway: a partner's preview shows nobody more than that."""
    action = Action.READ_ALERTS if thing.kind is ThingKind.ALERT else Action.READ_FINDINGS
    readers = [page.reader(each) for each in (action, *((Action.EXPORT,) if page.taken else ()))]
    where = thing.jurisdictions or (None,)
    return all(any(each.may(thing.label, one, thing.field) for one in where) for each in readers)


def figures(document: Mapping[str, object]) -> tuple[Figure, ...]:
    """A roll-up as lines; whoever wrote it, what is not as expected is left out."""
    found = [
        Figure(N_("Expected loss a year"), f"{_text(row, 'field')} · {_text(row, 'scale')}", _span(row), _left(row))
        for row in _rows(document, "risk")
    ]
    for name, about, keys in (
        ("findings", N_("Findings"), ("field", "level")),
        ("obligations", N_("Obligations"), ("jurisdiction", "state")),
    ):
        found += [
            Figure(about, " · ".join(_text(row, key) for key in keys), _text(row, "shared"), _left(row))
            for row in _rows(document, name)
        ]
    for row in _rows(document, "late"):
        found.append(
            Figure(N_("Late, days"), f"{_text(row, 'jurisdiction')} · {_text(row, 'title')}", _text(row, "days"), "0")
        )
    return tuple(found)


def _row(page: Page, partner: Partner, heard: datetime | None) -> PartnerRow:
    posted = receipts(page.office, partner)
    waiting = sum(each.confirmed is None and each.withdrawn is None for each in posted)
    confirmed = max((each.confirmed for each in posted if each.confirmed is not None), default=None)
    return PartnerRow(partner, waiting, confirmed, heard)


def _told(page: Page, partner: Partner) -> dict[str, object] | None:
    try:
        return rollup(page.office, partner)
    except InputError:
        return None


def _figures(page: Page, key: str, document: Mapping[str, object]) -> TableView[Figure]:
    return page.table(key, figures(document), FIGURE_COLUMNS, identity=lambda row: f"{row.about} {row.what}")


def _lanes(page: Page) -> TableView[Lane]:
    with page.office.looking() as session:
        rows = deliver.lanes(page.office, session)
    return page.table("channels", rows, LANE_COLUMNS, identity=lambda row: f"{row.audience}/{row.channel}")


def _deliveries(page: Page) -> TableView[Delivery]:
    with page.office.looking() as session:
        found = Deliveries(session).latest(MOST_DELIVERIES)
    readers = [page.reader(each) for each in (Action.READ_ALERTS, *((Action.EXPORT,) if page.taken else ()))]
    rows = [one for one in found if all(each.may(one.label, None, one.field) for each in readers)]
    return page.table("deliveries", rows, DELIVERY_COLUMNS, identity=lambda row: str(row.number))


def _size(found: Preview) -> int:
    return len(found.going) + len(found.there) + len(found.withheld)


def _of_letter(letter: Letter) -> str:
    return _of(letter.thing)


def _of(thing: Thing) -> str:
    return f"{thing.kind}/{thing.id}/{thing.version}"


def _field(thing: Thing) -> str:
    return "" if thing.field is None else str(thing.field)


def _rows(document: Mapping[str, object], key: str) -> list[dict[str, object]]:
    found = document.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.3g}"
    return "" if value is None else str(value)[:200]


def _span(row: Mapping[str, object]) -> str:
    """The mean with its interval; empty when it was left out."""
    mean = _text(row, "mean")
    return f"{mean} ({_text(row, 'low')} – {_text(row, 'high')})" if mean else ""


def _left(row: Mapping[str, object]) -> str:
    return _text(row, "withheld")
