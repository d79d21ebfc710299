"""What a warning says, and the digest of what a reader would notice in it."""

import hashlib
from dataclasses import astuple, dataclass

from forestall.model.alert import Area, Wording
from forestall.model.words import Field
from forestall.standards import jcs

LONGEST_HEADLINE = 160  # CAP 1.2, 3.2.2: some displays show no more


@dataclass(frozen=True, slots=True)
class Content:
    """What a warning says."""

    event: str
    """What happens."""
    category: str
    """CAP category."""
    urgency: str
    """CAP urgency."""
    severity: str
    """CAP severity."""
    certainty: str
    """CAP certainty."""
    headline: str
    """One line."""
    lead: str
    """What is known, without figures that change from day to day."""
    reasons_title: str
    """What stands before the reasons."""
    reasons: tuple[str, ...]
    """What it rests on, most serious first. One more is news; one less, or another order, is not."""
    more: str
    """How many reasons are not named, in words."""
    loss: str
    """What is to be expected."""
    notes: tuple[str, ...]
    """Sentences whose change is no news."""
    instruction: str
    """What to do."""
    areas: tuple[Area, ...]
    """Where it holds."""
    field: Field
    """The field of security."""
    scope: str
    """Public or Restricted."""
    language: str
    """Language tag."""
    audience: str = ""
    """For whom it is, in words."""
    translations: tuple[Wording, ...] = ()
    """The same in further languages; they follow from what is here, so they are no news of their own."""

    def description(self) -> str:
        """All that is known, in sentences."""
        named = "; ".join((*self.reasons, self.more) if self.more else self.reasons)
        reasons = f"{self.reasons_title} {named}." if named else ""
        return " ".join(part for part in (self.lead, reasons, self.loss, *self.notes) if part)

    def digest(self) -> str:
        """SHA-256 of all that a reader would notice; reasons are compared one by one instead.

        A further language is news: who reads only that one has not been warned.
        """
        areas = [astuple(area) for area in self.areas]
        noticed = (self.event, self.category, self.urgency, self.severity, self.certainty, self.headline)
        said = (self.lead, self.loss, self.instruction, areas, str(self.field), self.scope, self.language)
        told = [each.language for each in self.translations]
        return hashlib.sha256(jcs.write([*noticed, *said, *told])).hexdigest()

    def wording(self) -> Wording:
        """What it says, to be put beside the same in another language."""
        said = shortened(self.headline)
        return Wording(self.language, self.event, said, self.description(), self.instruction, self.audience)


def shortened(headline: str) -> str:
    """A headline that fits; cut at a word."""
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    cut = headline[: LONGEST_HEADLINE - 2].rsplit(" ", 1)[0] + "…"
    return cut + "\u2069" * (cut.count("\u2068") - cut.count("\u2069"))  # what was isolated ends here
