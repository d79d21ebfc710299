"""A pass in which every text is hostile and every number missing."""

import math

from hand_made_pass import alert, finding, made, obligation, state
from hand_made_place import AT, LAT, LON, choice, place, risk

from forestall.model.alert import Area
from forestall.model.entry import Checkpoint
from forestall.model.finding import Refusal
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.observation import Detection, Observation
from forestall.model.plan import Choice, Plan
from forestall.model.profile import ImpactScale, Profile
from forestall.model.release import Route
from forestall.model.risk import Assessment, Driver, Interval, Risk, Zone
from forestall.model.site import Site
from forestall.model.words import (
    Field,
    ObligationState,
    Scale,
    SourceStatus,
)
from forestall.outlook.context import OutlookContext

NASTY = "<script>alert(1)</script>\"'&\x00\u202egnp.exe \u200f\u0645\u0631\u062d\u0628\u0627 " + "W" * 300


def made_nasty() -> OutlookContext:
    """Every text that people or partners write is hostile, numbers are missing."""
    nan = Interval(math.nan, math.nan, math.nan)
    bad = risk(0)
    worst = Risk(
        NASTY,
        NASTY,
        NASTY,
        Field.CYBER,
        NASTY,
        nan,
        nan,
        math.nan,
        nan,
        {Scale.DEATHS: nan},
        {},
        nan,
        (Driver(NASTY, math.inf, "finding", AT),),
    )
    profile = Profile(
        NASTY,
        "Asia/Kathmandu",
        ("ar",),
        "EUR",
        (Jurisdiction("region", NASTY),),
        {Scale.DEATHS: ImpactScale(NASTY, 1.0, 1.0, NASTY)},
        summary=NASTY,
    )
    return made(
        place=place(
            profile=profile,
            sites=(Site("site-013", NASTY, NASTY, "region", LON, LAT, 0.0, 0.0, Field.CYBER),),
            population=(),
            routes=(Route("r", NASTY, NASTY, NASTY, 1.0, 1.0, 1.0, "region", ((LON, LAT), (LON + 1, LAT))),),
        ),
        observation=Observation(
            (),
            (),
            (),
            (
                state(
                    NASTY,
                    SourceStatus.DEGRADED,
                    Field.CYBER,
                    title=NASTY,
                    reasons=(NASTY,),
                    age=math.nan,
                    coverage=math.nan,
                ),
            ),
        ),
        detection=Detection(
            (finding(1, title=NASTY, rule=NASTY, detail=NASTY, source=NASTY),), (Refusal(NASTY, NASTY, NASTY),), 1, 1
        ),
        assessment=Assessment(
            AT,
            30.0,
            1000,
            (worst, bad),
            (),
            (),
            (Zone(NASTY, NASTY, NASTY, (((LON, LAT), (math.nan, LAT), (LON + 9, LAT + 9)),)),),
            (),
            (NASTY,),
        ),
        plan=Plan(
            math.nan,
            math.nan,
            math.nan,
            math.nan,
            {Scale.DEATHS: math.nan},
            (
                choice(1, True, None),
                Choice(NASTY, NASTY, NASTY, math.nan, math.nan, None, math.nan, math.nan, False, NASTY, {}),
            ),
            (),
            False,
        ),
        alerts_open=(
            alert(
                NASTY,
                headline=NASTY,
                description=NASTY,
                instruction=NASTY,
                sender=NASTY,
                severity=NASTY,
                urgency=NASTY,
                certainty=NASTY,
                status=NASTY,
                language=NASTY,
                areas=(Area(NASTY, circles=((LON, LAT, 1e6), (LON, LAT, 0.0)), polygons=((), ((0.0, 0.0),))),),
                expires=None,
            ),
        ),
        alerts_new=(),
        obligations=(
            obligation(
                0,
                ObligationState.OVERDUE,
                -1,
                title=NASTY,
                bearer=NASTY,
                escalated_to=None,
                clause=NASTY,
                site=NASTY,
                evidence='=HYPERLINK("x")',
            ),
        ),
        checkpoint=Checkpoint(1, NASTY, AT),
        previous={
            "format": 1,
            "at": "2026-03-08T06:00:00Z",
            "risks": {"terminal-intrusion": NASTY},
            "fields": 7,
            "findings": {NASTY: {"title": NASTY}},
        },
    )
