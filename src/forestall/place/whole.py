"""What is wrong with the place as a whole: its tree of authorities, sums, contradictions, things nothing uses."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.indicator import Indicator
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Effect, Measure
from forestall.model.partner import Partner, Source
from forestall.model.profile import Profile
from forestall.model.scenario import Consequence, DirectLoss, FromRelease, LossTable, Scenario
from forestall.model.words import FindingKind, SourceKind
from forestall.place.circles import check_circles
from forestall.place.draft import Draft, Entry
from forestall.place.economy import check_economy
from forestall.place.files import home
from forestall.place.sense import SHARE_TOLERANCE


def check_whole(draft: Draft) -> None:
    """Report what can only be seen by looking at many records together."""
    _tree(draft)
    _weather(draft)
    _contradictions(draft)
    _without_effect(draft)
    check_circles(draft)
    check_economy(draft)
    for entry, scenario in draft.of(Scenario):
        _file_name(entry, scenario, draft)
        _scales(entry, scenario, draft)
        _cloud(entry, scenario, draft)
        _precursors(entry, scenario, draft)
    _effect_scales(draft)
    _indicator_sources(draft)
    _partner_accounts(draft)


def _tree(draft: Draft) -> None:
    """Exactly one authority has no parent, and every other reaches it."""
    entries = {node.id: entry for entry, node in draft.of(Jurisdiction)}
    parents = {node.id: node.parent for _, node in draft.of(Jurisdiction)}
    if not parents or not draft.complete(Jurisdiction):
        return
    roots = [name for name, parent in parents.items() if parent is None]
    for other in roots[1:]:
        hint = f"{roots[0]} has no parent either; give {other} a parent"
        _say_tree(draft, entries[other], f"{other} without parent", "exactly one authority without parent", hint)
    seen: set[str] = set()
    for name in sorted(parents):
        ring = _ring(name, parents)
        if ring and ring[0] not in seen:
            seen.update(ring)
            found = f"a circle: {' → '.join((*ring, ring[0]))}"
            expected = "a tree: each authority below another, up to the one without parent"
            _say_tree(draft, entries[ring[0]], found, expected)


def _ring(start: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The circle that the way up from an authority runs into, from its first name in the alphabet; or nothing."""
    way: list[str] = []
    name: str | None = start
    while name is not None and name not in way:
        way.append(name)
        name = parents.get(name)
    if name is None:
        return ()
    ring = way[way.index(name) :]
    first = ring.index(min(ring))
    return (*ring[first:], *ring[:first])


def _say_tree(draft: Draft, entry: Entry, found: str, expected: str, hint: str = "") -> None:
    draft.report(entry.file).error(entry.line_of("parent"), "jurisdictions", found, expected, hint)


def _weather(draft: Draft) -> None:
    """The shares of all hours add up to 1."""
    shares = sorted(record.share for _, record in draft.of(WeatherClass))
    if shares and draft.complete(WeatherClass) and abs((total := sum(shares)) - 1) > SHARE_TOLERANCE:
        file = draft.files[WeatherClass]
        draft.report(file).error(None, "share", f"shares that add up to {total:.6g}", "shares that add up to 1")


def _contradictions(draft: Draft) -> None:
    """No measure needs, directly or through others, two that cannot be together."""
    measures = {record.id: record for _, record in draft.of(Measure)}
    for entry, measure in draft.of(Measure):
        needed = _needed(measure.id, measures)
        for one in sorted(needed):
            for other in sorted(needed.intersection(measures[one].excludes) - {one}):
                both = " and ".join(name for name in (one, other) if name != measure.id)
                found, expected = f"{measure.id} needs {both}", f"measures that can be together: {one} excludes {other}"
                draft.report(entry.file).error(entry.line, "requires", found, expected)


