"""What makes no sense within one record, though each of its values is right by itself. Pure.

What is wrong between records is in `links` and `whole`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from typing import Literal

from forestall.core.errors import InputError, StandardError
from forestall.model.audience import Audience, QuietHours
from forestall.model.duty import Duty, Norm
from forestall.model.indicator import Indicator
from forestall.model.measure import Effect, Measure
from forestall.model.partner import Partner, Source
from forestall.model.profile import Calendar, CommonCause, Profile, RegisterRules, Steadiness
from forestall.model.scenario import Amount, DirectLoss, Frequency, LossTable
from forestall.model.site import Dependency
from forestall.model.suppression import Suppression
from forestall.model.words import Each, EffectOn, EffectTarget, Level, Scale, Tlp, Trigger

SHARE_TOLERANCE = 1e-3
"""How far shares may be from adding up to 1."""

QUANTITIES: dict[EffectTarget, tuple[EffectOn, ...]] = {
    EffectTarget.SCENARIO: (EffectOn.FREQUENCY, EffectOn.CONSEQUENCE),
    EffectTarget.SITE: (EffectOn.REPAIR,),
    EffectTarget.DEPENDENCY: (EffectOn.BUFFER, EffectOn.RESTART, EffectOn.REQUIRED),
    EffectTarget.RELEASE: (EffectOn.FREQUENCY, EffectOn.DURATION, EffectOn.SHELTER),
}
"""Which quantities a measure can change, by what they belong to."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What makes no sense; `column` is empty when the whole record is meant."""

    column: str
    found: str
    expected: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"


@singledispatch
def complaints(record: object) -> Iterator[Complaint]:
    """What makes no sense in a record; nothing for a class without rules of its own."""
    return iter(())


@complaints.register
def _(record: Profile) -> Iterator[Complaint]:
    if not record.scales:
        yield Complaint("scales", "no scales", f"at least one of {', '.join(Scale)}")
    money = record.scales.get(Scale.ECONOMIC)
    if money is not None and money.unit not in ("currency", record.currency):
        expected = f"{record.currency}: losses, values and costs are all in whole {record.currency}"
        yield Complaint("scales", f"economic_loss in {money.unit}", expected, severity="warning")


@complaints.register
def _(record: Steadiness) -> Iterator[Complaint]:
    if record.close_ratio >= record.open_ratio:
        yield Complaint("close_ratio", f"{record.close_ratio:g}", f"below open_ratio, which is {record.open_ratio:g}")
    levels = list(Level)
    if levels.index(record.close_level) > levels.index(record.open_level):
        expected = f"{record.open_level} or a level below, as open_level is {record.open_level}"
        yield Complaint("close_level", record.close_level, expected)
    if record.confirm > record.confirm_of:
        yield Complaint("confirm", str(record.confirm), f"at most confirm_of, which is {record.confirm_of}")


@complaints.register
def _(record: Dependency) -> Iterator[Complaint]:
    count = len(record.suppliers)
    if record.required > count:
        yield Complaint("required", f"{record.required} of {count} suppliers", f"at most {count}")
    if record.site in record.suppliers:
        yield Complaint("suppliers", record.site, "other sites", f"{record.site} cannot depend on itself")
    yield from _twice("suppliers", record.suppliers)


def _twice(column: str, names: tuple[str, ...]) -> Iterator[Complaint]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Complaint(column, f"{name} {names.count(name)} times", "each id once")


@complaints.register
def _(record: Frequency) -> Iterator[Complaint]:
    yield from _half_given(record)
    yield from _months(record)
    if record.per_year is None and record.low is None and record.high is None and record.events is None:
        hint = "give per_year, or low and high, or events and years"
        yield Complaint("", "no frequency", "how often it happens", hint)
    if record.low is not None and record.high is not None:
        if record.low >= record.high:
            yield Complaint("low", f"{record.low:g}", f"below high, which is {record.high:g}")
        elif record.per_year is not None and not record.low <= record.per_year <= record.high:
            yield Complaint("per_year", f"{record.per_year:g}", f"from low to high: {record.low:g} to {record.high:g}")


def _months(record: Frequency) -> Iterator[Complaint]:
    if record.months is not None and (len(record.months) != 12 or not sum(record.months) > 0):
        yield Complaint("months", f"{len(record.months)} numbers", "twelve, from January on, not all 0")
    if record.per_year is not None and record.low is None and record.events is None:
        expected = "low and high as well: how sure it is"
        yield Complaint("per_year", "a frequency without uncertainty", expected, _ASSUMED, "warning")


_ASSUMED = "until then the 95 % quantile is taken to be 3 times the median"


def _half_given(record: Frequency) -> Iterator[Complaint]:
    for one, other in (("low", "high"), ("high", "low"), ("events", "years"), ("years", "events")):
        if getattr(record, one) is not None and getattr(record, other) is None:
            yield Complaint(one, f"{one} without {other}", f"{one} and {other} together")


