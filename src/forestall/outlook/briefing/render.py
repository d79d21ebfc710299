"""A briefing as one HTML file and as slides. The file asks nothing of any network and runs nothing."""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from forestall.core.errors import InputError
from forestall.outlook import totals, wording
from forestall.outlook.briefing.context import Briefing
from forestall.outlook.briefing.drawings import Drawing, Say, drawings, slide
from forestall.outlook.charts import px
from forestall.outlook.map import MOST_LISTED
from forestall.outlook.render import clean
from forestall.outlook.said import FIGURE, REFUSAL, TOP
from forestall.outlook.worded import Says, worded

_DEFS = re.compile(r'<(?:path|circle) id="k-[a-z]+"[^>]*/>')
_STATES = {"high": "high", "raised": "raised", "calm": "calm", "no data": "none"}


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "A4"
    LETTER = "letter"


def _as_it_is(sentence: str, _family: str) -> str:
    return sentence


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a briefing."""

    code: str
    """BCP 47."""
    text: Callable[[str], str]
    """A text in it."""
    counted: Callable[[str, str, int], str]
    """A text that depends on a number."""
    leftward: bool = False
    """Whether it is written from right to left."""
    says: Says = _as_it_is
    """A sentence that a stage made, in it."""

    def say(self, message: str, **values: object) -> str:
        """A text with its values."""
        return self.text(message) % values


ENGLISH = Tongue("en", lambda text: text, lambda one, many, number: one if number == 1 else many)


def html(shown: Briefing, tongue: Tongue = ENGLISH, paper: Paper = Paper.A4, style: str = "") -> str:
    """The briefing.

    Args:
        shown: what it shows
        tongue: its language
        paper: what it is to be printed on
        style: address of its style sheet; empty: it stands in the file
    """
    environment = _environment(tongue)
    return environment.get_template("briefing.html").render(
        c=shown,
        words=worded(shown.given.words, tongue.says),
        drawn=_drawn(environment, shown, tongue.say),
        style=style,
        sheet=Markup(sheet(paper)),  # noqa: S704 - our own file
        tongue=tongue,
    )


def sheet(paper: Paper = Paper.A4) -> str:
    """The style sheet of a briefing."""
    return _source(_environment(ENGLISH), "briefing.css").replace("size: A4", f"size: {paper}", 1)


def slides(shown: Briefing, tongue: Tongue = ENGLISH) -> dict[str, bytes]:
    """Every drawing as a picture of 1920 × 1080, by the name of its file.

    Raises:
        InputError: what draws them is not installed.
    """
    try:
        painter = importlib.import_module("resvg_py")
    except ImportError as error:
        raise InputError("slides: need the package resvg-py") from error
    given = shown.given
    foot = f"{given.place.profile.name} · {worded(given.words, tongue.says).full(given.at)}"
    head = "" if shown.head is None else tongue.say("Ledger of %(size)s entries, head %(root)s", **_head(shown))
    found = _drawn(_environment(tongue), shown, tongue.say)
    return {
        f"{number:02d}-{key}.png": bytes(painter.svg_to_bytes(svg_string=clean(slide(each, head, foot))))
        for number, (key, each) in enumerate(found.items(), 1)
    }


def _head(shown: Briefing) -> dict[str, object]:
    return {} if shown.head is None else {"size": wording.count(shown.head.size), "root": shown.head.root[:16]}


def _drawn(environment: Environment, shown: Briefing, say: Say) -> dict[str, Drawing]:
    style = Markup(_source(environment, "drawings.css"))  # noqa: S704 - our own file
    return drawings(environment, shown, style, say)


def _environment(tongue: Tongue) -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader("forestall.outlook.briefing"), PackageLoader("forestall.outlook")]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(tongue.text, tongue.counted, newstyle=True)  # type: ignore[attr-defined]
    figured = partial(_figured, tongue.says)
    made.filters.update(
        number=figured(wording.number), count=wording.count, percent=figured(wording.percent),
        rate=figured(wording.rate), times=figured(wording.times), age=figured(wording.age), scale=wording.scale,
        words=wording.words, px=px, said=partial(_said, tongue.says),
        refused=partial(_said, tongue.says, family=REFUSAL), figured=figured(str),
    )  # fmt: skip
    made.globals.update(
        missing=wording.missing, span=figured(wording.span), percent=figured(wording.percent),
        number_of=figured(wording.number),
        short=_short, state=_state, most_listed=MOST_LISTED, periods=totals.PERIODS,
    )  # fmt: skip
    shapes = "".join(_DEFS.findall(_source(made, "shapes.html")))
    made.globals["shapes"] = Markup(shapes)  # noqa: S704 - our own file
    return made


def _said(says: Says, sentence: str, family: str = TOP) -> Markup:
    """A sentence; only the isolates that keep its values in order come through."""
    return escape(says(clean(sentence), family))


def _figured(says: Says, write: Callable[..., str]) -> Callable[..., str]:
    """What writes a number, in a language."""
    return lambda *values: says(write(*values), FIGURE)


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _state(word: str) -> str:
    return _STATES.get(word, "none")


def _finalize(value: object) -> object:
    """Only text and whole numbers reach the page: a bare float or None there is a mistake of a template."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a template writes {value!r}: it must be worded first")
