"""Which warnings are listed in that of their cause instead of being sent. Pure, and the same in any order.

Nothing is hidden unless a rule of the place says so. What was sent already is never hidden, nor what is more severe
than its cause or is for other readers; a cause that is silenced hides nothing. A hidden effect hides its own
effects too, and all of them are listed in the one warning that is sent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.profile import Inhibition
from forestall.model.site import Dependency
from forestall.model.steadiness import severity_rank
from forestall.model.words import Link
from forestall.warn.content import Content
from forestall.warn.topic import FindingTopic, RiskTopic, Topic


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that is warned of, or is about to be."""

    topic: Topic
    """What is known of it."""
    content: Content
    """What its warning says."""
    label: Label | None
    """Who may read it; None: as its scope says."""
    sent: bool
    """Whether its warning is in force already."""
    quiet: bool
    """Whether it is silenced."""

    @property
    def subject(self) -> str:
        """Its subject."""
        return self.topic.subject


def hidden(candidates: Iterable[Candidate], place: Place) -> dict[str, str]:
    """The cause in whose warning an effect is listed, by the effect's subject.

    Args:
        candidates: all subjects that are warned of now, each once
        place: the place, with its rules and dependencies

    Returns:
        For each effect that is not to be sent, a subject that is.
    """
    rules = place.profile.steadiness.inhibit
    ranked = sorted(candidates, key=lambda each: (-severity_rank(each.content.severity), each.subject))
    if not rules or len(ranked) < 2:
        return {}
    effects = _effects(ranked, rules, place)
    caused = {subject for found in effects.values() for subject in found}
    roots = [each.subject for each in ranked if each.subject not in caused]
    found = _reached(roots, effects, set(roots))
    for each in ranked:  # those left cause one another in a circle: the most severe one is sent
        if each.subject not in found and each.subject not in roots:
            roots.append(each.subject)
            found |= _reached([each.subject], effects, {*found, *roots})
    return found


def _reached(roots: Iterable[str], effects: Mapping[str, Sequence[str]], known: set[str]) -> dict[str, str]:
    """Every effect that is reached from a root and not known yet, with the first root that reaches it."""
    found: dict[str, str] = {}
    for root in roots:
        ahead = [root]
        while ahead:
            for effect in effects[ahead.pop()]:
                if effect not in known and effect not in found:
                    found[effect] = root
                    ahead.append(effect)
    return found


def _effects(ranked: list[Candidate], rules: tuple[Inhibition, ...], place: Place) -> dict[str, list[str]]:
    """Subjects that each would hide, by its own; `ranked` the most severe first."""
    found: dict[str, set[str]] = {each.subject: set() for each in ranked}
    for rule in rules:
        causes = [each for each in ranked if not each.quiet and fnmatchcase(each.subject, rule.cause)]
        open_to = [each for each in ranked if not each.sent and fnmatchcase(each.subject, rule.effect)]
        linked = _linking(rule.how, causes, place)
        for (scope, label, severity), group in _alike(open_to).items():
            for cause in causes:
                said = (cause.content.scope, cause.label) == (scope, label)
                if said and severity_rank(cause.content.severity) >= severity:
                    belongs = linked(cause.topic)
                    found[cause.subject] |= {each.subject for each in group if belongs(each.topic)} - {cause.subject}
    return {each.subject: [one.subject for one in ranked if one.subject in found[each.subject]] for each in ranked}


def _alike(candidates: Iterable[Candidate]) -> dict[tuple[str, Label | None, int], list[Candidate]]:
    """Candidates by who hears of them and how loudly: a cause has to be heard by the same, as loudly or more so."""
    found: dict[tuple[str, Label | None, int], list[Candidate]] = {}
    for each in candidates:
        key = (each.content.scope, each.label, severity_rank(each.content.severity))
        found.setdefault(key, []).append(each)
    return found


def _linking(how: Link, causes: list[Candidate], place: Place) -> Callable[[Topic], Callable[[Topic], bool]]:
    """For a cause: what tells whether a topic belongs to it."""
    match how:
        case Link.ANYWHERE:
            return lambda _cause: lambda _topic: True
        case Link.SITE:
            return lambda cause: lambda topic: not _where(cause).isdisjoint(_where(topic))
        case Link.EVENT:
            return lambda cause: _same_event(cause, place)
        case Link.DEPENDENCY:
            fed = _unmet({site for each in causes if (site := _site(each.topic)) is not None}, place)
            return lambda cause: _within(_downstream(_site(cause), fed))


def _within(sites: set[str]) -> Callable[[Topic], bool]:
    return lambda topic: _site(topic) in sites


def _where(topic: Topic) -> set[str]:
    if isinstance(topic, RiskTopic):
        return {topic.risk.jurisdiction}
    first = topic.findings[0]
    return {text for text in (first.site or first.jurisdiction,) if text}


def _site(topic: Topic) -> str | None:
    return topic.site if isinstance(topic, FindingTopic) else None


def _same_event(cause: Topic, place: Place) -> Callable[[Topic], bool]:
    """Tells whether a topic rests on the same signals or records, or one of both is a risk that the other raises."""
    if isinstance(cause, RiskTopic):
        return lambda topic: isinstance(topic, FindingTopic) and _raises(topic, cause, place)
    evidence = {text for each in cause.findings for text in each.evidence}
    return lambda topic: (
        _raises(cause, topic, place)
        if isinstance(topic, RiskTopic)
        else any(text in evidence for each in topic.findings for text in each.evidence)
    )


def _raises(topic: FindingTopic, risk: RiskTopic, place: Place) -> bool:
    """Whether findings are precursors of a risk's scenario."""
    scenario = next((each for each in place.scenarios if each.id == risk.risk.scenario), None)
    return scenario is not None and any(
        each.kind is precursor.kind
        and fnmatchcase(each.rule, precursor.rule)
        and (not precursor.at_sites or each.site is None or each.site in scenario.sites)
        for precursor in scenario.precursors
        for each in topic.findings
    )


def _unmet(failed: set[str], place: Place) -> dict[str, set[str]]:
    """For each supplier, the sites whose needs of it are no longer met once some have failed, and what follows."""
    down, grown = set(failed), True
    while grown:
        lost = {each.site for each in place.dependencies if _is_unmet(each, down)}
        grown = not lost <= down
        down |= lost
    fed: dict[str, set[str]] = {}
    for each in place.dependencies:
        if _is_unmet(each, down):
            for supplier in each.suppliers:
                fed.setdefault(supplier, set()).add(each.site)
    return fed


def _is_unmet(need: Dependency, down: set[str]) -> bool:
    return sum(each not in down for each in need.suppliers) < need.required


def _downstream(site: str | None, fed: Mapping[str, set[str]]) -> set[str]:
    """Sites that a failed one had its part in bringing down, also by way of others."""
    found: set[str] = set()
    ahead = [site] if site is not None else []
    while ahead:
        new = fed.get(ahead.pop(), set()) - found
        found |= new
        ahead += sorted(new)
    return found - {site}
