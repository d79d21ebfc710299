"""The first time: a few steps over the real pages, each a box with a sentence and a way on. Works without scripts."""

from dataclasses import dataclass

from starlette.requests import Request

from forestall.core.text import N_

COOKIE = "forestall-toured"
_STEPS = {
    "outlook": N_("Begin here each day: how the five fields stand, and what changed since you last looked."),
    "queue": N_("Findings and warnings wait here to be looked at. Everything can be done with the keyboard."),
    "map": N_("The same picture in space: sites, warnings, what could reach whom."),
    "register": N_("What could happen, ranked, each figure with its interval and the way it was worked out."),
    "plan": N_("What would prevent most for the money, and how well that holds if the future is another one."),
    "obligations": N_("Who has to do what by when, with the evidence."),
    "sources": N_("What is seen, how fresh it is. What is not seen is not known, and the pages say so."),
    "ledger": N_("What was known, decided and done, in an order that nobody can change unseen."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a page shows it."""

    number: int
    """From 1."""
    of: int
    """How many there are."""
    text: str
    """What it says, in English."""
    next: str
    """Address of the next step; empty for the last."""


def step(request: Request, pages: tuple[tuple[str, str], ...]) -> Step | None:
    """The step that a page was opened for; None when it was opened for itself.

    Args:
        request: for the page
        pages: key and path of the pages that the reader may see
    """
    asked = request.query_params.get("tour", "")
    told = [(key, path) for key, path in pages if key in _STEPS]
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:3]) <= len(told)):
        return None
    number = int(asked[:3])
    key, path = told[number - 1]
    if path != request.url.path:
        return None
    following = f"{told[number][1]}?tour={number + 1}" if number < len(told) else ""
    return Step(number, len(told), _STEPS[key], following)


def is_new(request: Request) -> bool:
    """Whether the tour is offered: nobody at this browser has taken or declined it."""
    return COOKIE not in request.cookies
