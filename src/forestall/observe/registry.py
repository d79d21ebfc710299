"""The kinds of source that can be read: the built-in ones and those of installed packages."""

from importlib.metadata import entry_points

from forestall.observe.reading import SourceReader
from forestall.observe.sources.cap import Cap
from forestall.observe.sources.evtx import Evtx
from forestall.observe.sources.indicator import IndicatorSeries
from forestall.observe.sources.json_lines import JsonLines
from forestall.observe.sources.kev import Kev

BUILT_IN: tuple[type[SourceReader], ...] = (Cap, Evtx, IndicatorSeries, JsonLines, Kev)


def readers() -> dict[str, SourceReader]:
    """A reader for each kind; an installed one (entry points `forestall.sources`) takes the place of a built-in."""
    installed = sorted(entry_points(group="forestall.sources"), key=lambda point: point.name)
    classes = (*BUILT_IN, *(point.load() for point in installed))
    return {str(kind.kind): kind() for kind in classes}
