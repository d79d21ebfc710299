"""The page of detections: one HTML file with its style and charts in it, that asks nothing of any network."""

from datetime import UTC, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from forestall.outlook.charts import px
from forestall.outlook.detections import context as shown
from forestall.outlook.detections import timeline
from forestall.outlook.detections.context import DetectionsContext, tactics_of, techniques_of
from forestall.outlook.render import clean


def render(context: DetectionsContext) -> bytes:
    """The page; the same context gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("forestall.outlook.detections", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.filters.update(px=px, moment=moment, count=lambda number: f"{number:,}")
    environment.globals.update(
        plural=plural, tactics_of=tactics_of, techniques_of=techniques_of, chart=timeline, most=shown
    )
    return (
        environment.get_template("report.html").render(context=context, facts=context.facts).encode("utf-8", "replace")
    )


def moment(at: datetime | None) -> str:
    """A moment as the page writes it, UTC to the second."""
    return "time not known" if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
