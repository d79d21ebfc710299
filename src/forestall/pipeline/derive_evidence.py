"""Derivations of what was found and what was observed: finding, rule, signals, down to the id of the raw record."""

from forestall.core.clock import iso
from forestall.core.text import N_
from forestall.model.alert import Alert
from forestall.model.derivation import Derivation
from forestall.model.finding import Finding
from forestall.model.signal import Signal
from forestall.model.words import FindingKind
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, hidden, stated
from forestall.outlook.wording import words
from forestall.pipeline.derive_ground import Ground

_HOW: dict[FindingKind, tuple[str, str]] = {
    FindingKind.SIGMA: (
        N_("the rule holds of each of these log events"),
        "SigmaHQ, Sigma Specification 2.1.0",
    ),
    FindingKind.THRESHOLD: (N_("value beyond the limit that was set"), N_("limit as given in indicators.toml")),
    FindingKind.SEASONAL: (
        N_("value outside what season and level let expect, at the rate of false alarms that was set"),
        "Anscombe (1948); Tukey (1977), chapter 11; Huber (1981), 6.7",
    ),
    FindingKind.VULNERABILITY: (
        N_("a site runs a product whose vulnerability is known to be exploited"),
        "CISA, Known Exploited Vulnerabilities catalogue",
    ),
    FindingKind.ALERT: (
        N_("the alert's area touches sites or people of the place"),
        "OASIS, Common Alerting Protocol 1.2",
    ),
    FindingKind.SILENCE: (
        N_("nothing came for more than twice the interval at which it is expected"),
        N_("interval as given in sources.toml"),
    ),
}


def finding(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a finding came about: its level, or how many records it rests on."""
    one = on.findings.get(key)
    if one is None or quantity not in ("level", "count"):
        return None
    others = tuple((f"/derivation/finding/{key}/{each}", each) for each in ("level", "count") if each != quantity)
    return DerivationView(one.title, f"/queue?finding={key}", finding_node(on, one, quantity), others)


def signal(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """What a source said."""
    one = on.signals.get(key)
    return None if one is None or quantity != "value" else DerivationView(one.text, "", signal_node(on, one))


def finding_node(on: Ground, one: Finding, quantity: str = "") -> Node:
    """A finding with all that it rests on."""
    how, source = _HOW.get(one.kind, (N_("a detector concluded it"), ""))
    value: float | str = float(one.count) if quantity == "count" else str(one.level)
    said = f"{one.count:,}" if quantity == "count" else words(one.level)
    return Node(
        Derivation(one.title, value, "", how, source, one.detail),
        said,
        Basis.CONCLUDED,
        inputs=(_rule(one), *(evidence(on, one, each) for each in one.evidence), *_rest(one)),
        time=one.time,
        ident=one.id,
        where=on.sources[one.source].title if one.source in on.sources else one.source,
        href=f"/derivation/finding/{one.id}/level",
    )


def _rule(one: Finding) -> Node:
    where = {
        FindingKind.SIGMA: "rules/",
        FindingKind.THRESHOLD: "indicators.toml",
        FindingKind.SEASONAL: "indicators.toml",
        FindingKind.VULNERABILITY: "sites.csv",
        FindingKind.SILENCE: "sources.toml",
    }.get(one.kind, "")
    return stated(N_("what concluded it"), one.rule, f"{words(one.kind)}: {one.rule}", where, ", ".join(one.tags))


def evidence(on: Ground, of: Finding, key: str) -> Node:
    """One record behind a finding: a signal, a partner's alert, or a log event by its id."""
    if key in on.signals:
        return signal_node(on, on.signals[key])
    if key in on.alerts:
        return _alert(on.alerts[key])
    if of.kind is FindingKind.SIGMA:
        return _event(on, of, key)
    return hidden(N_("a record of this finding"))


def signal_node(on: Ground, one: Signal) -> Node:
    """What a source said, with its time and quality."""
    said = on.words.amount(one.value, one.unit) if one.value is not None else one.text
    source = on.sources.get(one.source)
    return Node(
        Derivation(
            one.text or one.kind,
            one.text if one.value is None else one.value,
            one.unit,
            "as given",
            "" if source is None else f"{source.title} ({source.path})",
            "" if one.quality == "ok" else words(one.quality),
        ),
        said,
        Basis.OBSERVED,
        time=one.time,
        ident=one.id,
        where=one.source,
        href=f"/derivation/signal/{one.id}/value",
    )


def _alert(one: Alert) -> Node:
    return Node(
        Derivation(one.event, one.headline, "", "as given", f"CAP 1.2: {one.sender}"),
        one.headline,
        Basis.OBSERVED,
        time=one.sent,
        ident=one.identifier,
        where=one.sender,
    )


def _event(on: Ground, of: Finding, key: str) -> Node:
    """A log event: it lies in the source's files and is named, not shown."""
    source = on.sources.get(of.source)
    where = of.source if source is None else f"{source.title} ({source.path})"
    return Node(
        Derivation(N_("log event"), key, "", "as given", where, N_("kept in the source's files under this id")),
        "",
        Basis.OBSERVED,
        ident=key,
        where=of.source,
    )


def _rest(one: Finding) -> tuple[Node, ...]:
    """What is counted but not named: findings keep the newest twenty ids."""
    more = one.count - len(one.evidence)
    if more <= 0:
        return ()
    first = N_("earlier records, counted but not named")
    return (Node(Derivation(first, float(more), "", "count", "", iso(one.first)), f"{more:,}", Basis.CONCLUDED),)
