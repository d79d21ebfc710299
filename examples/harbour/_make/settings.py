"""place.toml, sources.toml, partners.toml: the place as a whole, what it reads, with whom it shares."""

# ruff: noqa: E501 - the tables keep one row on a line

from .names import REPLAY_AT

PLACE = f"""# The Marrowen harbour region: an invented place for trying Forestall. Made by make.py; see README.md.
name = "Marrowen harbour region"
summary = "An invented port city and its hinterland, 600,000 people, chemical terminals beside the old town."
time_zone = "Europe/Lisbon"
languages = ["en", "pt"]
currency = "EUR"
sender = "outlook@marrowen.invalid"
replay_at = {REPLAY_AT:%Y-%m-%dT%H:%M:%SZ}

[[jurisdictions]]
id = "region"
name = "Marrowen Region"

[[jurisdictions]]
id = "city"
name = "City of Marrowen"
parent = "region"

[[jurisdictions]]
id = "vale"
name = "Tarn Vale District"
parent = "region"

[[jurisdictions]]
id = "port"
name = "Marrowen Port Authority"
parent = "city"

# What one unit on each scale weighs, in EUR: the trade-off, stated so that it can be argued about.
[scales.deaths]
unit = "persons"
weight = 3600000
tolerable = 12
source = "assumption: value of a statistical life, 3.6 million EUR, the order of European transport appraisal in 2025 prices"

[scales.injuries]
unit = "persons"
weight = 220000
source = "assumption: 6 % of a death, a mean of serious and slight injuries"

[scales.people_affected]
unit = "persons"
weight = 60
source = "assumption: half a day's income"

[scales.economic_loss]
unit = "EUR"
weight = 1
tolerable = 30000000
source = "money is the unit of comparison; tolerable: 0.2 % of a regional product of 15 billion EUR"

[scales.service_loss]
unit = "person-hours"
weight = 0.5
source = "assumption: inconvenience beyond the economic loss already counted by outage_cost"

[scales.environment]
unit = "ha-years"
weight = 9000
source = "assumption: cost of restoring one hectare for one year"

[criteria]
individual_limit = 1e-6
societal_intercept = 1e-3
societal_slope = 2
source = "Dutch external safety rules: 1e-6 a year at homes; societal line 1e-3 / N^2 a year for N of 10 and more"

[steadiness]
open_level = "high"
close_level = "medium"
open_ratio = 3.0
open_probability = 0.001
close_ratio = 1.5
hold = 12

[calendar]
weekend = [6, 7]
holidays = [2030-12-25, 2030-12-26, 2031-01-01, 2031-04-11, 2031-04-14, 2031-05-01, 2031-06-10, 2031-08-15, 2031-10-06, 2031-12-25]

[appraisal]
years = 100000
samples = 64
horizon = 30
outage_horizon = 336
outage_cost = 1.5 # EUR a person and hour: between household values of lost load and none at night
budget = 12000000 # the council's ten-year prevention fund
period = 10
discount = 0.03

[door]
pseudonymise = ["SubjectUserName", "TargetUserName"]
keep = ["engineering", "srv-backup"]
"""

