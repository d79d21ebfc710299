"""duties.csv: who owes what. Clauses of European and international law are real; those of the region are invented.

Every calendar duty was done on its last due day, but for one that is planted: the inspection of the chlorine
terminal was last done a year before that.
"""

# ruff: noqa: E501 - the tables keep one row on a line

from datetime import date
from typing import Any

from . import names

Row = dict[str, Any]
HOME = "Regional Civil Protection Order 12/2028 (invented)"
# fmt: off
# id, title, bearer, clause, every, first due, shown so many days before, site, evidence
CALENDAR = (
    ("inspect-chlorine-terminal", "Inspect the chlorine terminal", "region", "Seveso III Directive 2012/18/EU, Art. 20(4)", "P1Y", "2025-02-14", 60, "chlorine-terminal", "inspection report"),
    ("inspect-ammonia-plant", "Inspect the fertiliser works", "region", "Seveso III Directive 2012/18/EU, Art. 20(4)", "P1Y", "2025-05-20", 60, "ammonia-plant", "inspection report"),
    ("inspect-solvent-terminal", "Inspect the solvent terminal", "region", "Seveso III Directive 2012/18/EU, Art. 20(4)", "P1Y", "2025-10-07", 60, "solvent-terminal", "inspection report"),
    ("inspect-lpg-depot", "Inspect the LPG depot", "region", "Seveso III Directive 2012/18/EU, Art. 20(4)", "P3Y", "2024-04-18", 60, "lpg-depot", "inspection report"),
    ("inspect-oil-terminal", "Inspect the oil terminal", "region", "Seveso III Directive 2012/18/EU, Art. 20(4)", "P1Y", "2025-06-25", 60, "oil-terminal", "inspection report"),
    ("external-plan-port", "Test the external emergency plan of the port", "city", "Seveso III Directive 2012/18/EU, Art. 12(6)", "P3Y", "2023-11-15", 90, None, "exercise report"),
    ("inform-neighbours", "Inform neighbours of the chemical sites what to do", "port", "Seveso III Directive 2012/18/EU, Art. 14(2)(a)", "P5Y", "2022-03-31", 90, None, "leaflet and list of addressees"),
    ("safety-report-terminal", "Have the terminal's safety report reviewed", "region", "Seveso III Directive 2012/18/EU, Art. 10(5)", "P5Y", "2021-09-30", 90, "chlorine-terminal", "reviewed report"),
    ("safety-report-ammonia", "Have the fertiliser works' safety report reviewed", "region", "Seveso III Directive 2012/18/EU, Art. 10(5)", "P5Y", "2023-06-30", 90, "ammonia-plant", "reviewed report"),
    ("flood-risk", "Review the preliminary flood risk assessment", "region", "Floods Directive 2007/60/EC, Art. 14(1)", "P6Y", "2024-12-22", 120, None, "assessment"),
    ("flood-maps", "Review flood hazard and risk maps", "region", "Floods Directive 2007/60/EC, Art. 14(2)", "P6Y", "2025-12-22", 120, None, "maps"),
    ("water-supply-risk", "Review the risk assessment of the water supply", "vale", "Drinking Water Directive (EU) 2020/2184, Art. 8", "P6Y", "2027-07-12", 120, "water-river", "assessment"),
    ("critical-entities", "Review the list of critical entities", "region", "CER Directive (EU) 2022/2557, Art. 6(5)", "P4Y", "2026-07-17", 120, None, "list"),
    ("hospital-resilience", "Review the General Hospital's resilience risk assessment", "city", "CER Directive (EU) 2022/2557, Art. 12(1)", "P4Y", "2027-04-17", 90, "hospital-central", "assessment"),
    ("nis-training", "Train the management of essential services", "region", "NIS2 Directive (EU) 2022/2555, Art. 20(2)", "P1Y", "2026-10-31", 45, None, "attendance count"),
    ("port-security-plan", "Review the port security assessment and plan", "port", "Directive 2005/65/EC, Art. 10", "P5Y", "2024-06-30", 90, None, "approved plan"),
    ("isps-drill", "Hold a port facility security drill", "port", "ISPS Code, part B, 18.5", "P3M", "2026-03-31", 21, None, "drill record"),
    ("isps-exercise", "Hold a port security exercise", "port", "ISPS Code, part B, 18.6", "P1Y", "2026-09-30", 60, None, "exercise report"),
    ("waste-plan", "Approve the waste reception and handling plan", "port", "Directive (EU) 2019/883, Art. 5", "P5Y", "2026-06-28", 90, None, "approved plan"),
    ("adviser-report", "Collect the dangerous goods safety advisers' annual reports", "port", "ADR 2025, 1.8.3.3", "P1Y", "2026-02-28", 30, None, "reports"),
    ("radio-test", "Test emergency radio on backup power", "region", f"{HOME}, s. 9", "P1M", "2026-01-05", 7, None, "test record"),
    ("siren-test", "Test the sirens", "city", f"{HOME}, s. 11", "P6M", "2026-03-02", 14, None, "test record"),
    ("crisis-exercise", "Exercise the crisis staff", "region", f"{HOME}, s. 4", "P6M", "2026-04-15", 45, None, "exercise report"),
    ("risk-register", "Review the risk register", "region", f"{HOME}, s. 3", "P1Y", "2026-03-31", 30, None, "register"),
    ("risk-register-city", "Review the city's part of the risk register", "city", f"{HOME}, s. 3", "P1Y", "2026-02-27", 30, None, "register"),
    ("risk-register-vale", "Review the vale's part of the risk register", "vale", f"{HOME}, s. 3", "P1Y", "2026-02-27", 30, None, "register"),
    ("heat-plan-review", "Review the heat plan before summer", "region", f"{HOME}, s. 17", "P1Y", "2026-05-15", 45, None, "plan"),
    ("fire-season", "Clear fire breaks before the dry season", "vale", f"{HOME}, s. 21", "P1Y", "2026-05-31", 60, None, "survey"),
    ("dam-inspection", "Inspect the Corrow dam", "region", "Regional Dams Act 2019 (invented), s. 6", "P1Y", "2026-09-15", 60, "dam-corrow", "inspection report"),
    ("restore-test", "Test the restore of municipal registers", "city", "NIS2 Directive (EU) 2022/2555, Art. 21(2)(c)", "P3M", "2026-01-20", 21, "dc-municipal", "test record"),
)
# fmt: off
# fmt: on
# id, title, bearer, trigger, clause, hours, in working time, site, kind of finding, evidence
CALLED = (
    (
        "early-warning",
        "Send the early warning of a significant incident",
        "port",
        "finding",
        "NIS2 Directive (EU) 2022/2555, Art. 23(4)(a)",
        24,
        False,
        "chlorine-terminal",
        "sigma",
        "receipt of the CSIRT",
    ),
    (
        "incident-notice",
        "Notify the significant incident with a first assessment",
        "port",
        "finding",
        "NIS2 Directive (EU) 2022/2555, Art. 23(4)(b)",
        72,
        False,
        "chlorine-terminal",
        "sigma",
        "receipt of the CSIRT",
    ),
    (
        "known-vulnerability",
        "Decide what to do about an exploited vulnerability",
        "region",
        "finding",
        "NIS2 Directive (EU) 2022/2555, Art. 21(2)(e)",
        120,
        True,
        None,
        "vulnerability",
        "decision",
    ),
    (
        "silent-source",
        "Find out why a source is silent",
        "region",
        "finding",
        f"{HOME}, s. 14",
        24,
        True,
        None,
        "silence",
        "note",
    ),
    (
        "threshold-review",
        "Say what was done about a passed threshold",
        "region",
        "finding",
        f"{HOME}, s. 15",
        48,
        True,
        None,
        "threshold",
        "note",
    ),
    (
        "partner-answer",
        "Answer a partner's warning",
        "port",
        "finding",
        "NIS2 Directive (EU) 2022/2555, Art. 29",
        12,
        False,
        None,
        "alert",
        "answer",
    ),
    (
        "alert-crisis-staff",
        "Tell the crisis staff and keep minutes",
        "region",
        "alert",
        f"{HOME}, s. 5",
        4,
        False,
        None,
        None,
        "minutes",
    ),
    (
        "alert-hospitals",
        "Tell the hospitals to make ready",
        "city",
        "alert",
        f"{HOME}, s. 6",
        2,
        False,
        None,
        None,
        "receipts",
    ),
    (
        "plan-council",
        "Put the plan before the regional council",
        "region",
        "plan",
        "Regional Budget Act 2016 (invented), s. 30",
        240,
        True,
        None,
        None,
        "minutes",
    ),
    (
        "plan-publish",
        "Publish the plan's summary",
        "region",
        "plan",
        "Directive 2003/4/EC, Art. 7(2)(b)",
        480,
        True,
        None,
        None,
        "web page",
    ),
)
# fmt: on


