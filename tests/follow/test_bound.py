"""Duties of a kind of bearer, norms in versions, scopes of sites."""

import dataclasses
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from forestall.follow.bound import bound
from forestall.follow.stage import Work, follow
from forestall.follow.tree import parents
from forestall.model.duty import Duty, Norm, Obligation
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.place import Place
from forestall.model.site import Site
from forestall.model.words import Each, Field, ObligationState, Proof, Trigger

OPEN, DONE, OVERDUE = ObligationState.OPEN, ObligationState.DONE, ObligationState.OVERDUE


def site(name: str, kind: str, jurisdiction: str) -> Site:
    return Site(name, name, kind, jurisdiction, 0.0, 0.0, 1.0, 1.0, Field.TERRITORIAL)


SITES = (site("dam-a", "dam", "city"), site("dam-b", "dam", "town"), site("pump", "pump", "city"))


def at_place(
    kit: SimpleNamespace, *duties: Duty, sites: tuple[Site, ...] = SITES, norms: tuple[Norm, ...] = ()
) -> Place:
    return dataclasses.replace(kit.place(duties), sites=sites, norms=norms)


def ids(kit: SimpleNamespace, duty: Duty, day: date = date(2026, 3, 10)) -> dict[str, tuple[str, tuple[str, ...]]]:
    place = at_place(kit, duty)
    return {one.duty.id: (one.duty.bearer, one.scope) for one in bound(place, parents(place.profile), day)}


def test_a_duty_without_a_kind_keeps_its_id_and_bearer(kit: SimpleNamespace) -> None:
    assert ids(kit, kit.duty("drill", Trigger.PLAN)) == {"drill": ("city", ())}


@pytest.mark.parametrize(
    ("depth", "bearers"),
    [(None, {"province", "city", "town"}), (0, {"nation"}), (1, {"province"}), (2, {"city", "town"}), (3, set())],
)
def test_a_duty_of_each_authority_is_owed_by_those_so_far_below(
    kit: SimpleNamespace, depth: int | None, bearers: set[str]
) -> None:
    duty = kit.duty("drill", Trigger.PLAN, "nation", each=Each.AUTHORITY, depth=depth)
    assert ids(kit, duty) == {f"drill@{name}": (name, ()) for name in bearers}


def test_a_duty_for_each_site_of_a_kind_is_owed_by_the_bearer(kit: SimpleNamespace) -> None:
    duty = kit.duty("inspect", Trigger.PLAN, "province", each=Each.SITE, site_kind="dam")
    assert ids(kit, duty) == {
        "inspect@dam-a": ("province", ("dam-a",)),
        "inspect@dam-b": ("province", ("dam-b",)),
    }


def test_a_duty_of_the_authority_of_each_site_stays_within_the_bearers_area(kit: SimpleNamespace) -> None:
    everywhere = kit.duty("guard", Trigger.PLAN, "province", each=Each.SITE_AUTHORITY, site_kind="dam")
    assert {bearer for bearer, _ in ids(kit, everywhere).values()} == {"city", "town"}
    in_the_city = dataclasses.replace(everywhere, bearer="city")
    assert ids(kit, in_the_city) == {"guard@dam-a": ("city", ("dam-a",))}


def test_a_duty_for_a_kind_of_which_there_is_none_is_not_owed(kit: SimpleNamespace) -> None:
    assert ids(kit, kit.duty("guard", Trigger.PLAN, "nation", site_kind="reactor")) == {}


NORMS = (
    Norm("act", "Act", "Act", "s. 1", "v1", date(2020, 1, 1), date(2025, 12, 31)),
    Norm("act", "Act", "Act", "s. 1", "v2", date(2026, 1, 1)),
    Norm("act", "Act", "Act", "s. 1", "v3", date(2030, 1, 1)),
)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "v1"),
        (date(2025, 12, 31), "v1"),
        (date(2026, 1, 1), "v2"),
        (date(2035, 1, 1), "v3"),
    ],
)
def test_the_version_in_force_binds_and_none_before_the_first(
    kit: SimpleNamespace, day: date, version: str | None
) -> None:
    place = at_place(kit, kit.duty("drill", Trigger.PLAN, norm="act"), norms=NORMS)
    found = [one.version for one in bound(place, parents(place.profile), day)]
    assert found == ([] if version is None else [version])


