"""Derivations of the first page: the level and the trend of a field, and each sentence of the day."""

import math
from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.risk import Risk
from forestall.model.words import Field, ObligationState, SourceStatus
from forestall.outlook.earlier import read
from forestall.outlook.fields import FieldLevel, FieldView, gain
from forestall.outlook.notices import RANK
from forestall.outlook.pages.day import Day
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, hidden, stated
from forestall.outlook.sentence import About, sentences
from forestall.outlook.wording import missing, percent, times, words
from forestall.pipeline.derive_evidence import finding_node
from forestall.pipeline.derive_ground import Ground
from forestall.pipeline.derive_total import field_loss

_FILE = "place.toml, [steadiness]"
_HERE = "docs/do/outlook.md"
_TREND = 0.05  # as `wording.direction`
_QUANTITIES = ("weighted", "level", "trend")
_MOST = 12


def field(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a number of a field came about: its expected loss, its level, its trend."""
    if quantity == "weighted":
        return field_loss(on, key, quantity)
    if key not in set(Field) or quantity not in _QUANTITIES:
        return None
    view = next(each for each in on.day.fields if each.field == key)
    root = _level(on, view) if quantity == "level" else _trend(on, view)
    others = tuple((f"/derivation/field/{key}/{each}", each) for each in _QUANTITIES if each != quantity)
    return DerivationView(words(key), "/#fields-head", root, others if _risks(on, view) else ())


def _risks(on: Ground, view: FieldView) -> list[Risk]:
    return [each for each in on.seen.assessment.risks if each.field is view.field]


def _level(on: Ground, view: FieldView) -> Node:
    """The level by the place's own limits, from the strongest finding and the risk that moved most."""
    gives = Derivation(
        N_("level of the field"),
        str(view.level),
        "",
        N_(
            "high: a finding or a risk that opens a warning; raised: one that keeps it open; else no data where no "
            "source gives any, and calm only where one does"
        ),
        _HERE,
        N_("What alarms is shown even where sources are broken: breaking a source must not hide an alarm."),
    )
    inputs = (_worst(on, view), _moved(on, view), _seeing(on, view), *_limits(on))
    return Node(gives, words(view.level), Basis.WORKED, inputs, href=f"/derivation/field/{view.field}/level")


def _worst(on: Ground, view: FieldView) -> Node:
    found = [each for each in on.seen.detection.findings if each.field is view.field]
    worst = max(found, key=lambda each: (RANK[each.level], each.time), default=None)
    gives = Derivation(
        N_("most serious finding"),
        "" if worst is None else str(worst.level),
        "",
        N_("the newest of those of the highest level"),
        "",
    )
    if worst is None:
        return Node(gives, words("none"), Basis.WORKED)
    return Node(gives, words(worst.level), Basis.WORKED, (finding_node(on, worst),))


def _moved(on: Ground, view: FieldView) -> Node:
    """The risk whose findings add most, of those that are likely enough to count."""
    steady = on.whole.place.profile.steadiness
    likely = [each for each in _risks(on, view) if each.probability.mean >= steady.open_probability]
    strong = [each for each in likely if each.ratio >= steady.close_ratio]
    ranked = sorted(
        strong or likely, key=lambda each: (each.ratio < steady.open_ratio, -gain(on.seen, each), each.scenario)
    )
    first = ranked[0] if ranked else None
    gives = Derivation(
        N_("risk that its findings raise most"),
        math.nan if first is None else first.ratio,
        "",
        N_(
            "of the risks that are likely enough: rate now / rate without news; of those past a limit, what findings "
            "add most to"
        ),
        "",
    )
    if first is None:
        return Node(gives, words("none"), Basis.WORKED)
    link = Node(
        Derivation(first.title, first.ratio, "", "", ""),
        times(first.ratio),
        Basis.WORKED,
        href=f"/derivation/risk/{first.scenario}/ratio",
    )
    return Node(gives, times(first.ratio), Basis.WORKED, (link,))


def _seeing(on: Ground, view: FieldView) -> Node:
    states = [each for each in on.seen.observation.sources if each.field is view.field]
    gives = Derivation(
        N_("sources that are fine"),
        float(view.fine),
        "",
        N_("sources of the field that deliver as agreed"),
        N_("interval as given in sources.toml"),
    )
    each = tuple(
        Node(
            Derivation(one.title, str(one.status), "", "", ""),
            words(one.status),
            Basis.OBSERVED if one.status is not SourceStatus.MISSING else Basis.CONCLUDED,
            time=one.latest,
            where=one.id,
        )
        for one in states
    )
    return Node(gives, f"{view.fine} / {view.sources}", Basis.WORKED, each, href=f"/sources?field={view.field}")


def _limits(on: Ground) -> tuple[Node, ...]:
    steady = on.whole.place.profile.steadiness
    return (
        stated(N_("a finding of this level opens a warning"), str(steady.open_level), words(steady.open_level), _FILE),
        stated(N_("a finding of this level keeps it open"), str(steady.close_level), words(steady.close_level), _FILE),
        stated(N_("a risk opens it at this ratio"), steady.open_ratio, times(steady.open_ratio), _FILE),
        stated(N_("a risk keeps it open at this ratio"), steady.close_ratio, times(steady.close_ratio), _FILE),
        stated(
            N_("probability from which a risk counts"), steady.open_probability, percent(steady.open_probability), _FILE
        ),
    )


def _trend(on: Ground, view: FieldView) -> Node:
    """The expected loss against that of the pass before."""
    earlier = read(on.previous)
    before = None if earlier is None else earlier.field_loss(view.field)
    now = None if view.weighted is None else view.weighted.mean
    gives = Derivation(
        N_("trend of the field"),
        math.nan if view.change is None else view.change,
        "",
        N_("expected loss now / in the pass before − 1; steady below 5 %%"),
        _HERE,
    )
    said = words(view.trend) if missing(view.change) else f"{words(view.trend)}, {percent(abs(view.change or 0.0))}"
    parts = []
    if before is not None and earlier is not None:
        says = Derivation(
            N_("expected loss in the pass before"), before, "currency/year", "as given", N_("summary of that pass")
        )
        parts.append(Node(says, on.words.money(before), Basis.WORKED, time=earlier.at))
    if now is not None:
        says = Derivation(
            N_("expected loss now"),
            now,
            "currency/year",
            N_("sum over the risks of the field"),
            "docs/understand/numbers.md",
        )
        parts.append(Node(says, on.words.money(now), Basis.WORKED, href=f"/derivation/field/{view.field}/weighted"))
    parts.append(stated(N_("change that is called steady"), _TREND, percent(_TREND), "outlook/wording.py"))
    return Node(gives, said, Basis.WORKED, tuple(parts))


def sentence(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """What a sentence of the day rests on: `day/1/sentence` is the first."""
    found = on.day
    said = sentences(on.seen, found.fields, found.notices, found.plan, found.owed)
    if quantity != "sentence" or not key.isascii() or not key.isdecimal() or not 1 <= int(key) <= len(said):
        return None
    about, text = said[int(key) - 1]
    how, build = _ABOUT[about]
    gives = Derivation(N_("sentence of the day"), text, "", how, _HERE)
    root = Node(gives, text, Basis.WORKED, build(on, found))
    others = tuple((f"/derivation/day/{at}/sentence", each) for at, (_, each) in enumerate(said, 1) if at != int(key))
    return DerivationView(N_("The day"), "/", root, others)


def _fields(on: Ground, found: Day) -> tuple[Node, ...]:
    """The alarming fields, the most urgent first; all of them where none alarms."""
    order = (FieldLevel.HIGH, FieldLevel.RAISED)
    alarming = sorted(
        (each for each in found.fields if each.level in order),
        key=lambda each: (order.index(each.level), 0.0 if each.moved is None else -gain(on.seen, each.moved)),
    )
    return tuple(
        Node(
            Derivation(words(each.field), str(each.level), "", "", "", each.reason),
            words(each.level),
            Basis.WORKED,
            () if each.moved is None else (_adds(on, each.moved),),
            href=f"/derivation/field/{each.field}/level",
        )
        for each in alarming or found.fields
    )


def _adds(on: Ground, risk: Risk) -> Node:
    value = gain(on.seen, risk)
    gives = Derivation(
        risk.title, value, "currency/year", N_("(rate now − rate without news) × weighted loss of one event"), ""
    )
    return Node(gives, on.words.money(value), Basis.WORKED, href=f"/derivation/risk/{risk.scenario}/ratio")


def _warnings(_on: Ground, found: Day) -> tuple[Node, ...]:
    return tuple(
        Node(
            Derivation(
                each.alert.headline or each.alert.event, each.alert.severity, "", "", f"CAP 1.2: {each.alert.sender}"
            ),
            words(each.alert.severity),
            Basis.CONCLUDED if each.ours else Basis.OBSERVED,
            time=each.alert.sent,
            ident=each.alert.identifier,
            href=f"/derivation/alert/{each.alert.identifier}/severity" if each.ours else "",
        )
        for each in found.notices.warnings[:_MOST]
    )


def _overdue(on: Ground, _found: Day) -> tuple[Node, ...]:
    late = [each for each in on.seen.obligations if each.state is ObligationState.OVERDUE]
    named = tuple(
        Node(
            Derivation(each.title, str(each.state), "", "", each.clause),
            on.words.moment(each.due),
            Basis.WORKED,
            href=f"/derivation/obligation/{each.id}/state",
        )
        for each in late[:_MOST]
    )
    more = len(late) - len(named)
    rest = Derivation(N_("others that are overdue"), float(more), "", "count", "")
    return (*named, Node(rest, f"{more}", Basis.WORKED, href="/obligations?state=overdue")) if more else named


def _plan(on: Ground, found: Day) -> tuple[Node, ...]:
    """Share taken away, and what it costs."""
    if found.plan.removed is None or math.isnan(on.seen.plan.cost):
        return (hidden(N_("sums of the whole place")),) if math.isnan(on.seen.plan.cost) else ()
    cost = Node(
        Derivation(N_("cost over the period, today's worth"), on.seen.plan.cost, "currency", "", ""),
        on.words.money(on.seen.plan.cost),
        Basis.WORKED,
        href="/derivation/plan/all/cost",
    )
    share = Node(
        Derivation(N_("share of the expected loss that the plan takes away"), found.plan.removed, "", "", ""),
        percent(found.plan.removed),
        Basis.WORKED,
        href="/derivation/plan/all/removed",
    )
    return share, cost


def _blind(on: Ground, found: Day) -> tuple[Node, ...]:
    return tuple(_seeing(on, each) for each in found.fields if each.blind)


_ABOUT: dict[About, tuple[str, Callable[[Ground, Day], tuple[Node, ...]]]] = {
    About.FIELDS: (
        N_("fields that are high before those that are raised, then by what findings add to their risk"),
        _fields,
    ),
    About.WARNINGS: (N_("warnings in force, the most severe, urgent and certain first"), _warnings),
    About.OVERDUE: (N_("obligations whose due time has passed and that are not done"), _overdue),
    About.PLAN: (N_("1 − expected loss with the plan / without it"), _plan),
    About.BLIND: (N_("fields all of whose sources give nothing"), _blind),
}
