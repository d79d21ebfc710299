"""The charts and maps of a briefing: each a whole SVG by itself, the same on paper, on a screen and on a slide."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from jinja2 import Environment
from markupsafe import Markup

from forestall.core.text import N_
from forestall.outlook.briefing.context import Briefing
from forestall.outlook.charts import CURVE_HEIGHT, CURVE_LEFT, CURVE_WIDTH, shared_axis
from forestall.outlook.charts import Tick as AxisTick
from forestall.outlook.wording import number, scale

_MOST_PLANNED = 14
_MOST_OWNERS = 24
_SLIDE = (1920.0, 1080.0)
_LEFT, _TOP, _BOTTOM = 90.0, 210.0, 110.0


class Say(Protocol):
    """A text in the language of the briefing, with its values."""

    def __call__(self, message: str, **values: object) -> str:
        """The text."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or a map."""

    key: str
    """Its name, also of its slide."""
    title: str
    """What it shows."""
    lead: str
    """How to read it."""
    width: float
    """[px]"""
    height: float
    """[px]"""
    body: Markup
    """What stands in the SVG."""
    style: Markup
    """Its style."""

    def svg(self) -> str:
        """The whole SVG."""
        size = f'width="{self.width:g}" height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{self.style}</style>{self.body}</svg>'

    @property
    def address(self) -> str:
        """The same as an address of its own, for an `img`: it asks for nothing and runs nothing."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg().encode()).decode()}"


class _Pens:
    """Draws what there is to draw of one briefing."""

    def __init__(self, environment: Environment, shown: Briefing, style: Markup, say: Say) -> None:
        self._shown, self._style, self._say = shown, style, say
        self._pens: Any = environment.get_template("drawings.svg").make_module({"words": shown.given.words})
        self._span = say(N_("Dot: what is expected a year; line: its 90 %% interval."))

    def all(self) -> Iterator[Drawing]:
        """In the order in which a briefing shows them."""
        yield from self._fields()
        yield from self._maps()
        yield from self._risks()
        yield from self._curves()
        yield from self._plan()
        yield from self._owners()

    def _made(self, key: str, title: str, lead: str, size: tuple[float, float], body: str) -> Drawing:
        return Drawing(key, title, lead, *size, Markup(body), self._style)  # noqa: S704 - our own templates escape

    def _fields(self) -> Iterator[Drawing]:
        rows = self._shown.fields
        if any(each.whisker for each in rows):
            body = self._pens.fields(rows, _axis(self._shown))
            yield self._made(
                "fields", self._say(N_("The five fields")), self._span, (960.0, 40.0 + 44 * len(rows)), body
            )

    def _maps(self) -> Iterator[Drawing]:
        titles = {"map": N_("Map"), "harm": N_("Area of harm")}
        for key, found in (("map", self._shown.map), ("harm", self._shown.harm)):
            if found is not None:
                size = (found.width, found.height)
                yield self._made(key, self._say(titles[key]), found.zone_title, size, self._pens.map(found))

    def _risks(self) -> Iterator[Drawing]:
        rows = self._shown.risks.shown
        if rows:
            body = self._pens.risks(rows, self._shown.risks.weighted_axis)
            yield self._made("risks", self._say(N_("Top risks")), self._span, (960.0, 40.0 + 32 * len(rows)), body)

    def _curves(self) -> Iterator[Drawing]:
        lead = self._say(N_("Loss across, chance in a year upwards; shaded: 90 %% interval."))
        for each in self._shown.totals.scales:
            if each.chart is not None:
                name = self._say(scale(each.scale))
                title = self._say(N_("How often a yearly loss is exceeded: %(scale)s"), scale=name)
                body = self._pens.curve(each.chart, CURVE_WIDTH, CURVE_HEIGHT, CURVE_LEFT)
                yield self._made(f"curve-{each.scale}", title, lead, (CURVE_WIDTH, CURVE_HEIGHT), body)

    def _plan(self) -> Iterator[Drawing]:
        rows = self._shown.plan.chosen[:_MOST_PLANNED]
        most = max((max(each.choice.cost, each.choice.benefit) for each in rows), default=0.0)
        if most > 0:
            lead = self._say(N_("Cost and benefit over the planning period, by benefit over cost."))
            size = (960.0, 44.0 + 34 * len(rows))
            yield self._made("plan", self._say(N_("The plan")), lead, size, self._pens.plan(rows, most))

    def _owners(self) -> Iterator[Drawing]:
        rows = [each for each in self._shown.owed.owners if sum(each.counts)][:_MOST_OWNERS]
        if rows:
            body = self._pens.owners(rows, max(sum(each.counts) for each in rows))
            lead = self._say(N_("What is owed, by who owes it."))
            yield self._made("owners", self._say(N_("Obligations")), lead, (860.0, 44.0 + 30 * len(rows)), body)


def drawings(environment: Environment, shown: Briefing, style: Markup, say: Say) -> dict[str, Drawing]:
    """All drawings that there is something to draw for, by key.

    Args:
        environment: of the templates
        shown: what the briefing shows
        style: of the drawings
        say: a text in the language of the briefing, with its values
    """
    return {each.key: each for each in _Pens(environment, shown, style, say).all()}


def _axis(shown: Briefing) -> tuple[AxisTick, ...]:
    axis = shared_axis([each.weighted for each in shown.fields if each.weighted is not None])
    return () if axis is None else tuple(AxisTick(axis.place(each), number(each)) for each in axis.ticks(4))


def slide(drawing: Drawing, title: str, foot: str) -> str:
    """A drawing as a slide of 1920 × 1080, as SVG.

    Args:
        drawing: what it shows
        title: of the briefing
        foot: the place and the time, and the head of the ledger
    """
    width, height = _SLIDE
    room = (width - 2 * _LEFT, height - _TOP - _BOTTOM)
    size = min(room[0] / drawing.width, room[1] / drawing.height)
    x, y = (width - drawing.width * size) / 2, _TOP + (room[1] - drawing.height * size) / 2
    lines = Markup(
        '<rect class="paper" width="1920" height="1080"/><path class="line" d="M90 60H250"/>'
        '<text class="slide-title" x="90" y="120">{}</text><text class="slide-lead" x="90" y="165">{}</text>'
        '<text class="slide-foot" x="90" y="1040">{}</text>'
        '<text class="slide-foot" x="1830" y="1040" text-anchor="end">{}</text>'
    ).format(drawing.title, drawing.lead, foot, title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 1920 1080">'
        f'<style>{drawing.style}</style>{lines}<g transform="translate({x:.1f} {y:.1f}) scale({size:.4f})">'
        f"{drawing.body}</g></svg>"
    )
