"""Scenarios of the territorial and social fields: storms, water, fire, ground; releases and health."""

from . import names, sites
from .parts import SPREAD, Part, counted, direct, judged, outage, scenario, seen, toxic

COAST_MASTS = ["mast-quay", "mast-port", "mast-headland", "mast-north", "mast-south", "mast-eskermoor"]
QUAYS = ["container-north", "container-south", "bulk-quay", "ferry", "fish-quay"]
BOOK = "TNO CPR 18E (1999), chapter 3, times the number of vessels or hours; factor 5 either way"


def territorial() -> list[Part]:
    """Natural hazards and what they set off."""
    return [
        scenario(
            "windstorm",
            "An Atlantic winter storm brings down lines and masts",
            "MH0307",
            "territorial",
            "region",
            counted(9, 20, "storms with gusts above 33 m/s at the headland, invented record 2011-2030"),
            [
                direct(
                    deaths=(0.3, 3),
                    injuries=(8, 60),
                    people_affected=(2000, 20000),
                    economic_loss=(5e6, 6e7),
                    environment=(5, 60),
                    shares=SPREAD,
                ),
                outage(COAST_MASTS, (10, 72), 0.15, 0.05),
                outage(
                    ["sub-hathersand", "sub-eskermoor", "sub-vantholme", "sub-corrowmere", "sub-dock-north"],
                    (8, 60),
                    0.2,
                    0.03,
                ),
                outage(["gsp-north", "wind-headland"], (14, 90), 0.04, 0.02),
            ],
            [seen("alert", names.STORM, 40, 24, source="6 warned days a year; 9 storms in 10 are warned of")],
            [*COAST_MASTS, "gsp-north"],
            "Loss per storm as in comparable coastal regions: 5 to 60 million with a heavy tail.",
        ),
        scenario(
            "storm-surge",
            "A storm tide overtops the quays and the old town",
            "MH0703",
            "territorial",
            "port",
            judged(
                0.06, 0.02, 0.13, "joint return period of surge and spring tide, assumption: 1 in 8 to 1 in 50 years"
            ),
            [
                direct(
                    deaths=(0.3, 4),
                    people_affected=(1500, 15000),
                    economic_loss=(1.2e7, 1.5e8),
                    environment=(20, 200),
                    shares={"port": 0.6, "city": 0.4},
                ),
                outage(QUAYS, (72, 300), 0.35, 0.12),
                outage(["sub-quay", "sub-dock-north", "sub-dock-south", "dc-port"], (48, 240), 0.25, 0.15),
            ],
            [
                seen("alert", names.STORM, 15, 24, source="surges come with storms; one storm in eight brings one"),
                seen("alert", names.SURGE, 30, 24, source="as the storm warning, and about the tide itself"),
            ],
            [*QUAYS, "tide-gate"],
            "The tide gate holds 3.4 m; the quays stand at 3.1 m above mean sea level.",
        ),
        scenario(
            "river-flood",
            "The Tarn floods the Weir and the lower vale",
            "MH0604",
            "territorial",
            "vale",
            counted(4, 45, "floods above 5.5 m at Weir bridge, invented record 1986-2030"),
            [
                direct(
                    deaths=(0.2, 2),
                    people_affected=(1200, 9000),
                    economic_loss=(9e6, 9e7),
                    environment=(10, 120),
                    shares={"vale": 0.6, "city": 0.4},
                ),
                outage(["bridge-weir", "rail-bridge"], (48, 300), 0.3, 0.05),
                outage(["water-river", "sewage-vale", "sub-dravenford"], (36, 200), 0.25, 0.06),
            ],
            [
                seen("threshold", "river_level", 12, 48, source="level above 4.5 m precedes 8 floods in 10"),
                seen("alert", names.STORM, 4, 36, source="rain comes with the storm"),
            ],
            ["bridge-weir", "water-river", "sub-dravenford"],
            "Damage from flooded area times a depth-damage mean of 90,000 a dwelling.",
        ),
        scenario(
            "wildfire",
            "A wildfire on Pellow Ridge reaches the edge of town",
            "EN0205",
            "territorial",
            "vale",
            counted(6, 25, "fires above 300 ha within 5 km of Pellowick, invented record 2006-2030"),
            [
                direct(
                    deaths=(0.1, 2),
                    injuries=(4, 40),
                    people_affected=(300, 4000),
                    economic_loss=(1.5e6, 2e7),
                    environment=(250, 3000),
                    shares={"vale": 0.8, "region": 0.2},
                ),
                outage(["mast-ridge", "radio-ridge", "gsp-north"], (18, 120), 0.2, 0.05),
            ],
            [
                seen(
                    "threshold",
                    "fire_weather",
                    15,
                    72,
                    source="FWI above 38 on 4 % of days, on 6 in 10 such fires' days",
                )
            ],
            ["mast-ridge", "gsp-north"],
            "Two dry months a year; the ridge carries the main power and radio of the vale.",
        ),
        scenario(
            "earthquake",
            "An earthquake off the coast shakes the whole region",
            "GH0101",
            "territorial",
            "region",
            judged(0.002, 0.0005, 0.006, "return period 500 years for intensity VIII, assumption for a moderate coast"),
            [
                direct(
                    deaths=(60, 900),
                    injuries=(900, 9000),
                    people_affected=(40000, 200000),
                    economic_loss=(6e8, 5e9),
                    shares=SPREAD,
                ),
                outage(
                    ["bridge-quay", "bridge-weir", "bridge-vale", "rail-bridge", "tunnel-north"], (200, 1000), 0.3, 0.2
                ),
                outage(
                    ["gsp-north", "gsp-south", "ccgt", "prim-centre", "water-river", "water-dam"], (60, 336), 0.3, 0.1
                ),
                outage(["hospital-central", "hospital-north", "hospital-south", "control-112"], (48, 336), 0.2, 0.15),
            ],
            [],
            [],
            "No announcement is assumed. One in a hundred buildings of the old town has been strengthened.",
        ),
        scenario(
            "rail-landslide",
            "A slip blocks the rail cutting east of the Tarn",
            "GH0300",
            "territorial",
            "region",
            counted(2, 40, "slips that closed the line, invented record 1991-2030"),
            [
                direct(economic_loss=(2e6, 1.5e7)),
                outage(["rail-bridge"], (120, 330), 0.8, 0.03),
            ],
            [
                seen("threshold", "river_level", 4, 96, source="wet ground raises both"),
                seen("alert", names.STORM, 3, 48, source="rain comes with the storm"),
            ],
            ["rail-bridge"],
            "The only freight line; the road takes two days to organise.",
        ),
        scenario(
            "natech-chlorine",
            "A storm breaks a line at the chlorine terminal",
            "TL0309",
            "territorial",
            "port",
            judged(4e-6, 5e-7, 1.5e-5, "0.45 storms a year; one in 100,000 breaks a line, assumption"),
            [toxic("cl2-tank-hole"), direct(economic_loss=(4e6, 2e7))],
            [seen("alert", names.STORM, 25, 24, source="needs a storm")],
            ["chlorine-terminal"],
            "Wind and surge together; the bund drains into the dock.",
        ),
    ]


