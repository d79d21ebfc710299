"""What a message says to people: a line and a text, in the language of the audience; sentences are in `templates/`."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from forestall.guard.label import strictest
from forestall.model.alert import Alert, Wording
from forestall.model.label import Label
from forestall.warn.channel import Item, Message
from forestall.warn.delivering import label_of
from forestall.warn.language import FALLBACK, Language, plain, primary

_FOLDER = files("forestall.warn") / "templates"
_LONGEST_LINE = 200
_ISOLATES = "\u2068\u2069"
_RULE = "-" * 60
_NOT_REAL = ("Exercise", "Test", "System")


@dataclass(frozen=True, slots=True)
class Notice:
    """A message as people read it."""

    line: str
    """One line, without anything that a header could not hold."""
    text: str
    """The text; paragraphs with an empty line between."""
    language: str
    """The language of its sentences, as a tag."""


def notice(message: Message, missing: int = 0) -> Notice:
    """A message in words.

    Args:
        message: what is said
        missing: how many CAP messages could not be attached
    """
    say = language(message.language)
    lines = [_line(item, message, say) for item in message.items]
    single = len(lines) == 1
    head = lines[0] if single else say.say("digest", count=len(lines), audience=message.audience)
    parts = [_text(item, message, say) for item in message.items]
    if not single:
        parts = ["\n".join(f"* {line}" for line in lines), *(f"{_RULE}\n{part}" for part in parts)]
    if missing:
        parts.append(say.say("more", count=missing))
    parts.append(say.say("footer", place=message.place, audience=message.audience))
    return Notice(
        _cut(plain(head, _ISOLATES)) + _marking(*(item.alert for item in message.items)),
        "\n\n".join(parts) + "\n",
        say.tag,
    )


def wording(alert: Alert, tag: str) -> Wording:
    """What an alert says in a language; in its own where it is not said in that one."""
    for said in alert.translations:
        if primary(said.language) == primary(tag) != primary(alert.language):
            return said
    return Wording(alert.language, alert.event, alert.headline, alert.description, alert.instruction, alert.audience)


@cache
def language(tag: str) -> Language:
    """The sentences of a language; English where there are none."""
    file = _FOLDER / f"{primary(tag)}.toml"
    name = primary(tag) if file.is_file() else FALLBACK
    return Language(name, tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def _line(item: Item, message: Message, say: Language) -> str:
    headline = wording(item.alert, message.language).headline
    severity = say.say(f"severities.{item.alert.severity}")
    line = say.say(_kind(item), headline=headline, severity=severity)
    return f"{say.say(f'statuses.{item.alert.status}')}: {line}" if item.alert.status in _NOT_REAL else line


def _kind(item: Item) -> str:
    if item.over:
        return "over"
    if item.alert.msg_type == "Cancel":
        return "cancel"
    if item.escalated:
        return "escalation"
    return "update" if item.alert.msg_type == "Update" and item.known else "alert"


def _text(item: Item, message: Message, say: Language) -> str:
    alert, said = item.alert, wording(item.alert, message.language)
    notes = [say.say(key) for key, wanted in _notes(item) if wanted]
    where = "; ".join(plain(area.description) for area in alert.areas)
    facts = [
        f"{say.say('where')}: {where}" if where else "",
        say.say("since", when=_when(alert.effective, message)),
        say.say("until", when=_when(alert.expires, message)) if alert.expires and alert.msg_type != "Cancel" else "",
        say.say("sent", when=_when(alert.sent, message)),
        say.say("reference", identifier=alert.identifier),
    ]
    instruction = f"{say.say('what_to_do')}: {plain(said.instruction)}" if said.instruction else ""
    head = _line(item, message, say) + _marking(alert)
    blocks = (head, " ".join(notes), plain(said.description), instruction, "\n".join(fact for fact in facts if fact))
    return "\n\n".join(block for block in blocks if block)


def _notes(item: Item) -> tuple[tuple[str, bool], ...]:
    return (
        ("escalated", item.escalated),
        ("over_text", item.over),
        ("missed", bool(item.missed) and not item.over),
    )


def _when(moment: datetime, message: Message) -> str:
    local = moment.astimezone(ZoneInfo(message.zone))
    return f"{local:%Y-%m-%d %H:%M} ({message.zone}, UTC{local:%z})"


def _marking(*alerts: Alert) -> str:
    """The strictest label, as TLP 2.0 (FIRST, 2022) wants it in the subject line of a message; nothing for CLEAR."""
    label = strictest(label_of(each) for each in alerts)
    return "" if label is Label.CLEAR else f" (TLP:{label})"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"
