"""Urgency, severity, certainty and category: how levels, probabilities and losses become the words of CAP 1.2.

| finding's level | urgency | severity |
| --- | --- | --- |
| critical | Immediate | Severe |
| high | Expected | Moderate |
| medium, low, informational | Future | Minor |

A finding is a sign of harm and not yet harm, so its severity stays below Extreme. Its certainty is Observed for
thresholds and silence, Likely for Sigma rules and the seasonal detector (a rule can be wrong), Possible for
vulnerabilities (exploited elsewhere, not seen here).

| probability within the horizon | certainty | urgency |
| --- | --- | --- |
| above 0.5 | Likely | Immediate |
| 0.01 to 0.5 | Possible | Expected |
| below 0.01 | Unlikely | Future |

| mean loss of one event, any of | deaths | injuries | share of all people affected | share of all sites' value |
| --- | --- | --- | --- | --- |
| Extreme | 10 | 100 | all | 10 % |
| Severe | 1 | 10 | 10 % | 1 % |
| Moderate | 0.1 | 1 | 1 % | 0.1 % |
| Minor | less | less | less | less |

Source:
    CAP 1.2 (OASIS, 2010), 3.2.2 gives the words and, for certainty, 50 % and "not expected to occur". The loss limits
    are our own, set so that Extreme, "extraordinary threat to life or property", is a disaster for the place.
"""

from forestall.model.place import Place
from forestall.model.risk import Risk
from forestall.model.words import Field, FindingKind, Level, Scale

BY_LEVEL: dict[Level, tuple[str, str]] = {
    Level.CRITICAL: ("Immediate", "Severe"),
    Level.HIGH: ("Expected", "Moderate"),
    Level.MEDIUM: ("Future", "Minor"),
    Level.LOW: ("Future", "Minor"),
    Level.INFORMATIONAL: ("Future", "Minor"),
}

BY_KIND: dict[FindingKind, str] = {
    FindingKind.SIGMA: "Likely",
    FindingKind.THRESHOLD: "Observed",
    FindingKind.SEASONAL: "Likely",
    FindingKind.VULNERABILITY: "Possible",
    FindingKind.SILENCE: "Observed",
    FindingKind.ALERT: "Observed",
}

# Certainty and urgency of each band of `bands.PROBABILITY_EDGES`.
BY_PROBABILITY: tuple[tuple[str, str], ...] = (
    *(("Unlikely", "Future"),) * 3,
    *(("Possible", "Expected"),) * 4,
    *(("Likely", "Immediate"),) * 2,
)

SEVERITIES: tuple[tuple[str, float], ...] = (("Extreme", 1.0), ("Severe", 0.1), ("Moderate", 0.01))

# Types of the UNDRR-ISC Hazard Information Profiles (2025), by the first two letters of the code.
BY_HAZARD: dict[str, str] = {
    "MH": "Met",
    "GH": "Geo",
    "ET": "Geo",
    "EN": "Env",
    "CH": "CBRNE",
    "BI": "Health",
    "TL": "Infra",
    "SO": "Safety",
}

BY_FIELD: dict[Field, str] = {
    Field.POLITICAL: "Security",
    Field.ECONOMIC: "Other",
    Field.TERRITORIAL: "Geo",
    Field.SOCIAL: "Safety",
    Field.CYBER: "Security",
}


def severity(risk: Risk, place: Place) -> str:
    """Severity of a risk by the mean loss of one event; the table is above."""
    people = sum(max(cell.day, cell.night) for cell in place.population)
    value = sum(site.value for site in place.sites)
    extreme = {Scale.DEATHS: 10.0, Scale.INJURIES: 100.0, Scale.PEOPLE: people, Scale.ECONOMIC: 0.1 * value}
    worst = max(
        (risk.loss[scale].mean / limit for scale, limit in extreme.items() if scale in risk.loss and limit > 0),
        default=0.0,
    )
    return next((word for word, share in SEVERITIES if worst >= share), "Minor")


def category(risk: Risk, *, toxic: bool) -> str:
    """Category of a risk: CBRNE for a toxic release, Security for cyber, else by the hazard's type."""
    if toxic:
        return "CBRNE"
    if risk.field is Field.CYBER:
        return "Security"
    return BY_HAZARD.get(risk.hazard[:2], BY_FIELD[risk.field])
