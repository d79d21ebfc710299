"""measures.csv and effects.csv: what could be done, what it costs, what it changes.

Costs are those of comparable public projects, rounded; effects are expert judgement unless a source is named. Some
measures are planted to be refused: they cost more than they can bring, change next to nothing, or shut each other out.
"""

# ruff: noqa: E501 - the tables keep one row on a line

from typing import Any

from . import sites

Row = dict[str, Any]
# fmt: off
# id, title, field, authority, cost and yearly cost [thousand EUR], life [year], lead [month], requires, excludes
MEASURES = (
    ("heat-plan", "Heat plan: calls to care homes, opening hours, transport to cool rooms", "social", "region", 400, 350, 10, 5, "", ""),
    ("cool-rooms", "Twenty-four cool rooms in schools and halls", "social", "city", 2500, 200, 20, 14, "heat-plan", ""),
    ("antivirals", "Stock of antivirals and masks for a quarter of the people", "social", "region", 9000, 600, 7, 8, "", ""),
    ("surge-beds", "Sixty beds that can become intensive care", "social", "region", 14000, 1200, 20, 24, "", ""),
    ("water-uv", "Ultraviolet treatment at Tarn water works", "social", "vale", 4200, 300, 20, 20, "", ""),
    ("sirens-shelter", "Sirens, and drills to stay inside with windows shut", "social", "port", 1100, 150, 15, 9, "", ""),
    ("terminal-curtain", "Water curtains and gas detectors at the chlorine terminal", "social", "port", 1600, 90, 20, 12, "", "terminal-move"),
    ("terminal-move", "Move the chlorine terminal 9 km down the coast", "social", "region", 160000, 0, 40, 72, "", "terminal-curtain;terminal-trip"),
    ("yard-limit", "At most three chlorine wagons in Dockgate yard", "social", "city", 150, 140, 20, 3, "", ""),
    ("ammonia-breakaway", "Breakaway couplings on the ammonia arm", "social", "port", 800, 30, 20, 9, "", ""),
    ("terminal-zones", "Separate the terminal's control network from its office", "cyber", "port", 1400, 100, 10, 8, "", ""),
    ("terminal-key", "Key switches to RUN, keys in the safe, alarm when turned", "cyber", "port", 60, 15, 10, 1, "", ""),
    ("terminal-trip", "Hard-wired trip of the transfer arms beside the safety controllers", "cyber", "port", 2100, 60, 20, 12, "", "terminal-move"),
    ("watch-24h", "Shared security watch round the clock for all essential services", "cyber", "region", 900, 1100, 10, 10, "inventory", ""),
    ("inventory", "Inventory of machines and products of essential services", "cyber", "region", 350, 110, 10, 4, "", ""),
    ("patching", "Known exploited vulnerabilities closed within two weeks", "cyber", "region", 250, 600, 10, 6, "inventory", ""),
    ("phishing-training", "Training against false messages for all public staff", "cyber", "region", 100, 350, 10, 3, "", ""),
    ("hospital-copies", "Copies off line and paper routine at the General Hospital", "cyber", "city", 1800, 200, 10, 8, "", ""),
    ("hospital-second-factor", "Second factor for all access to hospital systems", "cyber", "city", 500, 100, 10, 6, "", ""),
    ("port-standby", "Standby of the port community system at the colocation centre", "cyber", "port", 2600, 250, 10, 10, "", ""),
    ("city-copies", "Copies off line and tested restore for the municipal data centre", "cyber", "city", 900, 160, 10, 6, "", ""),
    ("two-suppliers", "Firewalls and file transfer from two suppliers instead of one", "cyber", "region", 1900, 380, 10, 14, "inventory", ""),
    ("mast-batteries", "Twelve-hour batteries at all masts", "territorial", "region", 900, 60, 10, 8, "", ""),
    ("exchange-diesel", "Generators for the local exchanges", "territorial", "region", 2400, 120, 20, 10, "", ""),
    ("spare-transformer", "Spare transformer and crew for the two grid supply points", "economic", "region", 6000, 150, 30, 18, "", ""),
    ("underground-lines", "Lay the lines to the coast under ground", "territorial", "region", 120000, 0, 40, 60, "", ""),
    ("quay-barriers", "Barriers that can be set up along the old quay", "territorial", "city", 2200, 70, 20, 9, "", "tide-gate-raise"),
    ("tide-gate-raise", "Raise the tide gate and the quay wall by a metre", "territorial", "region", 38000, 200, 40, 48, "", "quay-barriers"),
    ("upstream-storage", "Flood storage above Dravenford", "territorial", "vale", 22000, 250, 40, 40, "", ""),
    ("fire-breaks", "Fire breaks and grazing along Pellow Ridge", "territorial", "vale", 1200, 400, 15, 10, "", ""),
    ("slope-sensors", "Sensors and drains in the rail cutting", "territorial", "region", 1300, 60, 15, 10, "", ""),
    ("hospital-strengthening", "Strengthen the two oldest hospitals against earthquakes", "territorial", "region", 45000, 0, 40, 48, "", ""),
    ("harbour-tug", "Emergency tug on station in winter", "economic", "port", 3000, 1600, 20, 8, "", ""),
    ("fuel-reserve", "Ten more days of fuel at the depots", "economic", "region", 7000, 350, 25, 16, "", ""),
    ("payment-fallback", "Offline card acceptance and cash points that work without the centre", "economic", "region", 800, 90, 10, 8, "", ""),
    ("smart-lampposts", "Sensors on lamp posts along the promenade", "economic", "city", 6000, 500, 10, 12, "", ""),
    ("hall-sprinklers", "Sprinklers in the city hall and the archive", "political", "city", 1100, 25, 30, 12, "", ""),
    ("paper-registers", "Printed electoral registers two days before each poll", "political", "region", 60, 25, 10, 4, "", ""),
    ("second-112", "Second 112 control room in the vale, second line duct", "political", "region", 5500, 500, 20, 20, "", ""),
    ("council-counters", "Council counters that work on paper for a week", "political", "city", 450, 60, 10, 6, "", ""),
)
# fmt: on
JUDGED = "expert judgement"
# fmt: off
# measure, target, id, quantity, factor, add, scale, source
EFFECTS = (
    ("heat-plan", "scenario", "heatwave", "consequence", 0.75, 0, "deaths", "heat-health plans, published evaluations: 10 to 40 % fewer deaths"),
    ("heat-plan", "scenario", "heatwave", "consequence", 0.85, 0, "injuries", JUDGED),
    ("cool-rooms", "scenario", "heatwave", "consequence", 0.92, 0, "deaths", JUDGED),
    ("antivirals", "scenario", "pandemic", "consequence", 0.88, 0, "deaths", JUDGED),
    ("surge-beds", "scenario", "pandemic", "consequence", 0.94, 0, "deaths", JUDGED),
    ("surge-beds", "scenario", "earthquake", "consequence", 0.97, 0, "deaths", JUDGED),
    ("water-uv", "scenario", "waterborne", "frequency", 0.35, 0, "", "ultraviolet light against parasites: 99 % and more, less outages"),
    *((("sirens-shelter", "release", name, "shelter", 0.6, 0, "", "people reached outdoors go inside")) for name in
      ("cl2-tank-hole", "cl2-tank-10min", "cl2-arm-unisolated", "cl2-wagon-valve", "nh3-ship-arm")),
    ("terminal-curtain", "scenario", "chlorine-leak", "consequence", 0.65, 0, "", JUDGED),
    ("terminal-curtain", "scenario", "natech-chlorine", "consequence", 0.85, 0, "", JUDGED),
    ("terminal-curtain", "scenario", "terminal-intrusion", "consequence", 0.9, 0, "deaths", JUDGED),
    *((("terminal-move", "scenario", name, "consequence", 0.03, 0, "deaths", "fewer than 400 people within 3 km")) for name in
      ("chlorine-leak", "chlorine-burst", "natech-chlorine", "terminal-intrusion")),
    ("yard-limit", "scenario", "chlorine-wagon", "frequency", 0.4, 0, "", "in proportion to wagons present"),
    ("ammonia-breakaway", "release", "nh3-ship-arm", "duration", 0.2, 0, "", "closes within 20 s"),
    ("ammonia-breakaway", "scenario", "ammonia-ship", "frequency", 0.5, 0, "", JUDGED),
    ("terminal-zones", "scenario", "terminal-intrusion", "frequency", 0.35, 0, "", JUDGED),
    ("terminal-key", "scenario", "terminal-intrusion", "frequency", 0.4, 0, "", "the known case needed the key in PROGRAM"),
    ("terminal-trip", "release", "cl2-arm-unisolated", "duration", 0.1, 0, "", "closes in 120 s whatever the controllers say"),
    *((("watch-24h", "scenario", name, "frequency", 0.7, 0, "", JUDGED)) for name in
      ("terminal-intrusion", "hospital-extortion", "port-extortion", "city-extortion", "grid-intrusion")),
    ("inventory", "scenario", "vendor-update", "frequency", 0.95, 0, "", JUDGED),
    *((("patching", "scenario", name, "frequency", 0.8, 0, "", JUDGED)) for name in
      ("hospital-extortion", "port-extortion", "city-extortion", "grid-intrusion", "payment-outage")),
    *((("phishing-training", "scenario", name, "frequency", 0.93, 0, "", "effects on clicking fade within months")) for name in
      ("terminal-intrusion", "hospital-extortion", "port-extortion", "city-extortion")),
    ("hospital-copies", "site", "hospital-central", "repair", 0.35, 0, "", "restore in days instead of weeks"),
    ("hospital-copies", "scenario", "hospital-extortion", "consequence", 0.6, 0, "", JUDGED),
    ("hospital-second-factor", "scenario", "hospital-extortion", "frequency", 0.55, 0, "", JUDGED),
    ("port-standby", "site", "dc-port", "repair", 0.15, 0, "", "switch over within half a day"),
    ("city-copies", "site", "dc-municipal", "repair", 0.4, 0, "", "restore tested each quarter"),
    ("two-suppliers", "scenario", "vendor-update", "consequence", 0.6, 0, "", "one of two instead of all at once"),
    *((("mast-batteries", "dependency", f"{name}-power", "buffer", 1, 9, "", "three hours become twelve"))
      for name in sites.of_kind("mast")),
    *((("exchange-diesel", "dependency", f"{name}-power", "buffer", 1, 64, "", "eight hours become three days"))
      for name in sites.of_kind("local_exchange")),
    ("spare-transformer", "site", "gsp-north", "repair", 0.6, 0, "", JUDGED),
    ("spare-transformer", "site", "gsp-south", "repair", 0.6, 0, "", JUDGED),
    ("underground-lines", "scenario", "windstorm", "consequence", 0.75, 0, "economic_loss", JUDGED),
    ("quay-barriers", "scenario", "storm-surge", "consequence", 0.8, 0, "economic_loss", JUDGED),
    ("quay-barriers", "scenario", "storm-surge", "consequence", 0.7, 0, "people_affected", JUDGED),
    ("tide-gate-raise", "scenario", "storm-surge", "frequency", 0.35, 0, "", "a metre is two thirds of the surges"),
    ("upstream-storage", "scenario", "river-flood", "frequency", 0.45, 0, "", "storage for a flood of 1 in 50 years"),
    ("fire-breaks", "scenario", "wildfire", "consequence", 0.65, 0, "", JUDGED),
    ("slope-sensors", "scenario", "rail-landslide", "frequency", 0.5, 0, "", "drains halve the slips"),
    ("hospital-strengthening", "scenario", "earthquake", "consequence", 0.93, 0, "deaths", JUDGED),
    ("harbour-tug", "scenario", "channel-blocked", "frequency", 0.55, 0, "", "tugs prevent half of drift groundings"),
    ("fuel-reserve", "scenario", "fuel-shortage", "frequency", 0.35, 0, "", "most shortages end within three weeks"),
    ("fuel-reserve", "dependency", "fuel-city-fuel", "buffer", 1, 240, "", "ten days"),
    ("fuel-reserve", "dependency", "fuel-vale-fuel", "buffer", 1, 240, "", "ten days"),
    ("payment-fallback", "scenario", "payment-outage", "consequence", 0.5, 0, "", "half of the trade goes on"),
    ("smart-lampposts", "scenario", "centre-closed", "frequency", 0.999, 0, "", "no effect could be shown: planted"),
    ("hall-sprinklers", "scenario", "hall-fire", "consequence", 0.25, 0, "", "fires stay in the room in four of five cases"),
    ("paper-registers", "scenario", "election-systems", "consequence", 0.2, 0, "", "polling goes on with paper"),
    ("second-112", "scenario", "emergency-line", "frequency", 0.3, 0, "", "two rooms, two ducts"),
    ("council-counters", "scenario", "council-stoppage", "consequence", 0.6, 0, "", JUDGED),
    ("council-counters", "scenario", "city-extortion", "consequence", 0.95, 0, "people_affected", JUDGED),
)
# fmt: on


def measures() -> list[Row]:
    """Forty measures, by id."""
    names = ("id", "title", "field", "jurisdiction", "cost", "yearly_cost", "life", "lead", "requires", "excludes")
    rows = [dict(zip(names, row, strict=True)) for row in MEASURES]
    for row in rows:
        row |= {
            "cost": row["cost"] * 1000,
            "yearly_cost": row["yearly_cost"] * 1000,
            "source": "comparable public projects, rounded",
        }
    return sorted(rows, key=lambda row: str(row["id"]))


def effects() -> list[Row]:
    """What they change."""
    names = ("measure", "target", "id", "quantity", "factor", "add", "scale", "source")
    return [dict(zip(names, row, strict=True)) for row in EFFECTS]
