"""What a Sigma rule finds, written straight from the specification: slow, obvious, and without any of our own code.

An event is a dictionary of texts; None is a field that is not there. A rule is the YAML document as parsed.
"""

import ipaddress
import itertools
import re
from base64 import b64encode
from datetime import date

DASHES = "-/–—―"
ENCODINGS = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16-le"}


def matches(rule, event, placeholders=None, filters=()):
    """Whether the rule finds the event, with the filters that concern it."""
    found = section(rule["detection"], event, placeholders or {})
    return found and all(section(one["filter"], event, placeholders or {}) for one in filters if concerns(one, rule))


def concerns(document, rule):
    names = document["filter"]["rules"]
    named = names in ("any", []) or bool(
        {rule.get("id"), rule.get("name")}.intersection([names] if isinstance(names, str) else names)
    )
    source = document["logsource"]
    return named and all(
        source[key] == rule["logsource"].get(key) for key in ("category", "product", "service") if key in source
    )


def section(detection, event, placeholders):
    names = [name for name in detection if name not in ("condition", "rules")]
    held = {name: selection(detection[name], event, placeholders) for name in names}
    conditions = detection["condition"]
    return any(condition(text, held) for text in (conditions if isinstance(conditions, list) else [conditions]))


def condition(text, held):
    """The condition as a Python expression over the selections."""

    def several(found):
        pattern = ".*" if found[2] == "them" else found[2].replace("*", ".*")
        names = [name for name in held if re.fullmatch(pattern, name) and (found[2][0] == "_" or name[0] != "_")]
        return f"{'all' if found[1] == 'all' else 'any'}([{','.join(f'held[{name!r}]' for name in names)}])"

    pieces = re.split(r"((?:1|any|all) of [\w*-]+)", " ".join(text.split()))
    for place, piece in enumerate(pieces):
        if re.match(r"(1|any|all) of ", piece):
            pieces[place] = re.sub(r"(1|any|all) of ([\w*-]+)", several, piece)
        else:
            pieces[place] = re.sub(
                r"[\w-]+",
                lambda word: word[0].lower() if word[0].lower() in ("and", "or", "not") else f"held[{word[0]!r}]",
                piece,
            )
    return bool(eval("".join(pieces), {"__builtins__": {}}, {"held": held, "any": any, "all": all}))


def selection(found, event, placeholders):
    if isinstance(found, dict):
        return all(item(key, value, event, placeholders) for key, value in found.items())
    parts = found if isinstance(found, list) else [found]
    return any(
        selection(part, event, placeholders) if isinstance(part, dict) else item("", part, event, placeholders)
        for part in parts
    )


def item(key, value, event, placeholders):
    field, *modifiers = key.split("|")
    values = value if isinstance(value, list) else [value]
    found = [one_value(field, modifiers, one, event, placeholders) for one in values]
    held = all(found) if "all" in modifiers else any(found)
    return held != ("neq" in modifiers)


def one_value(field, modifiers, value, event, placeholders):
    if "expand" in modifiers and isinstance(value, str):
        return any(
            plain_value(field, modifiers, text, event) for text in expanded(value, placeholders, "re" in modifiers)
        )
    return plain_value(field, modifiers, value, event)


def plain_value(field, modifiers, value, event):
    if not field:
        keyword = (
            modifiers
            if "re" in modifiers or {"contains", "startswith", "endswith"}.intersection(modifiers)
            else [*modifiers, "contains"]
        )
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return any(test(text, keyword, value, event) for text in event.values() if text is not None)
    if "exists" in modifiers:
        return (event.get(field) is not None) == value
    if value is None:
        return event.get(field) is None
    return event.get(field) is not None and test(event[field], modifiers, value, event)


def test(text, modifiers, value, event):
    """Whether a text that is there is what one value asks for."""
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, int | float):
        return compared(text, modifiers, value)
    if "re" in modifiers:
        return expression(text, modifiers, value)
    if "cidr" in modifiers:
        return inside(text, value)
    if "fieldref" in modifiers:
        other = event.get(value)
        return other is not None and literal(text, other, modifiers)
    return any(fits(text, pattern, modifiers) for pattern in patterns(value, modifiers))


def compared(text, modifiers, value):
    unit = next((one for one in ("minute", "hour", "day", "week", "month", "year") if one in modifiers), None)
    number = part_of_date(text, unit) if unit else as_number(text)
    if unit is None and not {"lt", "lte", "gt", "gte"}.intersection(modifiers) and abs(value) >= 2**53:
        return test(text, modifiers, str(value), {})  # no floating point holds it exactly
    plain = not set(modifiers) - {"all", "neq", "lt", "lte", "gt", "gte", unit}
    if not plain:
        return test(text, modifiers, str(value), {})
    if number is None:
        return False
    signs = {"lt": number < value, "lte": number <= value, "gt": number > value, "gte": number >= value}
    return next((held for name, held in signs.items() if name in modifiers), number == value)


def as_number(text):
    found = re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text, re.ASCII)
    return float(text) if found else None


def part_of_date(text, unit):
    found = re.fullmatch(r"\s*(\d\d\d\d)-(\d\d)-(\d\d)([T ].*)?", text.rstrip(), re.ASCII | re.IGNORECASE)
    try:
        day = date(*map(int, found.groups()[:3]))
    except (AttributeError, ValueError):
        return None
    clock = re.sub(r"\s*(Z|UTC|[+-]\d\d:?\d\d)$", "", found[4] or "", flags=re.IGNORECASE)
    if clock and not re.fullmatch(r"[T ]([01]\d|2[0-3]):[0-5]\d(:\d\d([.,]\d+)?)?", clock, re.ASCII | re.IGNORECASE):
        return None
    times = {"hour": int(clock[1:3]), "minute": int(clock[4:6])} if clock else {"hour": None, "minute": None}
    return {**times, "day": day.day, "month": day.month, "year": day.year, "week": day.isocalendar()[1]}[unit]


