"""Sentences put into a message that was sent before, in each of its languages: that it is over, or what is new."""

from collections.abc import Callable
from dataclasses import replace

from forestall.core.clock import iso
from forestall.model.alert import Alert, Wording
from forestall.warn.content import shortened
from forestall.warn.language import Language, language_of

Change = Callable[[Language, Wording], Wording]


def withdrawn(standing: Alert, reason: str = "") -> Alert:
    """The words of a message as those of its Cancel.

    Args:
        standing: the message that is withdrawn
        reason: why, in the words of whoever withdraws it; empty: what it rested on no longer holds
    """

    def over(language: Language, said: Wording) -> Wording:
        headline = shortened(language.say("words.cancel_headline", headline=said.headline))
        why = reason or language.say("words.cancel", sent=iso(standing.effective))
        return replace(said, headline=headline, description=why, instruction="")

    return _changed(standing, over)


def noted(standing: Alert, path: str, **words: str) -> Alert:
    """A message with one more sentence in its description, unless it says so already.

    Args:
        standing: the message
        path: where the sentence stands in the languages' files
        words: what is filled in
    """

    def added(language: Language, said: Wording) -> Wording:
        note = language.say(path, **words)
        if note in said.description:
            return said
        return replace(said, description=f"{said.description} {note}")

    return _changed(standing, added)


def _changed(alert: Alert, change: Change) -> Alert:
    first = change(
        language_of(alert.language),
        Wording(alert.language, alert.event, alert.headline, alert.description, alert.instruction, alert.audience),
    )
    return replace(
        alert,
        headline=first.headline,
        description=first.description,
        instruction=first.instruction,
        translations=tuple(change(language_of(each.language), each) for each in alert.translations),
    )
