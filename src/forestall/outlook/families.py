"""Families of sites: a shape on the map for what a kind of site does. Kinds are free words of the place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds of site that share a shape."""

    key: str
    """Name of its shape in the templates."""
    title: str
    """What the legend says."""
    words: frozenset[str]
    """A kind belongs here when one of its words is among these."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FAMILIES = (
    Family(
        "hazard",
        "Hazardous substances",
        _words("chemical chemicals refinery hazmat lng lpg explosives depot tank nuclear chlorine ammonia"),
    ),
    Family("health", "Health", _words("hospital clinic health ambulance pharmacy laboratory care blood medical")),
    Family("rescue", "Fire and rescue, police", _words("fire police rescue coastguard shelter civil")),
    Family(
        "power",
        "Power, gas, heat",
        _words("power substation energy electricity grid gas heat wind solar generator transformer"),
    ),
    Family(
        "data",
        "Telecom and data",
        _words("telecom exchange data datacentre datacenter network mast internet cable it broadcast"),
    ),
    Family("water", "Water", _words("water sewage wastewater pumping reservoir dam desalination dike")),
    Family(
        "transport",
        "Transport, port",
        _words("rail railway station port terminal airport road bridge tunnel bus ferry harbour quay lock"),
    ),
    Family("school", "Schools", _words("school university kindergarten college nursery")),
    Family(
        "office",
        "Public offices",
        _words("town hall townhall court ministry government administration office election parliament"),
    ),
)
OTHER = Family("other", "Other sites", frozenset())


def family(kind: str) -> Family:
    """The family of a kind of site: the first that knows one of its words; `OTHER` when none does."""
    said = frozenset(kind.casefold().replace("-", "_").replace(" ", "_").split("_"))
    return next((each for each in FAMILIES if each.words & said), OTHER)