def accepted(owed: Obligation, name: str = "e1") -> Given:
    done = owed.created + timedelta(hours=1)
    evidence = Evidence(
        name, owed.id, "report", done, done, "a", sha256="0" * 64, scope=owed.scope, version=owed.version
    )
    return Given((evidence,), (Verdict(name, True, "seen", "b", done),))


def test_a_new_version_of_the_norm_opens_again_what_was_done_with_time_to_do_it(kit: SimpleNamespace) -> None:
    norms = (NORMS[1], dataclasses.replace(NORMS[2], since=date(2026, 3, 15)))
    duty = kit.duty("publish", Trigger.PLAN, within=48.0, norm="act")
    place, plan = at_place(kit, duty, norms=norms), kit.plan("wall")
    (first,) = follow(place, plan, (), (), (), kit.at)
    given = {first.id: accepted(first)}
    (done,) = follow(place, plan, (), (), (first,), kit.at + timedelta(days=3), Work(given))
    assert (done.state, done.proof, done.version) == (DONE, Proof.ENOUGH, "v2")
    later = kit.at + timedelta(days=6)
    (again,) = follow(place, plan, (), (), (done,), later, Work(given))
    assert (again.id, again.state, again.proof) == (first.id, OPEN, Proof.OUTDATED)
    assert (again.reopened, again.due) == (later, later + timedelta(hours=48))
    assert again.reason == "the norm has a new version: v3 instead of v2"
    (late,) = follow(place, plan, (), (), (again,), later + timedelta(days=3), Work(given))
    assert (late.state, late.due, late.escalated_to) == (OVERDUE, again.due, "province")
    both = {first.id: Given(given[first.id].evidence + accepted(again, "e2").evidence, accepted(again, "e2").verdicts)}
    (closed,) = follow(place, plan, (), (), (late,), later + timedelta(days=4), Work(both))
    assert (closed.state, closed.proof) == (DONE, Proof.ENOUGH)


def test_a_site_that_is_new_in_the_scope_opens_again_what_was_done(kit: SimpleNamespace) -> None:
    duty = kit.duty("guard", Trigger.PLAN, "province", within=24.0, site_kind="dam")
    before, plan = at_place(kit, duty, sites=SITES[:1]), kit.plan("wall")
    (first,) = follow(before, plan, (), (), (), kit.at)
    given = {first.id: accepted(first)}
    (done,) = follow(before, plan, (), (), (first,), kit.at + timedelta(hours=2), Work(given))
    (again,) = follow(at_place(kit, duty), plan, (), (), (done,), kit.at + timedelta(hours=3), Work(given))
    assert (again.state, again.scope, again.reason) == (OPEN, ("dam-a", "dam-b"), "it now covers dam-b as well")
    (fewer,) = follow(before, plan, (), (), (again,), kit.at + timedelta(hours=4), Work(given))
    assert fewer.state is DONE


def test_what_the_files_say_is_done_opens_again_with_a_new_version_until_it_is_done_later(kit: SimpleNamespace) -> None:
    norms = (NORMS[1], dataclasses.replace(NORMS[2], since=date(2026, 3, 15)))
    duty = kit.yearly("audit", "P1Y", date(2026, 3, 1), last_done=date(2026, 3, 1), norm="act")
    known = follow(at_place(kit, duty, norms=norms), kit.plan(), (), (), (), kit.at)
    assert [each.state for each in known] == [OPEN, DONE]
    later = kit.at + timedelta(days=10)
    known = follow(at_place(kit, duty, norms=norms), kit.plan(), (), (), known, later)
    assert [(each.state, each.proof) for each in known] == [(OPEN, Proof.OUTDATED), (OPEN, Proof.NONE)]
    redone = dataclasses.replace(duty, last_done=later.date())
    known = follow(at_place(kit, redone, norms=norms), kit.plan(), (), (), known, later + timedelta(hours=1))
    assert [(each.state, each.proof) for each in known] == [(OPEN, Proof.NONE), (DONE, Proof.DECLARED)]


def test_a_duty_that_does_not_reopen_stays_done(kit: SimpleNamespace) -> None:
    duty = kit.duty("guard", Trigger.PLAN, "province", site_kind="dam", reopens=False)
    plan = kit.plan("wall")
    (first,) = follow(at_place(kit, duty, sites=SITES[:1]), plan, (), (), (), kit.at)
    done = dataclasses.replace(first, state=DONE)
    (again,) = follow(at_place(kit, duty), plan, (), (), (done,), kit.at)
    assert again.state is DONE