OVERDUE = "inspect-chlorine-terminal"
LEVELS = {"early-warning": "high", "incident-notice": "high"}
"""Only a finding at this level or above is a significant incident."""


def duties() -> list[Row]:
    """Forty duties, by id."""
    calendar = ("id", "title", "bearer", "clause", "every", "start", "within", "site", "evidence")
    called = ("id", "title", "bearer", "trigger", "clause", "within", "working_time", "site", "kind", "evidence")
    rows = [_calendar(dict(zip(calendar, row, strict=True))) for row in CALENDAR]
    rows += [dict(zip(called, row, strict=True)) | {"level": LEVELS.get(row[0])} for row in CALLED]
    return sorted(rows, key=lambda row: str(row["id"]))


def _calendar(row: Row) -> Row:
    due = _due_days(date.fromisoformat(row["start"]), row["every"])
    done = due[-2] if row["id"] == OVERDUE else due[-1]
    return row | {
        "trigger": "calendar",
        "working_time": True,
        "within": row["within"] * 24,
        "last_done": done.isoformat(),
    }


def _due_days(first: date, every: str) -> list[date]:
    """Due days up to the recorded time; `every` is a number of years or months such as P3M."""
    step = int(every[1:-1]) * (12 if every.endswith("Y") else 1)
    days, months = [], first.year * 12 + first.month - 1
    while (day := _on(months, first.day)) <= names.REPLAY_AT.date():
        days.append(day)
        months += step
    return days


def _on(months: int, day: int) -> date:
    year, month = divmod(months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day, last))
