"""The kinds of source that can be read: the built-in ones and those of installed packages."""

from importlib.metadata import entry_points

from forestall.observe.reading import SourceReader
from forestall.observe.sources.auditd import Auditd
from forestall.observe.sources.cap import Cap
from forestall.observe.sources.csv_log import CsvLog
from forestall.observe.sources.evtx import Evtx
from forestall.observe.sources.indicator import IndicatorSeries
from forestall.observe.sources.json_lines import JsonLines
from forestall.observe.sources.kev import Kev
from forestall.observe.sources.parquet import Parquet
from forestall.observe.sources.syslog import Syslog
from forestall.observe.sources.zeek import Zeek

BUILT_IN: tuple[type[SourceReader], ...] = (
    Auditd,
    Cap,
    CsvLog,
    Evtx,
    IndicatorSeries,
    JsonLines,
    Kev,
    Parquet,
    Syslog,
    Zeek,
)


def readers() -> dict[str, SourceReader]:
    """A reader for each kind; an installed one (entry points `forestall.sources`) takes the place of a built-in."""
    installed = sorted(entry_points(group="forestall.sources"), key=lambda point: point.name)
    classes = (*BUILT_IN, *(point.load() for point in installed))
    return {str(kind.kind): kind() for kind in classes}