@complaints.register
def _(record: Amount) -> Iterator[Complaint]:
    if record.p95 < record.median:
        expected = f"at least the median, which is {record.median:g}"
        yield Complaint("p95", f"{record.p95:g}", expected, "p95 is the amount exceeded in one of 20 cases")


@complaints.register
def _(record: DirectLoss) -> Iterator[Complaint]:
    if record.shares is None:
        return
    for name, share in record.shares.items():
        if not 0 <= share <= 1:
            yield Complaint("shares", f"{name}: {share:g}", "a share from 0 to 1")
    if abs((total := sum(record.shares.values())) - 1) > SHARE_TOLERANCE:
        yield Complaint("shares", f"shares that add up to {total:.6g}", "shares that add up to 1")


@complaints.register
def _(record: LossTable) -> Iterator[Complaint]:
    sizes = {str(scale): len(losses) for scale, losses in record.losses.items()}
    if record.weights is not None:
        sizes["weights"] = len(record.weights)
    if len(set(sizes.values())) > 1 or 0 in sizes.values():
        found = ", ".join(f"{name}: {size}" for name, size in sizes.items())
        yield Complaint("losses", found, "as many numbers in every list, at least one")
    if record.weights is not None and not sum(record.weights) > 0:
        yield Complaint("weights", "weights that add up to 0", "at least one event that can come")
    if record.shares is not None and abs((total := sum(record.shares.values())) - 1) > SHARE_TOLERANCE:
        yield Complaint("shares", f"shares that add up to {total:.6g}", "shares that add up to 1")


@complaints.register
def _(record: CommonCause) -> Iterator[Complaint]:
    if record.probability * record.factor > 1:
        found = f"probability {record.probability:g} times factor {record.factor:g}"
        expected = f"at most 1: a factor up to {1 / record.probability:g}"
        yield Complaint("factor", found, expected, "else the other years would have less than no events")
    yield from _twice("scenarios", record.scenarios)


@complaints.register
def _(record: RegisterRules) -> Iterator[Complaint]:
    for name, values in (("likelihood", record.likelihood), ("impact", record.impact)):
        if not values or list(values) != sorted(set(values)):
            yield Complaint(name, ", ".join(f"{one:g}" for one in values) or "nothing", "thresholds that rise")
    if record.acceptable is not None and record.unacceptable is not None and record.acceptable > record.unacceptable:
        yield Complaint("acceptable", f"{record.acceptable:g}", f"at most unacceptable, {record.unacceptable:g}")


@complaints.register
def _(record: Measure) -> Iterator[Complaint]:
    if record.id in record.requires:
        yield Complaint("requires", record.id, "other measures", f"{record.id} cannot require itself")
    if record.id in record.excludes:
        yield Complaint("excludes", record.id, "other measures", f"{record.id} cannot exclude itself")


@complaints.register
def _(record: Effect) -> Iterator[Complaint]:
    fitting = QUANTITIES[record.target]
    if record.quantity not in fitting:
        yield Complaint("quantity", record.quantity, f"one of {', '.join(fitting)}, as target is {record.target}")
    if record.factor == 1.0 and record.add == 0.0:
        yield Complaint("", "factor 1 and add 0", "a factor other than 1, or something to add", "so it changes nothing")
    if record.scale is not None and record.quantity is not EffectOn.CONSEQUENCE:
        yield Complaint("scale", record.scale, "nothing, as quantity is not consequence")


@complaints.register
def _(record: Calendar) -> Iterator[Complaint]:
    if (record.opens is None) != (record.closes is None):
        column = "closes" if record.closes is None else "opens"
        yield Complaint(column, "nothing", "opens and closes together")
    elif record.opens is not None and record.closes is not None and record.opens >= record.closes:
        yield Complaint("closes", record.closes, f"after opens, which is {record.opens}")


@complaints.register
def _(record: Norm) -> Iterator[Complaint]:
    if record.until is not None and record.until < record.since:
        yield Complaint("until", record.until.isoformat(), f"not before since, which is {record.since.isoformat()}")


@complaints.register
def _(record: Duty) -> Iterator[Complaint]:
    calendar = record.trigger is Trigger.CALENDAR
    for name, value in (("every", record.every or record.rule), ("start", record.start)):
        if calendar and value is None:
            yield Complaint(name, "nothing", f"{_EXAMPLES[name]}, as trigger is calendar")
        elif not calendar and value is not None:
            yield Complaint(name, str(value), f"nothing, as trigger is {record.trigger}", severity="warning")
    if calendar and record.every is not None and record.rule is not None:
        yield Complaint("rule", record.rule, f"nothing, as every is {record.every}")
    elif calendar and record.rule is not None and record.start is not None:
        yield from _no_rule(record.rule, record.start)
    yield from _bearers(record)
    yield from _steps(record)
    if record.kind is not None and record.trigger is not Trigger.FINDING:
        yield Complaint("kind", record.kind, f"nothing, as trigger is {record.trigger}", severity="warning")


