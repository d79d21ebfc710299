"""Scenarios of the economic, political and cyber fields: supply, institutions, intrusions."""

from . import names, sites
from .parts import SPREAD, Part, counted, direct, judged, outage, scenario, seen, sigma, toxic

HALLS = ["hall-city", "hall-northbank", "hall-southbank", "hall-vale"]


def economic() -> list[Part]:
    """Supply and trade."""
    return [
        scenario(
            "channel-blocked",
            "A ship founders in the harbour channel",
            "TL0403",
            "economic",
            "port",
            judged(0.04, 0.015, 0.09, "groundings in comparable channels, assumption: 1 in 11 to 1 in 70 years"),
            [
                direct(economic_loss=(6e6, 8e7), environment=(2, 400), shares={"port": 0.5, "city": 0.3, "vale": 0.2}),
                outage(
                    ["container-north", "container-south", "bulk-quay", "ferry", "oil-terminal"],
                    (90, 330),
                    0.95,
                    0.0,
                    True,
                ),
            ],
            [
                seen("alert", names.STORM, 6, 18, source="a third of groundings happen in gales"),
                seen("alert", names.FOG, 4, 12, source="a fifth happen in fog"),
                seen("seasonal", "port_throughput", 2, 72, source="slow handling means ships waiting at anchor"),
            ],
            ["vts", "container-north", "container-south"],
            "One channel, 220 m wide, serves all quays.",
        ),
        scenario(
            "fuel-shortage",
            "Fuel does not arrive for two weeks",
            "TL0206",
            "economic",
            "region",
            counted(2, 40, "shortages with queues for a week or more, invented record 1991-2030"),
            [
                direct(people_affected=(150000, 450000), economic_loss=(8e6, 6e7), shares=SPREAD),
                outage(["fuel-city", "fuel-vale"], (90, 300), 0.6),
            ],
            [
                seen("threshold", "fuel_stock", 6, 168, source="stocks below 12 days stood before both"),
                seen("alert", names.STORM, 2, 48, source="tankers wait outside"),
            ],
            ["oil-terminal", "fuel-city", "fuel-vale"],
            "All fuel comes through one terminal.",
        ),
        scenario(
            "blackout",
            "The whole region loses its grid supply",
            "TL0209",
            "economic",
            "region",
            judged(0.04, 0.01, 0.1, "large blackouts in interconnected grids, assumption: 1 in 10 to 1 in 100 years"),
            [
                outage(["gsp-north", "gsp-south", "ccgt"], (9, 40), 1.0, 0.0, True),
                direct(deaths=(0.4, 4), economic_loss=(5e5, 4e6), shares=SPREAD),
            ],
            [
                seen("threshold", "reserve_margin", 5, 72, source="scarcity in one blackout of three"),
                seen("alert", names.STORM, 4, 24, source="storms in one of five"),
                sigma("service-from-share", 1.5, 168),
            ],
            ["gsp-north", "gsp-south", "ccgt", "grid-control"],
            "After three days the exchanges' diesel ends: the circle of power and telecom closes.",
        ),
        scenario(
            "payment-outage",
            "Card and account payments stop",
            "TL0207",
            "economic",
            "city",
            counted(3, 20, "stops of four hours or more, invented record 2011-2030"),
            [outage(["payment-centre"], (7, 36)), direct(economic_loss=(2e5, 3e6), shares=SPREAD)],
            [seen("vulnerability", names.CVE_COURIER, 3, 720, True, "software used in known extortion")],
            ["payment-centre"],
            "One processing centre; a third of the shops take no cash.",
        ),
        scenario(
            "employer-closes",
            "The fertiliser works close and their suppliers with them",
            "SO0401",
            "economic",
            "city",
            judged(0.03, 0.01, 0.07, "closures of a region's largest employer, assumption"),
            [
                direct(
                    people_affected=(2500, 9000),
                    economic_loss=(6e7, 5e8),
                    shares={"city": 0.6, "vale": 0.3, "port": 0.1},
                )
            ],
            [
                seen("seasonal", "port_throughput", 1.5, 720, source="falling trade is a weak sign"),
                seen("threshold", "bread_price", 1.3, 720, source="dear energy and grain come together"),
            ],
            ["ammonia-plant"],
            "1,900 jobs in the works, as many again with suppliers: one fifth of the port's tonnage.",
        ),
    ]


