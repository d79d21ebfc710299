"""What is said of a topic, in plain sentences: first as it is now, then in the other ways that are still right.

A warning that says it in one of those other ways need not be taken back (see `bands`).
"""

from dataclasses import replace
from itertools import product

from forestall.model.alert import Area
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment, Risk
from forestall.model.scenario import FromRelease, Scenario, SiteOutage, ToxicRelease
from forestall.model.words import EffectTarget, Field, FindingKind, Level, Scale, Tlp
from forestall.warn import areas, grades
from forestall.warn.bands import PROBABILITY_EDGES, RATIO_EDGES, bands, rounded
from forestall.warn.content import Content, shortened
from forestall.warn.language import Language, plain, primary, spoken
from forestall.warn.steadiness import ORDER
from forestall.warn.topic import GROUPED, FindingTopic, RiskTopic, Topic

PUBLISHED = (FindingKind.THRESHOLD, FindingKind.SEASONAL)  # kinds that rest on published series alone
INSTRUCTED = (FindingKind.VULNERABILITY, FindingKind.SILENCE)  # kinds with instructions of their own
PUBLIC, RESTRICTED = "Public", "Restricted"
MOST_REASONS = 5
MOST_MEASURES = 3
REASON_FACTOR = 1.2  # a finding that raises a risk by less is not named as a reason
SMALLEST_MONEY = 1000.0  # amounts below it are not worth a sentence


class Writer:
    """Words of warnings for one pass, in every language of the place that there is wording for."""

    def __init__(self, place: Place, assessment: Assessment, plan: Plan) -> None:
        languages = spoken(place.profile.languages)
        self.language = languages[0]
        self._voices = tuple(
            _Voice(place, assessment, plan, language, first=number == 0) for number, language in enumerate(languages)
        )

    def contents(self, topic: Topic) -> tuple[Content, ...]:
        """What to say of a topic, and after it the other ways of saying it that are still right."""
        told = zip(*(voice.contents(topic) for voice in self._voices), strict=True)
        return tuple(replace(first, translations=tuple(each.wording() for each in more)) for first, *more in told)


