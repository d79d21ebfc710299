"""Cases: how fast reports are taken in, the same is suggested, and shared causes are proposed; and how many are found.

Run: `.venv/bin/python benchmarks/cases.py [SEED]`. CPU time. The last figures are in docs/do/cases.md; the load is
that of the tests (`tests/follow/cases/case_load.py`), with seeds that the settings were not chosen on.
"""

import importlib.util
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from forestall.guard.door import Door
from forestall.guard.keys import KeyRing, new_master_key
from forestall.model.case import Channel
from forestall.pipeline.case_desk import CaseDesk
from forestall.pipeline.case_intake import Told, report, suggest
from forestall.pipeline.office import office
from forestall.place.load import load
from forestall.place.template import TOWN
from forestall.science.statistics.text_clusters import LEAST, text_clusters

ROOT = Path(__file__).resolve().parents[1]


def case_load() -> ModuleType:
    """The generator of the tests."""
    path = ROOT / "tests" / "follow" / "cases" / "case_load.py"
    spec = importlib.util.spec_from_file_location("case_load", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["case_load"] = module
    spec.loader.exec_module(module)
    return module


def intake(count: int) -> None:
    """Reports a second, and suggestions a second among them."""
    place, ring = load(TOWN), KeyRing([new_master_key()])
    clock = [datetime(2026, 3, 9, 6, tzinfo=UTC)]
    with tempfile.TemporaryDirectory() as folder, office(Path(folder), lambda: clock[0], lambda: place) as kept:
        desk = CaseDesk(kept, Door(bytes(32), place.profile.door), lambda: ring)
        texts = [each.text for each in case_load().case_load(41, count)]
        began = time.process_time()
        for text in texts:
            clock[0] += timedelta(minutes=5)
            report(desk, "desk", Told("complaint", text, site="school"), Channel.API)
        taken = time.process_time() - began
        began = time.process_time()
        for text in texts[:50]:
            suggest(desk, Told("complaint", text, site="school"))
        asked = time.process_time() - began
    print(f"reports taken in     {count / taken:8.0f} /s   ({count})")
    print(f"suggestions          {50 / asked:8.0f} /s   (among {count} near in place and time)")


def proposals(count: int, seed: int, causes: int) -> None:
    """Seconds for a load, planted causes found and proposals that are false."""
    module = case_load()
    module.CAUSES = dict(list(module.CAUSES.items())[:causes])
    told = module.case_load(seed, count)
    began = time.process_time()
    found = text_clusters([each.text for each in told])
    seconds = time.process_time() - began
    planted = Counter(each.cause for each in told if each.cause)
    hit, false = set(), 0
    for each in found:
        cause, size = Counter(told[place].cause for place in each.members).most_common(1)[0]
        if cause is None or size < 0.8 * len(each.members):
            false += 1
        elif size >= 0.5 * planted[cause]:
            hit.add(cause)
    there = sum(size >= LEAST for size in planted.values())
    print(f"{count:6} cases  {there:3} causes  found {len(hit):3}  false {false:3} of {len(found):3}  {seconds:6.2f} s")


if __name__ == "__main__":
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 51
    intake(400)
    for planted in (2, 5, 20):
        for size in (100, 200, 600, 2000):
            proposals(size, first, planted)