def expression(text, modifiers, value):
    flags = 0
    for name, flag in {"i": re.I, "m": re.M, "s": re.S, "ignorecase": re.I, "multiline": re.M, "dotall": re.S}.items():
        flags |= flag if name in modifiers else 0
    found = re.compile(value.replace(r"\w", "[A-Za-z0-9_]").replace(r"\d", "[0-9]"), flags)
    ends = {"contains", "startswith", "endswith"}.intersection(modifiers)
    if ends == {"startswith"}:
        return found.match(text) is not None
    if ends == {"endswith"}:
        stops = (
            {len(text)}
            if "m" in modifiers or "multiline" in modifiers
            else {len(text), len(text) - text.endswith("\n")}
        )
        return any(
            found.fullmatch(text, start, stop) for start in range(len(text) + 1) for stop in stops if start <= stop
        )
    return found.search(text) is not None


def inside(text, network):
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address) in ipaddress.ip_network(network)


def literal(text, other, modifiers):
    if "cased" not in modifiers:
        text, other = folded(text), folded(other)
    ends = {"contains", "startswith", "endswith"}.intersection(modifiers)
    if ends == {"startswith"}:
        return text.startswith(other)
    if ends == {"endswith"}:
        return text.endswith(other)
    return other in text if ends else text == other


def folded(text):
    """Unicode simple case folding, letter by letter."""
    return "".join(sign.casefold() if len(sign.casefold()) == 1 else sign.lower() for sign in text)


def patterns(value, modifiers):
    """Each text that a value stands for, as a list of characters, wildcards as one-element lists."""
    found = [tokens(value)]
    encoding = None
    for modifier in modifiers:
        if modifier in ENCODINGS:
            encoding = modifier
        elif modifier in ("base64", "base64offset"):
            data = [encoded("".join(one), encoding) for one in found]
            found = [
                list(text)
                for one in data
                for text in (offsets(one) if modifier == "base64offset" else [b64encode(one).decode()])
            ]
            encoding = None
        elif modifier == "windash":
            found = [dashes(one) for one in found]
        elif modifier in ("contains", "startswith", "endswith"):
            found = [
                ([["*"]] if modifier != "startswith" else []) + one + ([["*"]] if modifier != "endswith" else [])
                for one in found
            ]
    if encoding:
        found = [wide(one, encoding) for one in found]
    return found


def tokens(value):
    found, rest = [], value
    while rest:
        if rest[0] == "\\" and rest[1:2] in ("\\", "*", "?") and len(rest) > 1:
            found.append(rest[1])
            rest = rest[2:]
        else:
            found.append([rest[0]] if rest[0] in "*?" else rest[0])
            rest = rest[1:]
    return found


def encoded(text, encoding):
    mark = "\ufeff" if encoding == "utf16" else ""
    return (mark + text).encode(ENCODINGS[encoding] if encoding else "utf-8")


def wide(one, encoding):
    signs = [
        sign if isinstance(sign, list) else list(sign.encode(ENCODINGS[encoding]).decode("latin-1")) for sign in one
    ]
    flat = []
    for original, sign in zip(one, signs, strict=True):
        flat += [original] if isinstance(original, list) else sign
    return (list("\ufeff".encode("utf-16-le").decode("latin-1")) if encoding == "utf16" else []) + flat


def offsets(data):
    """For each offset the characters that are the same whatever stands before and behind."""
    found = []
    for offset in range(3):
        after = -(offset + len(data)) % 3
        texts = [b64encode(fill * offset + data + fill * after).decode() for fill in (b"\x00", b"\xff")]
        same = [one if one == other else " " for one, other in zip(*texts, strict=True)]
        found.append("".join(same).strip())
    return found


def dashes(one):
    """A dash that begins a word may be any of the five."""
    found = []
    for place, sign in enumerate(one):
        before = one[place - 1] if place else [""]
        after = one[place + 1] if place + 1 < len(one) else [""]
        begins = isinstance(before, list) or not re.match(r"\w", before)
        ends = not isinstance(after, list) and re.match(r"\w", after) is not None
        found.append(("any", DASHES) if not isinstance(sign, list) and sign in DASHES and begins and ends else sign)
    return found


def fits(text, pattern, modifiers):
    """Whether the whole text fits, by trying every length for a star."""
    if "cased" not in modifiers:
        text = folded(text)
        pattern = [folded(sign) if isinstance(sign, str) else sign for sign in pattern]
    pattern = list(itertools.chain.from_iterable(sign if isinstance(sign, str) else [sign] for sign in pattern))
    reached = {0}
    for sign in pattern:
        if sign == ["*"]:
            reached = set(range(min(reached, default=len(text) + 1), len(text) + 1))
        elif sign == ["?"]:
            reached = {place + 1 for place in reached if place < len(text)}
        else:
            allowed = sign[1] if isinstance(sign, tuple) else sign
            reached = {place + 1 for place in reached if place < len(text) and text[place] in allowed}
    return len(text) in reached


def expanded(value, placeholders, regex):
    pieces = re.split(r"(?<!\\)%(\w[\w.-]*)%", value)
    found = [""]
    for place, piece in enumerate(pieces):
        texts = placeholders[piece] if place % 2 else [piece.replace("\\%", "%")]
        if place % 2 and regex:
            texts = [
                "(?:"
                + "".join(
                    {"*": ".*", "?": "."}[sign[0]] if isinstance(sign, list) else re.escape(sign)
                    for sign in tokens(text)
                )
                + ")"
                for text in texts
            ]
        found = [before + text for before in found for text in texts]
    return found
