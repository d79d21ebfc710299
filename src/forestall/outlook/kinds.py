"""Usual words by which places and messages say what kind a thing is, for translation where pages show them.

A place may use any word; one that does not stand here stays as the place wrote it. Each text says in brackets what it
is a kind of, for `market`, `access` and `key` mean something else elsewhere; the brackets are never shown.
"""

from forestall.core.text import N_

SITE, SERVICE, ENTRY, CASE, CATEGORY, NUMBER = " (site)", " (service)", " (entry)", " (case)", " (CAP)", " (number)"
"""What the texts of each family end with."""
# fmt: off
SITES = (
    N_("airfield (site)"), N_("airport (site)"), N_("ambulance station (site)"), N_("ammonia plant (site)"),
    N_("archive (site)"), N_("barracks (site)"), N_("blood bank (site)"), N_("border crossing (site)"),
    N_("broadcaster (site)"), N_("bulk quay (site)"), N_("bus depot (site)"), N_("bus station (site)"),
    N_("cable landing (site)"), N_("care home (site)"), N_("chemical plant (site)"), N_("chemical terminal (site)"),
    N_("clinic (site)"), N_("coastguard (site)"), N_("cold store (site)"), N_("container terminal (site)"),
    N_("court (site)"), N_("customs (site)"), N_("dam (site)"), N_("data centre (site)"),
    N_("desalination plant (site)"), N_("embassy (site)"), N_("emergency control (site)"), N_("exchange (site)"),
    N_("factory (site)"), N_("ferry terminal (site)"), N_("fire station (site)"), N_("fish quay (site)"),
    N_("fuel depot (site)"), N_("gas station (site)"), N_("gas storage (site)"), N_("grid control (site)"),
    N_("grid supply (site)"), N_("hospital (site)"), N_("laboratory (site)"), N_("library (site)"),
    N_("local exchange (site)"), N_("lock (site)"), N_("lpg depot (site)"), N_("market (site)"), N_("mast (site)"),
    N_("medical store (site)"), N_("metro station (site)"), N_("military base (site)"), N_("mine (site)"),
    N_("ministry (site)"), N_("nuclear plant (site)"), N_("oil terminal (site)"), N_("parliament (site)"),
    N_("payment centre (site)"), N_("pharmacy (site)"), N_("police station (site)"), N_("polling place (site)"),
    N_("port (site)"), N_("power plant (site)"), N_("primary substation (site)"), N_("prison (site)"),
    N_("pumping station (site)"), N_("radio base (site)"), N_("rail bridge (site)"), N_("rail control (site)"),
    N_("rail station (site)"), N_("rail yard (site)"), N_("refinery (site)"), N_("regional office (site)"),
    N_("registry (site)"), N_("reservoir (site)"), N_("road bridge (site)"), N_("road tunnel (site)"),
    N_("school (site)"), N_("service reservoir (site)"), N_("shelter (site)"), N_("shopping centre (site)"),
    N_("solar farm (site)"), N_("stadium (site)"), N_("substation (site)"), N_("tax office (site)"),
    N_("telecom exchange (site)"), N_("theatre (site)"), N_("tide gate (site)"), N_("town hall (site)"),
    N_("traffic control (site)"), N_("university (site)"), N_("vessel traffic (site)"), N_("warehouse (site)"),
    N_("waste plant (site)"), N_("wastewater works (site)"), N_("water tower (site)"), N_("water works (site)"),
    N_("waterworks (site)"), N_("wind farm (site)"),
)
"""Kinds of sites: `sites.csv`."""
SERVICES = (
    N_("access (service)"), N_("backhaul (service)"), N_("blood (service)"), N_("chlorine (service)"),
    N_("control (service)"), N_("customs (service)"), N_("data (service)"), N_("dispatch (service)"),
    N_("food (service)"), N_("fuel (service)"), N_("gas (service)"), N_("heat (service)"), N_("pilotage (service)"),
    N_("power (service)"), N_("pumping (service)"), N_("radio (service)"), N_("rail (service)"),
    N_("raw-water (service)"), N_("road (service)"), N_("signalling (service)"), N_("staff (service)"),
    N_("supplies (service)"), N_("supply (service)"), N_("telecom (service)"), N_("track (service)"),
    N_("transport (service)"), N_("water (service)"),
)
"""What a site gives another: `dependencies.csv`."""
ENTRIES = (
    N_("account (entry)"), N_("acknowledgement (entry)"), N_("adoption (entry)"), N_("alert (entry)"),
    N_("break-glass (entry)"), N_("case (entry)"), N_("cause (entry)"), N_("decision (entry)"),
    N_("delivery (entry)"), N_("draft (entry)"), N_("erasure (entry)"), N_("evidence (entry)"),
    N_("exchange (entry)"), N_("justification (entry)"), N_("key (entry)"), N_("label (entry)"),
    N_("obligation (entry)"), N_("receipt (entry)"), N_("received (entry)"), N_("rollup (entry)"),
    N_("share (entry)"), N_("silence (entry)"), N_("triage (entry)"), N_("verdict (entry)"),
)
"""What an entry of the ledger tells of."""
CASES = (
    N_("Accident (case)"), N_("Complaint (case)"), N_("Dispute (case)"), N_("Near miss (case)"),
)
"""What is taken in where a place names no types of cases of its own."""
CATEGORIES = (
    N_("Geo (CAP)"), N_("Met (CAP)"), N_("Safety (CAP)"), N_("Security (CAP)"), N_("Rescue (CAP)"), N_("Fire (CAP)"),
    N_("Health (CAP)"), N_("Env (CAP)"), N_("Transport (CAP)"), N_("Infra (CAP)"), N_("CBRNE (CAP)"),
    N_("Other (CAP)"),
)
"""Categories of CAP 1.2."""
NUMBERS = (
    N_("after (number)"), N_("alone (number)"), N_("available (number)"), N_("band (number)"),
    N_("base rate (number)"), N_("before (number)"), N_("benefit (number)"), N_("by (number)"), N_("cases (number)"),
    N_("closings (number)"), N_("cost (number)"), N_("count (number)"), N_("due (number)"), N_("enough (number)"),
    N_("gain (number)"), N_("gap (number)"), N_("harm (number)"), N_("impact (number)"), N_("late (number)"),
    N_("lead (number)"), N_("left (number)"), N_("level (number)"), N_("likelihood (number)"), N_("needed (number)"),
    N_("open (number)"), N_("points (number)"), N_("probability (number)"), N_("rate (number)"), N_("ratio (number)"),
    N_("regret (number)"), N_("removed (number)"), N_("returns (number)"), N_("saves (number)"),
    N_("severity (number)"), N_("share (number)"), N_("short (number)"), N_("state (number)"), N_("taken (number)"),
    N_("trend (number)"), N_("value (number)"), N_("weighted (number)"),
)
"""What the numbers of one thing are called, each with a derivation of its own."""
# fmt: on
