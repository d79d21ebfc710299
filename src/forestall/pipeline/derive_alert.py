"""Derivations of our warnings: why one is open, how much speaks for it against which limit, from what evidence."""

import math
from collections.abc import Callable
from fnmatch import fnmatchcase

from forestall.core.text import N_
from forestall.model.alert import Alert
from forestall.model.derivation import Derivation
from forestall.model.finding import Finding
from forestall.model.risk import Risk
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, hidden, stated
from forestall.outlook.wording import age, number, percent, times, words
from forestall.pipeline.derive_evidence import finding_node
from forestall.pipeline.derive_ground import Ground
from forestall.warn.scale import finding_score
from forestall.warn.steadiness import ORDER, Limits
from forestall.warn.topic import WHOLE, FindingTopic, RiskTopic, Topic, limits, score, topics

_QUANTITIES = ("open", "severity")
_FILE = "place.toml, [steadiness]"
_HERE = "docs/do/steady-warnings.md"
_CAP = "OASIS, Common Alerting Protocol 1.2, 3.2.2; warn/grades.py"


def alert(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """Why a warning of ours is open, or why it has its severity."""
    one = next((each for each in (*on.seen.alerts_open, *on.seen.alerts_new) if each.identifier == key), None)
    if one is None or not one.subject or quantity not in _QUANTITIES:
        return None
    topic = topics(_concerned(on, one.subject), on.whole.assessment, on.whole.place).get(one.subject)
    build: dict[str, Callable[[Ground, Alert, Topic | None], Node]] = {"open": _open, "severity": _severity}
    others = tuple((f"/derivation/alert/{key}/{each}", each) for each in _QUANTITIES if each != quantity)
    return DerivationView(one.headline or one.event, f"/alerts/{key}", build[quantity](on, one, topic), others)


def _concerned(on: Ground, subject: str) -> list[Finding]:
    """Findings that can belong to `finding:WHAT:WHERE`: of that rule or kind, at that site or in that authority."""
    what, _, where = subject.removeprefix("finding:").rpartition(":")
    inside = {each.id for each in on.whole.place.sites if where in (each.id, each.jurisdiction, WHOLE)}
    return [
        each
        for each in on.whole.detection.findings
        if (each.site in inside or where in (each.jurisdiction, WHOLE))
        and (each.kind == what or fnmatchcase(each.rule, what))
    ]


def _open(on: Ground, one: Alert, topic: Topic | None) -> Node:
    """What speaks for it now, against where it opens and closes."""
    since = Node(
        Derivation(
            N_("open since"), on.words.moment(one.effective), "", N_("first message of its line"), one.identifier
        ),
        on.words.moment(one.effective),
        Basis.CONCLUDED,
        time=one.effective,
        ident=one.identifier,
    )
    if one.by_hand:
        gives = Derivation(
            N_("why it is open"), one.severity, "", N_("people wrote it"), "docs/do/send-warnings.md", one.note
        )
        return Node(gives, words(one.severity), Basis.STATED, (since,))
    bounds = limits(one.subject, on.whole.place.profile.steadiness)
    value = 0.0 if topic is None else score(topic, on.whole.at, on.whole.place.profile.steadiness)
    gives = Derivation(
        N_("why it is open"),
        value,
        "",
        N_(
            "it opens where what speaks for it reaches the upper limit, and closes when that has been below the "
            "lower one for long enough"
        ),
        _HERE,
        "" if topic is not None else N_("Nothing speaks for it in this pass; it holds for the time that was set."),
    )
    inputs = (*_evidence(on, topic), *_limits(on, one, bounds), *_times(on), since)
    return Node(gives, _amount(one, value), Basis.WORKED, inputs, href=f"/derivation/alert/{one.identifier}/open")


def _amount(one: Alert, value: float) -> str:
    """A score as people know it: a ratio for a risk, a level for findings."""
    if math.isnan(value):
        return words("unknown")
    return times(math.exp(value)) if one.subject.startswith("risk:") else number(value)


def _evidence(on: Ground, topic: Topic | None) -> tuple[Node, ...]:
    """The risk with its ratio, or the findings with their levels; none that the reader may not see is named."""
    if isinstance(topic, RiskTopic):
        return (_risk(on, topic.risk),)
    return _findings(on, topic) if isinstance(topic, FindingTopic) else ()


def _risk(on: Ground, risk: Risk) -> Node:
    if risk.scenario not in on.risks:
        return hidden(N_("a risk"))
    gives = Derivation(
        risk.title,
        risk.ratio,
        "",
        N_("rate now / rate without news; the score is its logarithm"),
        "docs/understand/likelihood.md",
    )
    href = f"/derivation/risk/{risk.scenario}/"
    chance = Node(
        Derivation(N_("probability of at least one event"), risk.probability.mean, "", "", ""),
        percent(risk.probability.mean),
        Basis.WORKED,
        href=f"{href}probability",
    )
    return Node(gives, times(risk.ratio), Basis.WORKED, (chance,), href=f"{href}ratio")


def _findings(on: Ground, topic: FindingTopic) -> tuple[Node, ...]:
    steady = on.whole.place.profile.steadiness
    found = []
    for each in topic.findings:
        seen = on.findings.get(each.id)
        value = finding_score(each, on.whole.at, steady)
        gives = Derivation(
            N_("score of a finding") if seen is None else seen.title,
            value,
            "",
            N_("number of its level, 1 to 5, × what is left of it since it was last so"),
            _HERE,
        )
        node = hidden(N_("a finding")) if seen is None else finding_node(on, seen)
        found.append(Node(gives, number(value), Basis.WORKED, (node,)))
    return tuple(found)


def _limits(on: Ground, one: Alert, bounds: Limits) -> tuple[Node, ...]:
    steady = on.whole.place.profile.steadiness
    if one.subject.startswith("risk:"):
        return (
            stated(N_("a risk opens it at this ratio"), bounds.open, times(steady.open_ratio), _FILE),
            stated(N_("a risk keeps it open at this ratio"), bounds.close, times(steady.close_ratio), _FILE),
            stated(
                N_("probability from which a risk counts"),
                steady.open_probability,
                percent(steady.open_probability),
                _FILE,
            ),
        )
    return (
        stated(
            N_("a finding of this level opens a warning"),
            bounds.open,
            f"{words(steady.open_level)} ({ORDER[steady.open_level] + 1})",
            _FILE,
        ),
        stated(
            N_("a finding of this level keeps it open"),
            bounds.close,
            f"{words(steady.close_level)} ({ORDER[steady.close_level] + 1})",
            _FILE,
        ),
    )


def _times(on: Ground) -> tuple[Node, ...]:
    steady = on.whole.place.profile.steadiness
    hours = (
        (N_("it holds at least"), steady.hold),
        (N_("it closes after too little has spoken for it for"), steady.clear),
        (N_("half of what speaks for it is gone after"), steady.half_life),
    )
    found = [stated(name, value, age(value), _FILE, "", "h") for name, value in hours if value]
    if steady.confirm > 1:
        said = f"{steady.confirm} / {steady.confirm_of}"
        found.append(stated(N_("looks in which enough has to speak for it"), said, said, _FILE))
    return tuple(found)


def _severity(on: Ground, one: Alert, topic: Topic | None) -> Node:
    """How level, probability and loss become the words of CAP."""
    if one.by_hand:
        gives = Derivation(N_("severity"), one.severity, "", N_("as people wrote it"), _CAP)
        return Node(gives, words(one.severity), Basis.STATED)
    risk = isinstance(topic, RiskTopic) or one.subject.startswith("risk:")
    how = (
        N_(
            "the largest of: deaths / 10, injuries / 100, share of all people affected, share of all value / 10 %% "
            "of one event on average; Extreme from 1, Severe from 0.1, Moderate from 0.01"
        )
        if risk
        else N_("critical findings are Severe, high ones Moderate, all others Minor: a sign of harm is not yet harm")
    )
    gives = Derivation(N_("severity"), one.severity, "", how, _CAP)
    inputs = (*_losses(on, topic), _open(on, one, topic))
    return Node(gives, words(one.severity), Basis.WORKED, inputs, href=f"/derivation/alert/{one.identifier}/severity")


def _losses(on: Ground, topic: Topic | None) -> tuple[Node, ...]:
    if not isinstance(topic, RiskTopic) or topic.risk.scenario not in on.risks:
        return ()
    return tuple(
        Node(
            Derivation(words(scale), loss.mean, "", N_("mean of one event"), ""),
            number(loss.mean),
            Basis.WORKED,
            href=f"/derivation/risk/{topic.risk.scenario}/loss.{scale}",
        )
        for scale, loss in topic.risk.loss.items()
    )