def _no_rule(text: str, start: date) -> Iterator[Complaint]:
    from forestall.standards.icalendar.rule import days  # noqa: PLC0415 - only where a place has such rules

    try:
        days(text, start)
    except StandardError as error:
        yield Complaint("rule", str(error), "a recurrence rule of days such as FREQ=MONTHLY;BYDAY=1MO")


def _bearers(record: Duty) -> Iterator[Complaint]:
    sites = record.each in (Each.SITE, Each.SITE_AUTHORITY)
    if sites and record.site_kind is None:
        yield Complaint("site_kind", "nothing", f"the kind of the sites, as each is {record.each}")
    if record.site_kind is not None and record.site is not None:
        yield Complaint("site", record.site, "nothing, as site_kind names the sites")
    if record.depth is not None and record.each is not Each.AUTHORITY:
        yield Complaint("depth", str(record.depth), "nothing, as each is not authority", severity="warning")


def _steps(record: Duty) -> Iterator[Complaint]:
    if record.steps and record.trigger is Trigger.CALENDAR:
        yield Complaint("steps", "; ".join(record.steps), "nothing, as trigger is calendar")
    known: list[str] = []
    for step in record.steps:
        name, _, rest = step.partition(" ")
        base = rest.partition(" after ")[2]
        if name in known:
            yield Complaint("steps", f"{name} a second time", "each step once")
        if base and base not in known:
            yield Complaint(
                "steps", f"{name} after {base}", f"one of the steps before it: {', '.join(known) or 'none'}"
            )
        known.append(name)


_EXAMPLES = {"every": "how often, such as P1Y", "start": "the first due day, such as 2026-03-31"}


@complaints.register
def _(record: Indicator) -> Iterator[Complaint]:
    if record.minimum is not None and record.maximum is not None and record.minimum >= record.maximum:
        yield Complaint("minimum", f"{record.minimum:g}", f"below maximum, which is {record.maximum:g}")
    yield from _below_the_place("file", record.file)


@complaints.register
def _(record: Source) -> Iterator[Complaint]:
    yield from _below_the_place("path", record.path)


@complaints.register
def _(record: QuietHours) -> Iterator[Complaint]:
    if record.begin == record.end:
        yield Complaint("end", record.end, "another time than begin", "the same time twice is no hours, or all of them")


@complaints.register
def _(record: Audience) -> Iterator[Complaint]:
    yield from _twice("channels", tuple(way.id for way in record.channels))
    if record.clearance is Tlp.RED:
        yield Complaint("clearance", record.clearance, "TLP:AMBER+STRICT or below", "RED is told in person, never sent")
    if record.clearance is Tlp.AMBER_STRICT and record.kind != "office":
        yield Complaint("clearance", record.clearance, "TLP:AMBER or below, as kind is not office")
    if record.escalate is not None and record.escalate.audience == record.id:
        yield Complaint("escalate", record.id, "another audience", "nobody is told twice for not answering")


@complaints.register
def _(record: Partner) -> Iterator[Complaint]:
    if record.clearance is Tlp.RED:
        hint = "RED and AMBER+STRICT never go to another office"
        yield Complaint("clearance", record.clearance, "TLP:AMBER or below", hint, "warning")
    if bool(record.url) is not bool(record.secret):
        missing = "secret" if record.url else "url"
        yield Complaint(missing, "nothing", "url and secret together", "secret names our token: env:NAME or file:PATH")
    signs = record.url or (record.accounts and record.direction != "out")
    if signs and not record.key:
        yield Complaint("key", "nothing", "the partner's public key", "`forestall partner key` prints it there")
    if record.key:
        yield from _no_key(record.key)
    yield from _twice("accounts", record.accounts)


def _no_key(text: str) -> Iterator[Complaint]:
    from forestall.ledger.key import read_verifier  # noqa: PLC0415 - only where a place has such keys

    try:
        read_verifier(text)
    except InputError as error:
        yield Complaint("key", text[:60], "a public key NAME+ID+KEY", str(error))


def _below_the_place(column: str, path: str) -> Iterator[Complaint]:
    if ".." in path.replace("\\", "/").split("/"):
        yield Complaint(column, path, "a path below the place's folder, or an absolute one")
    elif "\\" in path:
        yield Complaint(column, path, "a path with /", f"write {path.replace(chr(92), '/')}")


@complaints.register
def _(record: Suppression) -> Iterator[Complaint]:
    if record.rule == record.host == record.site == "*":
        yield Complaint("rule", "*", "a rule, a host or a site", "it would suppress everything")
    if "@" in record.by:
        yield Complaint("by", record.by, "an office, not a person's address")
