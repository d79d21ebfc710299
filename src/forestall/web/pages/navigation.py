"""The pages there are, in the order in which the navigation names them."""

from dataclasses import dataclass

from forestall.core.text import N_
from forestall.model.account import Action


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation."""

    key: str
    """Its name, also of its help."""
    path: str
    """Its address."""
    title: str
    """Its name, in English."""
    action: Action
    """What one has to be allowed to see it named."""


NAVIGATION = (
    Entry("outlook", "/", N_("Outlook"), Action.COUNT),
    Entry("map", "/map", N_("Map"), Action.COUNT),
    Entry("queue", "/queue", N_("Queue"), Action.READ_FINDINGS),
    Entry("alerts", "/alerts", N_("Warnings"), Action.READ_ALERTS),
    Entry("sites", "/sites", N_("Sites"), Action.COUNT),
    Entry("network", "/network", N_("Network"), Action.COUNT),
    Entry("register", "/register", N_("Register"), Action.COUNT),
    Entry("plan", "/plan", N_("Plan"), Action.COUNT),
    Entry("obligations", "/obligations", N_("Obligations"), Action.READ_OBLIGATIONS),
    Entry("cases", "/cases", N_("Cases"), Action.READ_CASES),
    Entry("sources", "/sources", N_("Sources"), Action.READ_SOURCES),
    Entry("partners", "/partners", N_("Partners"), Action.READ_PARTNERS),
    Entry("ledger", "/ledger", N_("Ledger"), Action.READ_LEDGER),
    Entry("admin", "/admin", N_("Admin"), Action.READ_GRANTS),
    Entry("briefing", "/briefing", N_("Briefing"), Action.COUNT),
)
