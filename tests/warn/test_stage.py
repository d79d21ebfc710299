"""What is sent, when, and in which words."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment, Zone
from forestall.model.scenario import ToxicRelease
from forestall.model.words import Field, FindingKind, Level
from forestall.warn.stage import warn

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
CALM = 1.0

Assess = Callable[..., Assessment]
Find = Callable[..., Finding]
After = Callable[..., tuple[Alert, ...]]


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def test_a_risk_at_the_opening_ratio_opens_a_warning(place: Place, plan: Plan, assessment: Assess) -> None:
    (sent,) = warn(place, (), assessment(3.0), plan, (), START).messages
    assert (sent.subject, sent.msg_type, sent.sent, sent.expires) == ("risk:flood", "Alert", START, at(24))


def test_a_risk_below_the_opening_ratio_opens_none(place: Place, plan: Plan, assessment: Assess) -> None:
    assert warn(place, (), assessment(2.9), plan, (), START).messages == ()


def test_a_ratio_that_is_not_known_opens_none(place: Place, plan: Plan, assessment: Assess) -> None:
    assert warn(place, (), assessment(math.nan), plan, (), START).messages == ()


def test_a_ratio_that_is_not_known_closes_none(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(9.0), plan, (), START).messages
    assert warn(place, (), assessment(math.nan), plan, opened, at(17)).messages == ()


def test_what_is_said_of_a_risk(place: Place, plan: Plan, assessment: Assess) -> None:
    (sent,) = warn(place, (), assessment(4.5), plan, (), START).messages
    assert sent.headline == "Raised risk (about 5 times as likely as usual): Storm surge floods the port"
    assert sent.description == (
        "Storm surge floods the port: now about 5 times as likely as usual, with a chance between 1 in 100 and 1 in 30 "
        "within 30 days. What raises it: Storm warning. If it happens, expect on average about 2 deaths, a loss of "
        "about 1,000,000 EUR. The plan answers it with: Raise the sea wall."
    )


def test_how_a_risk_is_graded(place: Place, plan: Plan, assessment: Assess) -> None:
    (sent,) = warn(place, (), assessment(4.5), plan, (), START).messages
    assert (sent.category, sent.urgency, sent.severity, sent.certainty) == ("Met", "Expected", "Severe", "Possible")


@pytest.mark.parametrize(("hours", "ratio"), [(0, 4.5), (1, 4.5), (17, 4.5), (5, 4.1), (5, 5.5)])
def test_nothing_is_sent_when_a_reader_would_notice_nothing(
    place: Place, plan: Plan, assessment: Assess, hours: float, ratio: float
) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    assert warn(place, (), assessment(ratio), plan, opened, at(hours)).messages == ()


def test_a_value_just_over_the_edge_of_its_band_is_no_news(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(6.9), plan, (), START).messages
    assert warn(place, (), assessment(7.2), plan, opened, at(1)).messages == ()


def test_a_clear_rise_is_an_update(place: Place, plan: Plan, assessment: Assess) -> None:
    (opened,) = warn(place, (), assessment(4.5), plan, (), START).messages
    (sent,) = warn(place, (), assessment(12.0), plan, (opened,), at(1)).messages
    assert (sent.msg_type, sent.references, sent.effective) == (
        "Update",
        (f"warning.haven.example,{opened.identifier},2026-03-09T06:00:00-00:00",),
        START,
    )


def test_a_new_reason_is_an_update(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    (sent,) = warn(
        place, (), assessment(4.5, reasons=("Water level high", "Storm warning")), plan, opened, at(1)
    ).messages
    assert "Water level high" in sent.description


def test_a_reason_less_is_no_news(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5, reasons=("Water level high", "Storm warning")), plan, (), START).messages
    assert warn(place, (), assessment(4.5), plan, opened, at(1)).messages == ()


def test_a_warning_still_true_is_extended_when_it_runs_out(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    (sent,) = warn(place, (), assessment(4.5), plan, opened, at(19)).messages
    assert (sent.msg_type, sent.expires, sent.digest) == ("Update", at(43), opened[0].digest)


def test_a_warning_still_true_that_ran_out_goes_on_as_an_update(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    (sent,) = warn(place, (), assessment(2.0), plan, opened, at(24)).messages
    assert sent.msg_type == "Update"


def test_a_warning_holds_for_the_hold_time(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    assert warn(place, (), assessment(CALM), plan, opened, at(11.9)).messages == ()


def test_a_warning_is_cancelled_after_the_hold_time(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    (sent,) = warn(place, (), assessment(CALM), plan, opened, at(12)).messages
    assert (sent.msg_type, sent.urgency, sent.instruction) == ("Cancel", "Past", "")


def test_a_warning_that_ran_out_is_left_to_expire(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    assert warn(place, (), assessment(CALM), plan, opened, at(25)).messages == ()


def test_a_warning_on_a_scenario_that_is_gone_is_cancelled(place: Place, plan: Plan, assessment: Assess) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    (sent,) = warn(replace(place, scenarios=()), (), replace(assessment(CALM), risks=()), plan, opened, at(13)).messages
    assert sent.msg_type == "Cancel"


def test_findings_of_rules_at_one_site_are_one_warning(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    found = (finding(), finding(id="f2", rule="rule-2", title="Log cleared", level=Level.CRITICAL))
    (sent,) = warn(place, found, assessment(CALM), plan, (), START).messages
    assert sent.subject == "finding:sigma:terminal"
    assert "What was found: Log cleared; Service installed in a control network." in sent.description


def test_a_finding_of_medium_level_opens_none(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    assert warn(place, (finding(level=Level.MEDIUM),), assessment(CALM), plan, (), START).messages == ()


def test_a_finding_of_medium_level_keeps_one_open(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    opened = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    assert warn(place, (finding(level=Level.MEDIUM),), assessment(CALM), plan, opened, at(15)).messages == ()


def test_a_higher_level_is_an_update(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    opened = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    (sent,) = warn(place, (finding(level=Level.CRITICAL),), assessment(CALM), plan, opened, at(1)).messages
    assert (sent.msg_type, sent.severity, sent.urgency) == ("Update", "Severe", "Immediate")


def test_more_events_of_the_same_are_no_news(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    opened = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    assert (
        warn(
            place, (finding(count=300, detail="300 events.", time=at(1)),), assessment(CALM), plan, opened, at(1)
        ).messages
        == ()
    )


def test_a_new_finding_among_many_is_an_update(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    many = tuple(finding(id=f"f{i}", rule=f"r{i}", title=f"Rule {i}") for i in range(9))
    opened = warn(place, many, assessment(CALM), plan, (), START).messages
    assert opened[0].description.endswith("Rule 4; and 4 more.")
    new = finding(id="new", rule="new", title="Rule X", first=START)
    (sent,) = warn(place, (*many, new), assessment(CALM), plan, opened, at(1)).messages
    assert "Rule X" in sent.description


def test_an_indicator_past_its_limit_says_which(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    past = finding(
        kind=FindingKind.THRESHOLD, rule="level", source="gauges", site=None, field=Field.TERRITORIAL, title="high"
    )
    (sent,) = warn(place, (past,), assessment(CALM), plan, (), START).messages
    assert sent.description.startswith("Water level is above 500 cm in Town of Haven.")
    assert sent.subject == "finding:level:town"


def test_a_partner_s_alert_is_not_sent_again(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    theirs = finding(kind=FindingKind.ALERT, rule="storm warning", level=Level.CRITICAL)
    assert warn(place, (theirs,), assessment(CALM), plan, (), START).messages == ()


def test_a_silent_source_does_not_close_a_warning(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    opened = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    silence = finding(id="s", kind=FindingKind.SILENCE, rule="logs", level=Level.LOW, site=None)
    (sent,) = warn(place, (silence,), assessment(CALM), plan, opened, at(20)).messages
    assert sent.msg_type == "Update"
    assert sent.description.endswith("nothing new is known: Terminal logs has fallen silent.")


def test_a_silent_source_of_a_precursor_does_not_close_a_risk_s_warning(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    opened = warn(place, (), assessment(4.5), plan, (), START).messages
    silence = finding(id="s", kind=FindingKind.SILENCE, rule="gauges", level=Level.LOW, site=None)
    assert warn(place, (silence,), assessment(CALM), plan, opened, at(13)).messages == ()


def test_a_source_that_has_nothing_to_do_with_it_lets_a_warning_close(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    opened = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    silence = finding(id="s", kind=FindingKind.SILENCE, rule="gauges", level=Level.LOW, site=None)
    assert [sent.msg_type for sent in warn(place, (silence,), assessment(CALM), plan, opened, at(13)).messages] == [
        "Cancel"
    ]


def test_a_warning_at_a_site_is_a_circle_about_it(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    (sent,) = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    (area,) = sent.areas
    assert (area.circles, area.geocodes) == (((8.15, 53.52, 2.0),), (("jurisdiction", "town"),))


def test_a_warning_of_a_jurisdiction_is_its_closed_outline(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    (sent,) = warn(place, (finding(site=None, jurisdiction="haven"),), assessment(CALM), plan, (), START).messages
    (ring,) = sent.areas[0].polygons
    assert ring == ((8.0, 53.4), (8.2, 53.4), (8.2, 53.6), (8.0, 53.4))


def test_a_toxic_release_is_warned_of_where_its_zones_are(place: Place, plan: Plan, assessment: Assess) -> None:
    ring = ((8.1, 53.5), (8.2, 53.5), (8.2, 53.6), (8.1, 53.5))
    zones = (Zone("chlorine", "flood", "ERPG-3", (ring,)),)
    toxic = replace(place.scenarios[0], consequences=(ToxicRelease("toxic_release", "tank"),))
    known = replace(assessment(4.5), zones=zones)
    (sent,) = warn(replace(place, scenarios=(toxic,)), (), known, plan, (), START).messages
    assert (sent.category, sent.areas[0].polygons) == ("CBRNE", (ring,))


def test_an_indicator_of_a_source_for_all_is_public(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    past = finding(kind=FindingKind.THRESHOLD, rule="level", source="gauges", site=None, field=Field.TERRITORIAL)
    (sent,) = warn(place, (past,), assessment(CALM), plan, (), START).messages
    assert sent.scope == "Public"


def test_who_runs_a_vulnerable_product_is_never_public(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    known = finding(kind=FindingKind.VULNERABILITY, rule="CVE-2031-1", source="gauges", field=Field.TERRITORIAL)
    (sent,) = warn(place, (known,), assessment(CALM), plan, (), START).messages
    assert sent.scope == "Restricted"


def test_a_risk_is_never_public(place: Place, plan: Plan, assessment: Assess) -> None:
    (sent,) = warn(place, (), assessment(4.5), plan, (), START).messages
    assert sent.scope == "Restricted"


def test_what_rests_on_logs_is_restricted(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    (sent,) = warn(place, (finding(),), assessment(CALM), plan, (), START).messages
    assert sent.scope == "Restricted"


def test_a_place_without_wording_in_its_language_is_told_so(place: Place, plan: Plan, assessment: Assess) -> None:
    abroad = replace(place, profile=replace(place.profile, languages=("xx", "en")))
    (sent,) = warn(abroad, (), assessment(4.5), plan, (), START).messages
    assert (sent.language, "no wording in xx" in sent.description) == ("en", True)


def test_characters_that_cannot_be_shown_are_left_out(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    (sent,) = warn(place, (finding(title="Log\x00 cleared\x1b[31m\n"),), assessment(CALM), plan, (), START).messages
    assert "Log cleared [31m." in sent.description


def test_the_order_of_findings_does_not_matter(place: Place, plan: Plan, assessment: Assess, finding: Find) -> None:
    found = tuple(
        finding(id=f"f{i}", rule=f"r{i}", title=f"Rule {i}", site=site)
        for i, site in enumerate(("port", "terminal") * 3)
    )
    assert (
        warn(place, found, assessment(4.5), plan, (), START).messages
        == warn(place, found[::-1], assessment(4.5), plan, (), START).messages
    )


def test_references_name_only_messages_that_may_be_in_force(place: Place, plan: Plan, assessment: Assess) -> None:
    standing: tuple[Alert, ...] = ()
    for day in range(5):
        standing = warn(place, (), assessment(4.5), plan, standing, at(20 * day)).messages or standing
    assert [text.rsplit(",", 1)[1] for text in standing[0].references] == ["2026-03-11T18:00:00-00:00"]


def test_opening_again_gets_an_identifier_of_its_own(place: Place, plan: Plan, assessment: Assess) -> None:
    (first,) = warn(place, (), assessment(4.5), plan, (), START).messages
    (again,) = warn(place, (), assessment(4.5), plan, (), at(40)).messages
    assert first.identifier != again.identifier