def political() -> list[Part]:
    """Continuity of public institutions and their services."""
    return [
        scenario(
            "hall-fire",
            "Fire in the city hall and the archive beside it",
            "TL0305",
            "political",
            "city",
            judged(0.01, 0.003, 0.025, "fires in listed public buildings without sprinklers, assumption"),
            [
                outage(["hall-city", "archive"], (200, 336), 0.8, 0.4),
                direct(economic_loss=(4e6, 2e7), people_affected=(20000, 90000)),
            ],
            [],
            ["hall-city", "archive"],
            "Built in 1911; wooden roof; deeds of three centuries in the archive.",
        ),
        scenario(
            "election-systems",
            "Electoral registers cannot be used on polling day",
            "TL0207",
            "political",
            "region",
            judged(0.03, 0.01, 0.08, "one or two polls a year, each failing once in 20 to 100"),
            [
                outage(["registry"], (30, 96)),
                direct(people_affected=(60000, 400000), economic_loss=(2e6, 1e7), shares=SPREAD),
            ],
            [
                seen("seasonal", "failed_logins", 2, 168, source="attempts rise before attacks, and often without"),
                seen("vulnerability", names.CVE_GATE, 2, 720, True, "a way into the municipal network"),
            ],
            ["registry", "dc-municipal"],
            "Registers are printed only from the municipal data centre.",
        ),
        scenario(
            "council-stoppage",
            "Council services stop for several days",
            "TL0207",
            "political",
            "city",
            counted(4, 20, "stops of two days or more, invented record 2011-2030"),
            [
                outage(HALLS, (48, 160), 0.8, 0.0, True),
                direct(people_affected=(20000, 150000), economic_loss=(5e5, 5e6)),
            ],
            [
                seen("threshold", "council_services", 6, 96, source="services fail one after another"),
                seen("seasonal", "complaints", 2, 168, source="complaints about service rise first"),
            ],
            [*HALLS, "dc-municipal"],
            "Four counters, one system behind them.",
        ),
        scenario(
            "centre-closed",
            "Unrest closes the centre for a day",
            "SO0103",
            "political",
            "city",
            counted(2, 20, "days on which the centre was closed, invented record 2011-2030"),
            [
                direct(injuries=(6, 60), people_affected=(15000, 60000), economic_loss=(1.5e6, 1.5e7)),
                outage(["market", "hall-city", "bridge-quay"], (10, 40), 0.5, 0.01),
            ],
            [
                seen("threshold", "bread_price", 2, 720, source="prices of basic food; published index"),
                seen("seasonal", "complaints", 1.5, 168, source="unsolved complaints; counts only"),
            ],
            ["hall-city", "market"],
            "Only published counts are used: no persons, no opinions.",
        ),
        scenario(
            "emergency-line",
            "The 112 centre cannot be reached",
            "TL0211",
            "political",
            "region",
            counted(1, 15, "outages above one hour, invented record 2016-2030"),
            [outage(["control-112"], (5, 30)), direct(deaths=(0.3, 3), people_affected=(600, 6000), shares=SPREAD)],
            [
                seen("alert", names.STORM, 3, 24, source="lines and masts fail in storms"),
                seen("seasonal", "emergency_calls", 1.5, 48, source="overload"),
            ],
            ["control-112", "core-west", "core-east"],
            "One centre for the region; both lines meet in one duct at Mill Lane.",
        ),
    ]