# fmt: off
SOURCES = (
    ("weather", "Warnings of the Western Coast Weather Service", "cap", "cap/weather/*.xml", "territorial", 48, "weather-service", 50, "TLP:CLEAR", None),
    ("ossary", "Warnings of the Port of Ossary CERT", "cap", "cap/cert/*.xml", "cyber", 168, "ossary-cert", 3, "TLP:AMBER", None),
    ("terminal-windows", "Windows logs of the chlorine terminal", "jsonl", "logs/terminal-windows.jsonl.gz", "cyber", 1, None, 8, "TLP:AMBER+STRICT", "chlorine-terminal"),
    ("city-windows", "Windows logs of city, port, hospital and grid", "jsonl", "logs/city-windows.jsonl.gz", "cyber", 1, None, 8, "TLP:AMBER+STRICT", None),
    ("firewall", "Firewalls of the terminal and the city", "jsonl", "logs/firewall.jsonl.gz", "cyber", 1, None, 3, "TLP:AMBER+STRICT", None),
    ("terminal-ics", "Safety controllers of the chlorine terminal", "jsonl", "logs/terminal-ics.jsonl.gz", "cyber", 1, None, 12, "TLP:RED", "chlorine-terminal"),
    ("series-public", "Public safety, health and water", "indicator", "series/public.csv", "social", 24, None, 6, "TLP:CLEAR", None),
    ("series-economy", "Port, fuel, electricity, prices", "indicator", "series/economy.csv", "economic", 24, None, 8, "TLP:CLEAR", None),
    ("series-nature", "River and fire weather", "indicator", "series/nature.csv", "territorial", 24, None, 20, "TLP:CLEAR", None),
    ("series-institutions", "Council services and complaints", "indicator", "series/institutions.csv", "political", 24, None, 8, "TLP:CLEAR", None),
    ("series-cyber", "Failed logons and reported messages", "indicator", "series/cyber.csv", "cyber", 24, None, 4, "TLP:GREEN", None),
    ("kev", "Known exploited vulnerabilities", "kev", "kev/catalogue.json", "cyber", 168, None, 4, "TLP:CLEAR", None),
)
# fmt: on

# fmt: off
PARTNERS = (
    ("weather-service", "Western Coast Weather Service", "TLP:GREEN", ["territorial"], "both", [], ["cap"], ["warnings@westernweather.invalid"]),
    ("ossary-cert", "Port of Ossary CERT", "TLP:AMBER", ["cyber"], "both", ["port", "city"], ["cap", "stix"], ["cert@portofossary.invalid"]),
    ("national-csirt", "National CSIRT", "TLP:AMBER+STRICT", ["cyber"], "out", [], ["cap", "stix"], []),
    ("coastal-civil-protection", "Civil Protection of the Northern Coast", "TLP:AMBER", ["territorial", "social"], "both", ["region"], ["cap"], ["*@northcoast.invalid"]),
)
# fmt: on


AUDIENCES = """# Who is warned, and how. Messages go into folders and a feed below .forestall/, so that nothing leaves this machine.

[[audiences]]
id = "crisis-desk"
title = "Crisis desk of the region"
kind = "office"
clearance = "TLP:AMBER+STRICT"
escalate = { audience = "duty-director", after = 0.5 }

[[audiences.channels]]
by = "file"
folder = ".forestall/sent/crisis-desk"

[[audiences]]
id = "duty-director"
title = "Duty director's desk"
kind = "office"
clearance = "TLP:AMBER+STRICT"
severity = "Extreme"

[[audiences.channels]]
by = "file"
folder = ".forestall/sent/duty-director"

[[audiences]]
id = "port-control"
title = "Port control room"
kind = "authority"
clearance = "TLP:AMBER"
areas = ["port"]
fields = ["cyber", "territorial", "economic"]
severity = "Moderate"

[[audiences.channels]]
by = "file"
folder = ".forestall/sent/port-control"

[[audiences]]
id = "public-feed"
title = "Public feed of warnings"
kind = "outside"
language = "pt"
severity = "Moderate"

[[audiences.channels]]
by = "feed"
path = ".forestall/feed/alerts.atom"
url = "https://alerts.marrowen.invalid/alerts.atom"
"""
"""audiences.toml"""


def sources() -> str:
    """sources.toml"""
    names = ("id", "title", "kind", "path", "field", "every", "partner", "weight", "label", "site")
    return (
        "# Read in every pass. `weight` bounds what the findings of one source may do to a likelihood.\n\n"
        + _tables("sources", names, SOURCES)
    )


def partners() -> str:
    """partners.toml"""
    names = ("id", "name", "clearance", "fields", "direction", "areas", "formats", "senders")
    return "# Offices with which warnings are shared.\n\n" + _tables("partners", names, PARTNERS)


def _tables(kind: str, names: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> str:
    tables = []
    for row in rows:
        lines = [f"{name} = {_value(value)}" for name, value in zip(names, row, strict=True) if value not in (None, [])]
        tables.append("\n".join([f"[[{kind}]]", *lines]) + "\n")
    return "\n".join(tables)


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
