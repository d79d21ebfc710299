"""Which STIX objects a place and its findings are: what a pass shares, before it is compared with what was shared.

| of ours | STIX |
| --- | --- |
| the office | identity (organisation) |
| a site, and where it is | infrastructure, location |
| what a site needs from another | relationship `uses` |
| a Sigma rule, a threshold | indicator (`pattern_type` sigma, stix) |
| a cyber scenario | attack-pattern |
| a measure, and what it acts on | course-of-action; relationship `mitigates`, else `related-to` |
| a finding of a rule, threshold or vulnerability | sighting of it, at the office and the site's location |
| another finding | note about the site, else about the office |

That a source is silent concerns nobody else and is not shared; nor is what is labelled RED, nor an object that another
office would have to refuse because it points at a person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from forestall.core.clock import utc
from forestall.detect.sigma import rules_of
from forestall.guard.label import strictest
from forestall.model.finding import Finding
from forestall.model.indicator import Indicator, Threshold
from forestall.model.label import Label
from forestall.model.measure import Effect, Measure
from forestall.model.place import Place
from forestall.model.site import Dependency, Site
from forestall.model.words import EffectTarget, Field, FindingKind, Level
from forestall.pipeline.detect_rules import text_of
from forestall.pipeline.exchange_persons import persons, without_persons
from forestall.standards.sigma.rule import Rule
from forestall.standards.stix.markings import definition
from forestall.standards.stix.objects import Author, Object, Seen, Told, references, tactics, threshold_pattern

SITES = MEASURES = SCENARIOS = Label.AMBER
"""How far sites, measures and scenarios of the place may be shared: with those who need to know."""
RULES = THRESHOLDS = Label.GREEN
"""How far what to look for may be shared: within the community."""
_SERIOUS = (Level.HIGH, Level.CRITICAL)


@dataclass(frozen=True, slots=True)
class Draft:
    """An object that would be shared, and what the policy asks of it."""

    thing: Object
    """The object, with the time of the pass as its times."""
    label: Label
    """Who may read it."""
    field: Field | None = None
    """Its field of security."""
    jurisdiction: str | None = None
    """The authority it concerns."""
    source: str = ""
    """The source it rests on."""

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.thing["id"])


def drafts(place: Place, findings: Iterable[Finding], at: datetime) -> dict[Field, tuple[Draft, ...]]:
    """The objects of each field's collection, by id; what an object names is in the same collection, if it is ours.

    Args:
        place: the place
        findings: what the pass found
        at: its time
    """
    author = Author(place.profile.sender, place.profile.name, utc(at))
    pool = _Pool(author)
    sites = {site.id: pool.site(site) for site in place.sites}
    for dependency in place.dependencies:
        _needed(pool, place, dependency, sites)
    for scenario in place.scenarios:
        if scenario.field is Field.CYBER:
            told = author.made("attack-pattern", (scenario.id,), SCENARIOS, name=scenario.title)
            pool.add(Draft(told, SCENARIOS, scenario.field, scenario.jurisdiction))
    _indicators(pool, place)
    labels = {source.id: Label(source.label.removeprefix("TLP:")) for source in place.sources}
    for finding in sorted(findings, key=lambda one: one.id):
        _found(pool, finding, labels.get(finding.source, Label.RED), sites.get(finding.site or ""))
    for measure in place.measures:
        _measured(pool, measure, [each for each in place.effects if each.measure == measure.id], sites)
    return pool.collections()


@dataclass(slots=True)
class _Pool:
    """Everything that is made, and the collection that each object belongs to."""

    author: Author
    all: dict[str, Draft] = field(default_factory=dict)
    members: dict[Field, dict[str, None]] = field(default_factory=dict)

    def add(self, draft: Draft, where: Field | None = None) -> Object:
        """Take an object; one of label RED is never shared."""
        self.all[draft.id] = draft
        into = where or draft.field
        if into is not None and draft.label is not Label.RED:
            self.members.setdefault(into, {})[draft.id] = None
        return draft.thing

    def id_of(self, kind: str, *key: str) -> Draft | None:
        """What was made of a type and key."""
        return self.all.get(str(self.author.made(kind, key, Label.CLEAR)["id"]))

    def site(self, site: Site) -> Object:
        """A site, where it is, and that it is there."""
        author, whose = self.author, (SITES, site.field, site.jurisdiction)
        about = f"{site.kind.replace('_', ' ').capitalize()}, {site.field} security."
        words = ["site", site.kind.replace("_", "-")]
        made = author.made("infrastructure", (site.id,), SITES, name=site.name, description=about, labels=words)
        location = author.location(site.id, site.name, site.lon, site.lat, SITES)
        for thing in (made, location, author.relation(made, "located-at", location, SITES)):
            self.add(Draft(thing, *whose))
        return made

    def collections(self) -> dict[Field, tuple[Draft, ...]]:
        """The objects of each field, with those that they name, by id."""
        things = list(self.all.values())
        for number in persons([draft.thing for draft in things]):  # a rule that names its author's address, say
            del self.all[things[number].id]
        self.all[self.author.id] = Draft(self.author.identity(), Label.CLEAR)
        for label in Label:
            marked = definition(label)
            self.all[marked["id"]] = Draft(marked, Label.CLEAR)
        return {each: tuple(self._closed(self.members[each])) for each in sorted(self.members)}

    def _closed(self, members: Iterable[str]) -> Iterator[Draft]:
        found: set[str] = set()
        waiting = list(members)
        while waiting:
            draft = self.all.get(waiting.pop())
            if draft is not None and draft.id not in found and draft.label is not Label.RED:
                found.add(draft.id)
                waiting += references(draft.thing)
        return iter([self.all[each] for each in sorted(found)])


def _needed(pool: _Pool, place: Place, dependency: Dependency, sites: dict[str, Object]) -> None:
    whose = next(site for site in place.sites if site.id == dependency.site)
    choice = f"{dependency.required} of {len(dependency.suppliers)} suppliers"
    about = f"Needs {dependency.service} from {choice}; stays up {dependency.buffer:g} h without."
    for supplier in dependency.suppliers:
        made = pool.author.relation(sites[dependency.site], "uses", sites[supplier], SITES, about)
        pool.add(Draft(made, SITES, whose.field, whose.jurisdiction))


def _indicators(pool: _Pool, place: Place) -> None:
    rules, _refused = rules_of(place)
    for rule in rules:
        text = text_of(str(place.root / rule.file), rule.line)
        if text:
            pool.add(Draft(_rule(pool.author, rule, text), RULES, Field.CYBER))
    for series in place.indicators:
        for limit in series.thresholds:
            pool.add(Draft(_threshold(pool.author, series, limit), THRESHOLDS, series.field, series.jurisdiction))


def _rule(author: Author, rule: Rule, text: str) -> Object:
    told = Told(
        rule.title,
        f"Sigma rule {rule.id}, level {rule.level}.",
        RULES,
        (f"level-{rule.level}",),
        tactics(rule.tags),
        rule.level in _SERIOUS,
    )
    return author.indicator(("sigma", rule.id), told, text, "sigma", author.at)


def _threshold(author: Author, series: Indicator, limit: Threshold) -> Object:
    about = f"{series.title}: {limit.side} {limit.value:g} {series.unit}, level {limit.level}."
    told = Told(series.title, about, THRESHOLDS, (f"level-{limit.level}",))
    key = ("threshold", series.id, str(limit.level), limit.side)
    return author.indicator(key, told, threshold_pattern(series.id, limit.side, limit.value), "stix", author.at)


def _found(pool: _Pool, finding: Finding, label: Label, site: Object | None) -> None:
    """A finding as a sighting of what it found, else as a note."""
    if finding.kind is FindingKind.SILENCE:
        return
    whose = (finding.field, finding.jurisdiction, finding.source)
    of = _what(pool, finding)
    title, detail = without_persons(finding.title), without_persons(finding.detail)
    if of is None:
        about = site or {"id": pool.author.id}
        made = pool.author.made("note", (finding.id,), label, abstract=title, content=detail, object_refs=[about["id"]])
        pool.add(Draft(made, label, *whose))
        return
    location = None if finding.site is None else pool.id_of("location", finding.site)
    where = (pool.author.id, *([location.id] if location else []))
    seen = Seen(detail, finding.first, finding.time, finding.count)
    pool.add(Draft(pool.author.sighting(finding.id, of, seen, where, label), label, *whose))
    if finding.kind is FindingKind.VULNERABILITY and site is not None:
        both = strictest((label, SITES))
        pool.add(Draft(pool.author.relation(site, "has", of, both), both, *whose))


def _what(pool: _Pool, finding: Finding) -> Object | None:
    """What a finding is a sighting of; None when STIX has nothing for it."""
    if finding.kind is FindingKind.VULNERABILITY:
        return pool.add(Draft(pool.author.vulnerability(finding.rule), Label.CLEAR, Field.CYBER))
    if finding.kind is FindingKind.SIGMA:
        known = pool.id_of("indicator", "sigma", finding.rule)
    elif finding.kind is FindingKind.THRESHOLD:
        sides = (pool.id_of("indicator", "threshold", finding.rule, str(finding.level), s) for s in ("above", "below"))
        known = next((one for one in sides if one is not None), None)
    else:
        known = None
    return None if known is None else known.thing


def _measured(pool: _Pool, measure: Measure, effects: list[Effect], sites: dict[str, Object]) -> None:
    author, whose = pool.author, (MEASURES, measure.field, measure.jurisdiction)
    about = f"In effect {measure.lead:g} months after the decision, for {measure.life:g} years."
    made = author.made("course-of-action", (measure.id,), MEASURES, name=measure.title, description=about)
    pool.add(Draft(made, *whose))
    for effect in effects:
        scenario = pool.id_of("attack-pattern", effect.id) if effect.target is EffectTarget.SCENARIO else None
        if scenario is not None:
            pool.add(Draft(author.relation(made, "mitigates", scenario.thing, MEASURES), *whose))
        elif effect.target is EffectTarget.SITE and effect.id in sites:
            pool.add(Draft(author.relation(made, "related-to", sites[effect.id], MEASURES), *whose))
            for known in _weak(pool, sites[effect.id]):
                pool.add(Draft(author.relation(made, "mitigates", known, MEASURES), *whose))


def _weak(pool: _Pool, site: Object) -> list[Object]:
    """Vulnerabilities that a site has."""
    pairs = (
        (draft.thing["source_ref"], draft.thing["target_ref"])
        for draft in pool.all.values()
        if draft.thing.get("relationship_type") == "has"
    )
    return [pool.all[target].thing for source, target in sorted(pairs) if source == site["id"]]
