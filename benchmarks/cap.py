"""CAP alerts read and checked: `python benchmarks/cap.py [ROUNDS]`.

The 4,786 alerts of the hub (1.8 kB each on average), each from bytes to a checked message with its remarks, against
lxml parsing and libxml2 validating the same bytes against the OASIS schema, which gives a yes or no and no message.
CPU seconds of one process; the best and the median of the rounds. Bar: 10,000 alerts/s.

Last run (23 November 2026, two cores shared with others, load 9): read and checked 15,600/s at best, 15,300 in the
median, 15,500 with remarks; as the desk does 13,300/s; written 12,900/s. The schema alone says yes or no 71,000 times
a second: our reader, in Python, does 0.22 of that and gives the message, the element that is wrong and the clause.
"""

import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from forestall.pipeline.cap_reading import examine
from forestall.standards.cap import rules
from forestall.standards.cap.xml import read, write

DATA = Path(__file__).resolve().parents[2] / "shared/data/cap"
AT = datetime(2016, 3, 11, tzinfo=UTC)


def alerts() -> list[bytes]:
    """The alerts of the hub."""
    found = []
    for name in ("capAlertTestAreas", "capAlertTestFilters"):
        with zipfile.ZipFile(DATA / f"hub/{name}.zip") as archive:
            found += [archive.read(member) for member in archive.namelist()]
    return found


def rate(work: Callable[[bytes], object], data: list[bytes], rounds: int) -> tuple[float, float]:
    """Alerts per CPU second: the best and the median of the rounds."""
    found = []
    for _ in range(rounds):
        began = time.process_time()
        for each in data:
            work(each)
        found.append(len(data) / (time.process_time() - began))
    return max(found), statistics.median(found)


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    data = alerts()
    schema = etree.XMLSchema(etree.parse(DATA / "schema/cap11.xsd"))
    works: dict[str, Callable[[bytes], object]] = {
        "read and checked, with remarks": lambda each: rules.remarks(read(each)),
        "read and checked": read,
        "as the desk does: envelope, profile, clock, signature too": lambda each: examine(each, AT),
        "peer: lxml parse and XSD (libxml2)": lambda each: schema.validate(etree.fromstring(each)),
        "peer: lxml parse alone": etree.fromstring,
    }
    print(f"{len(data):,} alerts, {sum(map(len, data)) / len(data):,.0f} bytes each")
    for name, work in works.items():
        best, median = rate(work, data, rounds)
        print(f"{name}: {best:,.0f}/s at best, {median:,.0f}/s in the median of {rounds}")
    messages = [read(each) for each in data[:1000]]
    began = time.process_time()
    for message in messages:
        write(message)
    print(f"written: {len(messages) / (time.process_time() - began):,.0f}/s")


if __name__ == "__main__":
    main()