def cyber() -> list[Part]:
    """Intrusions, extortion, supply chains."""
    return [
        scenario(
            "terminal-intrusion",
            "An intruder disables the safety system of the chlorine terminal and a transfer arm fails",
            "TL0103",
            "cyber",
            "port",
            judged(
                2e-4, 2e-5, 8e-4, "few known attacks on safety controllers in some 10,000 plant-years; wide on purpose"
            ),
            [
                toxic("cl2-arm-unisolated"),
                direct(economic_loss=(3e7, 1.5e8)),
                outage(["chlorine-terminal"], (168, 336)),
            ],
            [
                sigma("office-starts-shell", 2, 168),
                sigma("download-cradle", 2, 168),
                sigma("lsass-read", 3, 168),
                sigma("service-from-share", 2, 168),
                sigma("logon-past-jump-host", 4, 168),
                sigma("office-to-control", 2, 168),
                sigma("log-cleared", 2, 168),
                sigma("safety-download", 8, 240),
                sigma("safety-forced", 6, 240),
                seen("alert", names.INTRUSION, 2.5, 240, source="the same tool at another terminal"),
                seen(
                    "vulnerability",
                    names.CVE_SAFETY,
                    1.5,
                    1440,
                    True,
                    "known to be used against this controller's software",
                ),
                seen("silence", "terminal-ics", 1.5, 72, source="a safety system that stops reporting"),
            ],
            ["chlorine-terminal"],
            "Release as when the shut-off fails; the arm fails through the intruder's commands or by chance.",
        ),
        scenario(
            "hospital-extortion",
            "Extortion software stops the General Hospital's systems",
            "TL0101",
            "cyber",
            "city",
            judged(0.06, 0.03, 0.11, "reported cases per hospital and year in Europe, order of magnitude"),
            [
                outage(["hospital-central"], (60, 330)),
                direct(deaths=(0.8, 6), economic_loss=(3e6, 2.5e7), people_affected=(8000, 60000)),
            ],
            [
                sigma("office-starts-shell", 4, 96),
                sigma("lsass-read", 6, 96),
                seen("vulnerability", names.CVE_WARD, 3, 720, True),
                seen("seasonal", "phishing_reports", 1.5, 96),
            ],
            ["hospital-central"],
            "Wards fall back to paper; ambulances go elsewhere.",
        ),
        scenario(
            "port-extortion",
            "Extortion software stops the port community system",
            "TL0101",
            "cyber",
            "port",
            judged(0.05, 0.02, 0.1, "known cases at ports, assumption: 1 in 10 to 1 in 50 years"),
            [
                outage(["dc-port"], (72, 330)),
                direct(economic_loss=(2e6, 2e7), shares={"port": 0.6, "city": 0.2, "vale": 0.2}),
            ],
            [
                sigma("office-starts-shell", 4, 96),
                sigma("lsass-read", 6, 96),
                seen("vulnerability", names.CVE_COURIER, 3, 720, True),
                seen("alert", names.INTRUSION, 1.5, 168),
            ],
            ["dc-port"],
            "Both container terminals and customs depend on it within two hours.",
        ),
        scenario(
            "city-extortion",
            "The municipal data centre is encrypted and registers are stolen",
            "TL0102",
            "cyber",
            "city",
            judged(0.05, 0.02, 0.1, "reported cases per large municipality and year, order of magnitude"),
            [outage(["dc-municipal"], (60, 330)), direct(people_affected=(60000, 420000), economic_loss=(4e6, 3e7))],
            [
                sigma("office-starts-shell", 4, 96),
                sigma("lsass-read", 6, 96),
                sigma("download-cradle", 3, 96),
                seen("seasonal", "failed_logins", 2, 96),
                seen("vulnerability", names.CVE_GATE, 3, 720, True),
            ],
            ["dc-municipal", *HALLS],
            "Registry, traffic control and all counters lose their data; 112 works on paper for a week.",
        ),
        scenario(
            "vendor-update",
            "A supplier's update takes down two data centres at once",
            "TL0105",
            "cyber",
            "region",
            judged(
                0.03,
                0.01,
                0.08,
                "two well-known cases in ten years over all suppliers, assumption for a place of this size",
            ),
            [
                outage(["dc-municipal", "dc-colo", "dc-port", "payment-centre"], (20, 96), 0.5),
                direct(economic_loss=(1e6, 1.2e7), shares=SPREAD),
            ],
            [
                seen("vulnerability", names.CVE_COURIER, 2, 720, True),
                seen("vulnerability", names.CVE_GATE, 1.5, 720, True),
            ],
            sites.of_kind("data_centre", "payment_centre"),
            "The same file transfer and firewall products stand in three of the four.",
        ),
        scenario(
            "grid-intrusion",
            "An intruder opens breakers from the grid control room",
            "TL0103",
            "cyber",
            "region",
            judged(0.006, 0.001, 0.02, "two known cases in some 300 control-room-years a year, assumption"),
            [
                outage(["prim-north", "prim-centre", "prim-port", "prim-vale"], (6, 30), 0.7),
                outage(["grid-control"], (48, 240), 0.7),
            ],
            [
                seen("vulnerability", names.CVE_GRID, 3, 1440, True),
                sigma("service-from-share", 3, 168),
                seen("alert", names.INTRUSION, 1.5, 168),
            ],
            ["grid-control"],
            "Substations can be closed by hand within hours while crews last.",
        ),
    ]
