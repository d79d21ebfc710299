"""Names in one warning what it speaks of besides itself: what the place grouped, and effects that it accounts for."""

from collections.abc import Sequence
from dataclasses import replace

from forestall.warn.content import Content
from forestall.warn.inhibition import Candidate
from forestall.warn.language import language_of, plain
from forestall.warn.topic import GROUPED, FindingTopic, RiskTopic, Topic
from forestall.warn.wording import MOST_REASONS


def grouped(topic: Topic, content: Content) -> Content:
    """A warning that names the findings that the place grouped; where it names them anyway, the same."""
    if not isinstance(topic, FindingTopic) or topic.grouping is None or topic.grouping.kind in GROUPED:
        return content
    titles = tuple(dict.fromkeys(plain(each.title).rstrip(".") for each in topic.findings))
    named, left = titles[:MOST_REASONS], len(titles) - MOST_REASONS

    def more(language: str) -> str:
        return language_of(language).say("words.and_more", count=left) if left > 0 else ""

    def said(language: str) -> str:
        found = language_of(language).say("words.found")
        return f"{found} {'; '.join(text for text in (*named, more(language)) if text)}."

    return replace(
        content,
        reasons_title=language_of(content.language).say("words.found"),
        reasons=named,
        more=more(content.language),
        translations=tuple(
            replace(each, description=f"{each.description} {said(each.language)}") for each in content.translations
        ),
    )


def listed(content: Content, effects: Sequence[Candidate]) -> Content:
    """A warning that names the effects it accounts for, and speaks of where they are as well."""
    if not effects:
        return content
    areas = [*content.areas]
    for each in effects:
        areas += [area for area in each.content.areas if area not in areas]

    def note(language: str) -> str:
        return language_of(language).say("words.effects", effects="; ".join(names(effects, language)))

    return replace(
        content,
        areas=tuple(areas),
        notes=(note(content.language), *content.notes),
        translations=tuple(
            replace(each, description=f"{each.description} {note(each.language)}") for each in content.translations
        ),
    )


def names(effects: Sequence[Candidate], language: str) -> tuple[str, ...]:
    """How effects are named in a language, by subject: in words that stay while they last."""
    return tuple(_name(each, language) for each in sorted(effects, key=lambda one: one.subject))


def _name(effect: Candidate, language: str) -> str:
    if isinstance(effect.topic, RiskTopic):
        return plain(effect.topic.risk.title)
    told = {each.language: each.headline for each in effect.content.translations}
    return told.get(language, effect.content.headline)