class _Voice:
    """Words of warnings in one language."""

    def __init__(self, place: Place, assessment: Assessment, plan: Plan, language: Language, *, first: bool) -> None:
        self._place, self._assessment, self._plan = place, assessment, plan
        self.language = language
        wanted = place.profile.languages[0]
        lacking = first and primary(wanted) != language.tag
        self._notes = (self._said("words.no_wording", wanted=wanted),) if lacking else ()

    def contents(self, topic: Topic) -> tuple[Content, ...]:
        """What to say of a topic, and after it the other ways of saying it that are still right."""
        if isinstance(topic, RiskTopic):
            return self._of_risk(topic.risk)
        higher = [level for level in Level if ORDER[level] > ORDER[topic.level]]
        return tuple(self._of_findings(topic, level) for level in (topic.level, *higher))

    def _of_findings(self, topic: FindingTopic, level: Level) -> Content:
        first = topic.findings[0]
        group = f"findings.{first.kind}"
        urgency, severity = grades.BY_LEVEL[level]
        site, where = self._where(first)
        words = {
            "where": where,
            "level": self._said(f"levels.{level}"),
            "what": self._what(first),
            "limit": self._limit(first, level),
            "title": plain(first.title),
        }
        named, more = self._reasons([each.title for each in topic.findings] if first.kind in GROUPED else [])
        category = grades.BY_FIELD[first.field]
        place, scope = self._place, self._scope(topic)
        return Content(
            event=self._said(f"{group}.event"),
            category=category,
            urgency=urgency,
            severity=severity,
            certainty=grades.BY_KIND[first.kind],
            headline=shortened(self._said(f"{group}.headline", **words)),
            lead=self._said(f"{group}.lead", **words),
            reasons_title=self._said("words.found"),
            reasons=named,
            more=more,
            loss="",
            notes=self._notes,
            instruction=self._instruction(first.field, category, scope, first.kind),
            areas=areas.around(place, [site] if site else []) or areas.within(place, first.jurisdiction),
            field=first.field,
            scope=scope,
            language=self.language.tag,
            audience=self._audience(scope),
        )

    def _of_risk(self, risk: Risk) -> tuple[Content, ...]:
        ratios = bands(risk.ratio, RATIO_EDGES)
        chances = bands(risk.probability.mean, PROBABILITY_EDGES)
        scenario = next((each for each in self._place.scenarios if each.id == risk.scenario), None)
        return tuple(self._of_bands(risk, scenario, ratio, chance) for ratio, chance in product(ratios, chances))

    def _of_bands(self, risk: Risk, scenario: Scenario | None, ratio: int, chance: int) -> Content:
        certainty, urgency = grades.BY_PROBABILITY[chance]
        toxic = scenario is not None and any(isinstance(part, ToxicRelease) for part in scenario.consequences)
        category = grades.category(risk, toxic=toxic)
        words = {
            "title": risk.title,
            "times": self.language.word("bands.ratio", ratio),
            "chance": self.language.word("bands.probability", chance),
            "days": self.language.number(self._assessment.horizon),
        }
        raising = [d.what for d in risk.drivers if d.kind == "finding" and d.factor >= REASON_FACTOR]
        named, more = self._reasons(raising)
        return Content(
            event=self._said("risk.event", **words),
            category=category,
            urgency=urgency,
            severity=grades.severity(risk, self._place),
            certainty=certainty,
            headline=shortened(self._said("risk.headline", **words)),
            lead=self._said("risk.lead", **words),
            reasons_title=self._said("risk.reasons"),
            reasons=named,
            more=more,
            loss=self._loss(risk),
            notes=(*self._measures(risk, scenario), *self._notes),
            instruction=self._instruction(risk.field, category, RESTRICTED),
            areas=self._risk_areas(risk, scenario),
            field=risk.field,
            scope=RESTRICTED,
            language=self.language.tag,
            audience=self._audience(RESTRICTED),
        )

    def _where(self, finding: Finding) -> tuple[str | None, str]:
        """Id of the site, and the name of the site, the jurisdiction or the place."""
        for site in self._place.sites:
            if site.id == finding.site:
                return site.id, site.name
        names = {each.id: each.name for each in self._place.profile.jurisdictions}
        return None, names.get(finding.jurisdiction or "", self._place.profile.name)

    def _what(self, finding: Finding) -> str:
        """Title of the indicator or source that a finding speaks of."""
        titles = {each.id: each.title for each in self._place.sources}
        titles |= {each.id: each.title for each in self._place.indicators}
        return titles.get(finding.rule, finding.title)

    def _limit(self, finding: Finding, level: Level) -> str:
        for indicator in self._place.indicators:
            for limit in indicator.thresholds:
                if indicator.id == finding.rule and limit.level is level:
                    return self._said(
                        f"words.past.{limit.side}", value=self.language.number(limit.value), unit=indicator.unit
                    )
        return self._said("words.past_unknown")

    def _scope(self, topic: FindingTopic) -> str:
        """Public for an indicator whose source may be shared with all, else Restricted.

        What rests on our sites, their products, logs or risks says more than its source did; only a person releases it.
        """
        clear = {source.id for source in self._place.sources if source.label is Tlp.CLEAR}
        shared = all(
            each.kind in PUBLISHED and each.field is not Field.CYBER and each.source in clear for each in topic.findings
        )
        return PUBLIC if shared else RESTRICTED

    def _audience(self, scope: str) -> str:
        return self._said("audiences.public" if scope == PUBLIC else "audiences.offices")

    def _instruction(self, field: Field, category: str, scope: str, kind: FindingKind | None = None) -> str:
        """What those do for whom it is: everybody, or the offices that answer for the area."""
        if scope == PUBLIC:
            return self._said(f"public.{category}")
        if kind in INSTRUCTED:
            return self._said(f"instructions.{kind}")
        cyber = field is Field.CYBER
        keys = (("cyber",) if cyber else ()) + ((category,) if category == "CBRNE" or not cyber else ())
        return " ".join(self._said(f"instructions.{key}") for key in keys)

    def _loss(self, risk: Risk) -> str:
        scales = self._place.profile.scales
        parts = []
        for scale in Scale:
            amount = risk.loss[scale].mean if scale in risk.loss else 0.0
            if amount >= (SMALLEST_MONEY if scale is Scale.ECONOMIC else 1.0):
                unit = scales[scale].unit if scale in scales else ""
                unit = self._place.profile.currency if scale is Scale.ECONOMIC else unit
                number = rounded(amount)
                one = "one" if number == 1 else "many"
                parts.append(self._said(f"scales.{one}.{scale}", amount=self.language.number(number), unit=unit))
        return self._said("risk.loss", losses=", ".join(parts)) if parts else ""

    def _measures(self, risk: Risk, scenario: Scenario | None) -> tuple[str, ...]:
        """Titles of chosen measures that act on the scenario or its release."""
        released = [part.release for part in scenario.consequences if isinstance(part, FromRelease)] if scenario else []
        acting = {
            effect.measure
            for effect in self._place.effects
            if (effect.target is EffectTarget.SCENARIO and effect.id == risk.scenario)
            or (effect.target is EffectTarget.RELEASE and effect.id in released)
        }
        titles = sorted(choice.title for choice in self._plan.choices if choice.chosen and choice.measure in acting)
        return (self._said("risk.plan", measures="; ".join(titles[:MOST_MEASURES])),) if titles else ()

    def _risk_areas(self, risk: Risk, scenario: Scenario | None) -> tuple[Area, ...]:
        zones = [zone for zone in self._assessment.zones if zone.scenario == risk.scenario]
        sites = list(scenario.sites) if scenario else []
        if scenario is not None and not sites:
            sites = [site for part in scenario.consequences if isinstance(part, SiteOutage) for site in part.sites]
        return (
            areas.of_zones(zones, risk.jurisdiction)
            or areas.around(self._place, sites)
            or areas.within(self._place, risk.jurisdiction)
        )

    def _reasons(self, titles: list[str]) -> tuple[tuple[str, ...], str]:
        """Each once, in their order, at most five; and how many more there are."""
        once = tuple(dict.fromkeys(plain(title).rstrip(".") for title in titles))
        left = len(once) - MOST_REASONS
        return once[:MOST_REASONS], self._said("words.and_more", count=left) if left > 0 else ""

    def _said(self, path: str, **words: object) -> str:
        return self.language.say(path, **words)
