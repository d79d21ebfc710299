"""The label of a message of ours: the strictest of the sources of what it rests on (TLP 2.0; `guard/label.py`)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forestall.guard.label import strictest
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.partner import Source
from forestall.warn.topic import RiskTopic, Topic

PUBLIC = "Public"
INNER = Label.AMBER
"""A message that is not public names our sites and risks: it says more than its sources did."""


def labelled(message: Alert, topic: Topic | None, findings: Sequence[Finding], sources: Sequence[Source]) -> Alert:
    """A message with its label; what it repeats of an earlier one keeps that one's label, if it is stricter.

    Args:
        message: the message, with the label of the one that it follows where it repeats it
        topic: what it is about now; None: nothing speaks for it any more
        findings: what was concluded in this pass
        sources: the place's sources
    """
    before = () if message.label is None else (message.label,)
    if topic is None or message.scope == PUBLIC:
        return replace(message, label=strictest(before)) if before or message.scope == PUBLIC else message
    rests = _findings(topic, findings)
    return replace(message, label=strictest((INNER, *before, *_labels(rests, sources))))


def _findings(topic: Topic, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of a topic; of a risk those that move it."""
    if not isinstance(topic, RiskTopic):
        return topic.findings
    moving = {driver.what for driver in topic.risk.drivers if driver.kind == "finding"}
    return tuple(each for each in findings if each.title in moving)


def _labels(findings: Iterable[Finding], sources: Iterable[Source]) -> list[Label]:
    known = {each.id: Label(each.label.removeprefix("TLP:")) for each in sources}
    return [known.get(each.source, Label.RED) for each in findings]
