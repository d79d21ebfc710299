"""What a briefing shows, from the same contexts as the pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from forestall.model.entry import Checkpoint
from forestall.model.words import SourceStatus
from forestall.outlook import earlier
from forestall.outlook.briefing.scope import Scope, within
from forestall.outlook.changes import ChangesView
from forestall.outlook.feeds import FeedsView, MethodView, feeds, method
from forestall.outlook.fields import FieldView, fields
from forestall.outlook.given import Given
from forestall.outlook.map import MapView, harm_view, map_view
from forestall.outlook.notices import NoticesView, notices
from forestall.outlook.owed import OwedView, owed
from forestall.outlook.pages.since import since
from forestall.outlook.planning import PlanView, planning
from forestall.outlook.risks import RisksView, risks
from forestall.outlook.sentence import sentence
from forestall.outlook.totals import TotalsView, totals


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signed checkpoint of the ledger."""

    note: str
    """The note with its signatures, as c2sp.org/tlog-checkpoint writes it."""
    size: int
    """How many entries it covers."""
    keys: tuple[str, ...]
    """Public keys with which it can be checked."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What is not known, in words."""

    blind: tuple[str, ...]
    """Fields that no working source informs."""
    feeds: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Sources that are not fine: title, state, why."""
    unread: tuple[str, ...]
    """Sources that the place states and nothing was said of."""
    remarks: tuple[str, ...]
    """What limits the numbers."""
    refusals: tuple[tuple[str, str], ...]
    """Rules that could not be used, and why."""
    without: tuple[str, ...]
    """What was not worked out at all."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that a briefing shows."""

    given: Given
    """The records that it is about."""
    scope: Scope
    """What it is about."""
    about: str
    """The same in words; empty for the whole place."""
    whole: bool
    """Whether sums over the whole place are among the records."""
    sentence: tuple[str, ...]
    """The day in a few sentences."""
    fields: tuple[FieldView, ...]
    """The fields."""
    changes: ChangesView
    """What changed since the pass before."""
    notices: NoticesView
    """Warnings, findings."""
    map: MapView | None
    """The map; None when nothing has a position."""
    harm: MapView | None
    """Close up on the area of harm; None when there is none."""
    risks: RisksView
    """The ranked risks."""
    totals: TotalsView
    """Curves and totals."""
    plan: PlanView
    """The plan."""
    owed: OwedView
    """Obligations."""
    feeds: FeedsView
    """Sources."""
    method: MethodView
    """How the numbers were made."""
    unknown: Unknown
    """What is not known."""
    head: Checkpoint | None
    """The head of the ledger; None when there is none."""
    signed: Signed | None
    """The last signed checkpoint; None when nothing was signed."""
    without: tuple[str, ...] = ()
    """Labels of what was left out because it may not leave."""


def briefing(
    given: Given,
    previous: Mapping[str, object] | None,
    scope: Scope,
    signed: Signed | None,
    *,
    whole: bool = True,
    without: tuple[str, ...] = (),
) -> Briefing:
    """What a briefing shows of a pass.

    Args:
        given: the records that the reader may see
        previous: summary of the pass before; None when there is none that they may see
        scope: what it is to be about
        signed: the last signed checkpoint of the ledger
        whole: whether the reader may see the whole place
        without: labels of what was left out because it may not leave

    Raises:
        InputError: there is nothing of that scope.
    """
    narrow = within(given, scope)
    whole = whole and scope.whole
    before = earlier.read(previous)
    told = before if whole else None  # sums over the whole place cannot be held against those of a part
    stood = tuple(each for each in fields(narrow, told) if scope.field in (None, each.field))
    noticed, planned, due, fed = notices(narrow), planning(narrow), owed(narrow), feeds(narrow)
    summed, made = totals(narrow), method(narrow)
    return Briefing(
        given=narrow,
        scope=scope,
        about=_about(given, scope),
        whole=whole,
        sentence=sentence(narrow, stood, noticed, planned, due),
        fields=stood,
        changes=since(narrow, previous, whole=whole),
        notices=noticed,
        map=map_view(narrow),
        harm=harm_view(narrow),
        risks=risks(narrow, before),
        totals=summed,
        plan=planned,
        owed=due,
        feeds=fed,
        method=made,
        unknown=_unknown(narrow, stood, noticed, fed, made),
        head=given.checkpoint,
        signed=signed,
        without=without,
    )


def _about(given: Given, scope: Scope) -> str:
    parts = [given.jurisdiction(scope.jurisdiction)] if scope.jurisdiction else []
    return ", ".join(parts + ([str(scope.field)] if scope.field else []))


def _unknown(
    given: Given, stood: tuple[FieldView, ...], noticed: NoticesView, fed: FeedsView, made: MethodView
) -> Unknown:
    poor = [each for each in fed.sources if each.status is not SourceStatus.FINE]
    return Unknown(
        blind=tuple(str(each.field) for each in stood if each.blind),
        feeds=tuple((each.title, str(each.status), each.reasons[:2]) for each in poor),
        unread=fed.unread,
        remarks=made.remarks,
        refusals=tuple((each.rule, each.reason) for each in noticed.refusals),
        without=tuple(
            each.title
            for each in given.place.scenarios
            if each.id not in {risk.scenario for risk in given.assessment.risks}
        ),
    )
