"""A large place for the benchmarks of the pages: the harbour after one pass, its records many times over.

50,000 findings, 5,000 sites with what they need, 20,000 obligations stand in the state as a pass leaves them there.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from forestall.core.clock import utc
from forestall.model.duty import Obligation
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.site import Dependency, Site
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.pipeline import picture_file
from forestall.pipeline.run import run_pass
from forestall.place.load import load
from forestall.store.passes import Pass
from forestall.store.state import State

HARBOUR = Path(__file__).resolve().parents[1] / "examples" / "harbour"
FINDINGS, SITES, OBLIGATIONS = 50_000, 5_000, 20_000
ACROSS = 5  # copies of the place beside one another
APART = 0.35  # from one copy to the next [deg]


def grown(given: Given) -> Given:
    """Many more rows of the same kinds, each with an id of its own."""
    place = _place(given.place)
    findings = _findings(given.detection.findings, place.sites)
    owed = given.obligations
    obligations = tuple(
        replace(
            owed[n % len(owed)],
            id=f"owed-{n}",
            title=f"{owed[n % len(owed)].title} {n}",
            due=owed[n % len(owed)].due + timedelta(hours=n % 997),
            site=place.sites[n % len(place.sites)].id if owed[n % len(owed)].site else None,
        )
        for n in range(OBLIGATIONS)
    )
    return replace(given, place=place, detection=replace(given.detection, findings=findings), obligations=obligations)


def _place(place: Place) -> Place:
    """The place and copies of it, side by side; what a site needs stands in its own copy."""
    sites: list[Site] = list(place.sites)
    dependencies: list[Dependency] = list(place.dependencies)
    known = {each.id for each in place.sites}
    for n in range(1, -(-SITES // len(place.sites)) + 1):
        east, north = APART * (n % ACROSS), APART * (n // ACROSS)
        for each in place.sites[: SITES - len(sites)]:
            moved = (each.lon + east, each.lat + north)
            sites.append(replace(each, id=f"{each.id}-{n}", name=f"{each.name} {n}", lon=moved[0], lat=moved[1]))
        there = {each.id for each in sites}
        for need in place.dependencies:
            suppliers = tuple(f"{one}-{n}" for one in need.suppliers if one in known and f"{one}-{n}" in there)
            if f"{need.site}-{n}" in there and len(suppliers) >= need.required:
                dependencies.append(replace(need, id=f"{need.id}-{n}", site=f"{need.site}-{n}", suppliers=suppliers))
    return replace(place, sites=tuple(sites), dependencies=tuple(dependencies))


def _findings(known: tuple[Finding, ...], sites: tuple[Site, ...]) -> tuple[Finding, ...]:
    return tuple(
        replace(
            known[n % len(known)],
            id=f"found-{n}",
            title=f"{known[n % len(known)].title} {n}",
            time=known[n % len(known)].time - timedelta(minutes=n),
            site=sites[n * 7919 % len(sites)].id,
            jurisdiction=sites[n * 7919 % len(sites)].jurisdiction,
            field=tuple(Field)[n % 5],
        )
        for n in range(FINDINGS)
    )


@contextmanager
def large(kept: str | None) -> Iterator[tuple[Path, Given]]:
    """A state of the large place, and what stands in it.

    Args:
        kept: folder in which it is kept from run to run, for making it takes most of a minute; None: nowhere
    """
    with tempfile.TemporaryDirectory(prefix="forestall-large-") as folder:
        state = Path(folder) / "state"
        if kept is None:
            make(state)
        else:
            if not Path(kept).is_dir():
                make(Path(kept))
            shutil.copytree(kept, state)
        with State.read(state) as found:
            given, _ = picture_file.read(found.document(picture_file.NAME))
        yield state, given


def make(state: Path) -> None:
    """Make the state of the large place in a folder."""
    at = utc(load(HARBOUR).profile.replay_at)
    run_pass(HARBOUR, out=state / "outlook", state=state, at=at, now=at, seed=1, progress=lambda _: None)
    with State.open(state) as kept:
        given, previous = picture_file.read(kept.document(picture_file.NAME))
        given = grown(given)
        leave(kept, given, previous, given.obligations)


def leave(kept: State, given: Given, previous: dict[str, object] | None, changed: tuple[Obligation, ...] = ()) -> None:
    """Leave it in the state as a pass does, with the obligations that changed."""
    what = Pass(
        at=given.at,
        seed=2,
        place=given.place.digest,
        summary=previous or {},
        obligations=changed,
        tracks=kept.tracks(),
        documents={picture_file.NAME: picture_file.write(given, previous)},
    )
    kept.publish(what)


@contextmanager
def held(state: Path) -> Iterator[State]:
    """The state, so that no pass can run: the picture stays the large one."""
    with State.open(state) as kept:
        yield kept