def _needed(name: str, measures: Mapping[str, Measure]) -> frozenset[str]:
    """A measure and all that it requires, directly or through others."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one in measures and one not in found:
            found.add(one)
            waiting.extend(measures[one].requires)
    return frozenset(found)


def _without_effect(draft: Draft) -> None:
    """A measure that changes nothing, and that no other requires, is never chosen."""
    if not draft.complete(Effect):
        return
    used = {effect.measure for _, effect in draft.of(Effect)}
    used.update(name for _, measure in draft.of(Measure) for name in measure.requires)
    for entry, measure in draft.of(Measure):
        if measure.id not in used:
            found = f"{measure.id} without effect"
            draft.report(entry.file).warning(entry.line, "id", found, "a row in effects.csv", "it is never chosen")


def _file_name(entry: Entry, scenario: Scenario, draft: Draft) -> None:
    stem = entry.file.rpartition("/")[2].removesuffix(".yml")
    if scenario.id != stem:
        report = draft.report(entry.file)
        report.error(entry.line_of("id"), "id", scenario.id, f"{stem}, as the file is named {stem}.yml")


def _in_use(draft: Draft) -> frozenset[str]:
    """Scales with a weight in `place.toml`; empty when that could not be read."""
    return frozenset(str(scale) for _, profile in draft.of(Profile) for scale in profile.scales)


def _scales(entry: Entry, scenario: Scenario, draft: Draft) -> None:
    """A loss on a scale that has no weight would count for nothing."""
    in_use = _in_use(draft)
    for place, part in enumerate(scenario.consequences):
        key = "losses" if isinstance(part, LossTable) else "amounts"
        for scale in _stated(part) if in_use else ():
            if scale not in in_use:
                line = entry.line_of("consequences", place, key, scale)
                column, hint = f"consequences[{place + 1}].{key}.{scale}", f"add [scales.{scale}] to place.toml"
                draft.report(entry.file).error(line, column, scale, f"one of {', '.join(sorted(in_use))}", hint)


def _stated(part: Consequence) -> Iterable[str]:
    """Scales on which a part states its loss outright."""
    if isinstance(part, LossTable):
        return part.losses
    return part.amounts if isinstance(part, DirectLoss) else ()


def _effect_scales(draft: Draft) -> None:
    in_use = _in_use(draft)
    for entry, effect in draft.of(Effect):
        if effect.scale is not None and in_use and effect.scale not in in_use:
            hint = f"add [scales.{effect.scale}] to place.toml"
            expected = f"one of {', '.join(sorted(in_use))}"
            draft.report(entry.file).error(entry.line, "scale", effect.scale, expected, hint)


def _cloud(entry: Entry, scenario: Scenario, draft: Draft) -> None:
    """A cloud needs wind to carry it and people to harm; without them its consequence would be zero."""
    for place, part in enumerate(scenario.consequences):
        for noun in (WeatherClass, PopulationCell) if isinstance(part, FromRelease) else ():
            if noun not in draft.unread and not draft.entries.get(noun):
                line = entry.line_of("consequences", place, "model")
                expected = f"{home(noun)} with rows"
                draft.report(entry.file).error(line, f"consequences[{place + 1}].model", str(part.model), expected)


def _precursors(entry: Entry, scenario: Scenario, draft: Draft) -> None:
    """A precursor that no indicator or source can give, or not at the scenario's sites, never counts."""
    sites = {indicator.id: indicator.site for _, indicator in draft.of(Indicator)}
    for place, precursor in enumerate(scenario.precursors):
        noun = _GIVERS.get(precursor.kind)
        if noun is None or noun in draft.unread:
            continue
        known = sorted(draft.keys(noun))
        report, line = draft.report(entry.file), entry.line_of("precursors", place, "rule")
        column = f"precursors[{place + 1}].rule"
        if not any(fnmatchcase(name, precursor.rule) for name in known):
            hint = report.nearest.hint(precursor.rule, known) or "it never counts"
            report.warning(line, column, precursor.rule, f"an id in {home(noun)}", hint)
        elif precursor.at_sites and (site := sites.get(precursor.rule)) and site not in scenario.sites:
            found, hint = f"{precursor.rule}, at site {site}", "it never counts; set at_sites to false?"
            report.warning(line, column, found, f"a finding at one of sites: {', '.join(scenario.sites)}", hint)


_GIVERS: dict[FindingKind, type] = {
    FindingKind.THRESHOLD: Indicator,
    FindingKind.SEASONAL: Indicator,
    FindingKind.SILENCE: Source,
}


def _indicator_sources(draft: Draft) -> None:
    """An indicator comes from a source that is read as indicators."""
    kinds: dict[str, SourceKind] = {source.id: source.kind for _, source in draft.of(Source)}
    for entry, indicator in draft.of(Indicator):
        kind = kinds.get(indicator.source)
        if kind is not None and kind is not SourceKind.INDICATOR:
            found = f"{indicator.source}, of kind {kind}"
            expected = f"a source of kind indicator{_named(kinds)}"
            draft.report(entry.file).error(entry.line_of("source"), "source", found, expected)


def _partner_accounts(draft: Draft) -> None:
    """An account belongs to one partner: what it is handed follows from whose it is."""
    owners: dict[str, str] = {}
    for entry, partner in draft.of(Partner):
        for account in partner.accounts:
            if owners.setdefault(account, partner.id) != partner.id:
                found = f"{account}, which is of {owners[account]} too"
                draft.report(entry.file).error(entry.line_of("accounts"), "accounts", found, "each account once")


def _named(kinds: Mapping[str, SourceKind]) -> str:
    names: Iterable[str] = sorted(name for name, kind in kinds.items() if kind is SourceKind.INDICATOR)
    return f": {', '.join(names)}" if names else ""
