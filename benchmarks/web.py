"""Pages of a large place: `python benchmarks/web.py [ROUNDS]`.

The small town after one pass, its records multiplied to 50,000 findings, 5,000 sites, 20,000 obligations. 200 readers
with eight different sets of rights open every page of the navigation that they may see, one after the other; CPU time
of this process from the request to the last byte, gzip included. Bar: 95 of 100 answers of each page in 150 ms. What
is worked out once after a pass (filters, orders) is measured apart, as the first answer.

Last run (23 November 2026, two cores shared by other programs, load 9): `/` 6 ms in the median, 11 ms at 95 of 100, 321
ms the first after a pass; `/sources` 5, 9, 20 ms; `/network` 7, 11, 1,360 ms; `/ledger` 7, 11, 25 ms.
"""

import asyncio
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from fastapi import Request

from forestall.guard.label import subtree
from forestall.guard.policy import Standing, Subject
from forestall.model.account import Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.pipeline.picture import Derived
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.web.app import make_app
from forestall.web.headers import Limits, Rate
from forestall.web.pages.navigation import NAVIGATION
from forestall.web.rights import Asker, declared

FINDINGS, SITES, OBLIGATIONS, READERS = 50_000, 5_000, 20_000, 200
NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
FREE = Rate(1e9, 1e9)


class OneReader:
    """Rights of the reader whose turn it is."""

    def __init__(self, organisation: str) -> None:
        self.organisation = organisation
        self.subject = Subject("nobody", organisation)

    def asker(self, _request: Request) -> Asker:
        """That reader."""
        return Asker(self.subject)


def grown(given: Given) -> Given:
    """Many more rows of the same kinds, each with an id of its own."""
    sites = given.place.sites
    many = tuple(
        replace(sites[n % len(sites)], id=f"site-{n}", name=f"{sites[n % len(sites)].name} {n}") for n in range(SITES)
    )
    place = replace(given.place, sites=(*sites, *many))
    known = given.detection.findings
    findings = tuple(
        replace(
            known[n % len(known)],
            id=f"f-{n}",
            title=f"{known[n % len(known)].title} {n}",
            time=known[n % len(known)].time - timedelta(minutes=n),
            site=many[n % SITES].id,
            field=tuple(Field)[n % 5],
        )
        for n in range(FINDINGS)
    )
    owed = given.obligations
    obligations = tuple(
        replace(owed[n % len(owed)], id=f"o-{n}", title=f"{owed[n % len(owed)].title} {n}") for n in range(OBLIGATIONS)
    )
    return replace(given, place=place, detection=replace(given.detection, findings=findings), obligations=obligations)


def readers(service: Service) -> list[Subject]:
    """People with eight different sets of rights."""
    profile = service.place.profile
    parents = {each.id: each.parent for each in profile.jurisdictions}
    below = [None, subtree(profile.jurisdictions[-1].id, parents)]
    purposes = frozenset(Purpose)
    grants = [
        Standing(role, Label.RED, fields, part, purposes)
        for role in (Role.DIRECTOR, Role.ANALYST)
        for fields in (None, frozenset({Field.CYBER}))
        for part in below
    ]
    return [
        Subject(f"reader-{n}", profile.sender, frozenset({grants[n % len(grants)]}), Purpose.OPERATIONS, fresh=True)
        for n in range(READERS)
    ]


@contextmanager
def large(folder: Path) -> Iterator[Service]:
    """The service of the large place."""
    write_town(folder / "town")
    state, out = folder / "state", folder / "out"
    run_pass(folder / "town", out=out, state=state, at=None, now=NOW, seed=1, progress=lambda _: None)
    with Service.open(folder / "town", str(state), out, lambda *_args, **_said: None) as service:
        service.picture.refresh()
        shown = service.picture.shown
        assert shown.given is not None
        given = grown(shown.given)
        service.picture.shown = replace(shown, given=given, findings=given.detection.findings, derived=Derived())
        yield service


async def measured(service: Service, rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each answer, by page."""
    rights = OneReader(service.place.profile.sender)
    app = make_app(service, rights, limits=Limits(credential=FREE, address=FREE, sign_in=FREE))
    there = {path for method, path, _ in declared(app) if method == "GET"}
    paths = [each.path for each in NAVIGATION if each.path in there]
    took: dict[str, list[float]] = {path: [] for path in paths}
    transport = httpx.ASGITransport(app=app)
    headers = {"accept": "text/html", "accept-encoding": "gzip"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        for _ in range(rounds):
            for subject in readers(service):
                rights.subject = subject
                for path in paths:
                    began = time.process_time()
                    answer = await client.get(path)
                    if answer.status_code == 200:
                        took[path].append(time.process_time() - began)
    return took


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory(prefix="forestall-web-") as folder, large(Path(folder)) as service:
        took = asyncio.run(measured(service, rounds))
    for path, seconds in took.items():
        if not seconds:
            print(f"{path}: nobody may see it")
            continue
        ordered = sorted(seconds)
        late = ordered[min(math.ceil(0.95 * len(ordered)), len(ordered)) - 1]
        print(
            f"{path}: {1e3 * statistics.median(ordered):.0f} ms in the median, {1e3 * late:.0f} ms at 95 of 100, "
            f"{1e3 * ordered[-1]:.0f} ms the first after a pass; {len(ordered)} answers"
        )


if __name__ == "__main__":
    main()