def social() -> list[Part]:
    """Public safety and health."""
    return [
        scenario(
            "chlorine-leak",
            "A chlorine vessel at the terminal leaks through 10 mm",
            "CH0303",
            "social",
            "port",
            judged(3e-5, 6e-6, 9e-5, BOOK),
            [toxic("cl2-tank-hole"), direct(economic_loss=(3e6, 1.5e7))],
            [seen("threshold", "odour_reports", 5, 120, True, "smell is reported before leaks grow")],
            ["chlorine-terminal"],
            "Three vessels of 40 t at ambient temperature.",
        ),
        scenario(
            "chlorine-burst",
            "A chlorine vessel at the terminal empties in ten minutes",
            "CH0303",
            "social",
            "port",
            judged(1.5e-6, 3e-7, 4.5e-6, BOOK),
            [toxic("cl2-tank-10min"), direct(economic_loss=(4e7, 2e8))],
            [seen("threshold", "odour_reports", 2, 120, True, "weak sign: bursts seldom announce themselves")],
            ["chlorine-terminal"],
            "Three vessels of 40 t; 67 kg/s for ten minutes.",
        ),
        scenario(
            "chlorine-wagon",
            "A chlorine wagon is struck in Dockgate freight yard",
            "CH0303",
            "social",
            "city",
            judged(4e-6, 8e-7, 1.2e-5, BOOK),
            [toxic("cl2-wagon-valve"), direct(economic_loss=(2e7, 1.2e8))],
            [],
            ["rail-yard"],
            "Eight wagons stand in the yard on average, 1.3 km from the old town.",
        ),
        scenario(
            "ammonia-ship",
            "The ammonia arm breaks while a ship unloads",
            "CH0301",
            "social",
            "port",
            judged(1.2e-5, 3e-6, 3.6e-5, BOOK),
            [toxic("nh3-ship-arm"), direct(economic_loss=(5e6, 3e7))],
            [seen("alert", names.STORM, 3, 12, source="ships move at the quay; unloading should have stopped")],
            ["ammonia-plant"],
            "400 hours of transfer a year.",
        ),
        scenario(
            "heatwave",
            "A heatwave of five days or more",
            "MH0501",
            "social",
            "region",
            counted(11, 20, "heatwaves of 5 days above the 95th percentile, invented record 2011-2030"),
            [
                direct(
                    deaths=(8, 50),
                    injuries=(60, 300),
                    people_affected=(8000, 40000),
                    economic_loss=(1e6, 8e6),
                    shares=SPREAD,
                )
            ],
            [
                seen("seasonal", "emergency_calls", 4, 72, source="calls rise with the second hot day"),
                seen("threshold", "fire_weather", 3, 72, source="hot and dry come together"),
            ],
            sites.of_kind("care_home"),
            "Excess deaths per heatwave as in European studies: 1 to 8 in 100,000.",
        ),
        scenario(
            "pandemic",
            "An influenza pandemic",
            "BI0244",
            "social",
            "region",
            judged(0.03, 0.015, 0.06, "four pandemics in a bit over a century, and one in 2020"),
            [direct(deaths=(180, 1500), people_affected=(120000, 240000), economic_loss=(2e8, 1.2e9), shares=SPREAD)],
            [seen("seasonal", "hospital_admissions", 2, 336, source="an unusual season is usually just that")],
            sites.of_kind("hospital"),
            "0.03 to 0.25 % of the people die; a fifth to two fifths fall ill.",
        ),
        scenario(
            "waterborne",
            "Parasites pass the filters of Tarn water works",
            "BI0110",
            "social",
            "vale",
            judged(0.03, 0.01, 0.07, "outbreaks from surface water works, assumption: 1 in 15 to 1 in 100 years"),
            [
                direct(
                    deaths=(0.5, 6),
                    injuries=(60, 600),
                    people_affected=(4000, 40000),
                    economic_loss=(2e6, 2e7),
                    shares={"city": 0.7, "vale": 0.3},
                ),
                outage(["water-river"], (48, 200), 0.7),
            ],
            [seen("threshold", "turbidity", 8, 72, True, "turbidity above 1 NTU precedes most recorded outbreaks")],
            ["water-river"],
            "Filters are old; the dam works have ultraviolet light, the river works do not.",
        ),
    ]
