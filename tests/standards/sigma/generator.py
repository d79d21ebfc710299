"""Random rules, and random events that are near to what the rules ask for."""

import base64

FIELDS = ("a", "b", "c", "d")  # no event has `d`
LETTERS = "abAB-/ .é\n"
WORDS = (
    "ab",
    "a b",
    "-a",
    "/b",
    "a-b",
    "ß",
    "Σ",
    "ς",
    "ſ",
    "K",
    "É",
    "x%",
    "true",
    "16",
    "a\\b",
    "a\\\\b",
    "a\\\\*",
    "a\\*b",
    "a\\\\\\*",
    "*",
    "?",
    "",
)
REGEXES = (
    "a+b",
    "^a",
    "b$",
    "a.b",
    "(a|b)+",
    "[a-b]{2}",
    r"\d+",
    r"\w",
    "a$",
    "^$",
    "é",
    "x*",
    "[^a]",
    "(?:ab)?b",
    r"\.",
    "^(a|b)*$",
)
NETWORKS = ("10.0.0.0/8", "10.1.2.3", "::/0", "fe80::/10", "0.0.0.0/0", "192.168.0.0/24")
ADDRESSES = ("10.1.2.3", " 10.1.2.3 ", "11.0.0.1", "::ffff:10.1.2.3", "FE80::1", "192.168.0.7", "10.1.2", "010.1.2.3")
NUMBERS = (0, 5, 16, -3, 2.5, 1000)
NUMERALS = (
    "0",
    "5",
    "5.0",
    " 16",
    "1.6e1",
    "+16",
    "0x10",
    "nan",
    "inf",
    "1_000",
    "1000",
    "-3",
    "2.5",
    ".5",
    "5.",
    "many",
    "١٦",
)
DATES = (
    "2026-03-09",
    "2026-03-09T06:30:15Z",
    "2026-03-09 23:59:59.123",
    "2026-02-30",
    "2025-12-29T00:05",
    "9:30",
    "2024-02-29 12:00:00+01:00",
)
UNITS = {
    "minute": (0, 5, 30, 59),
    "hour": (0, 6, 12, 23),
    "day": (9, 29, 30),
    "week": (1, 9, 11),
    "month": (2, 3, 12),
    "year": (2024, 2026),
}
PLACEHOLDERS = {"one": ["ab"], "many": ["a*", "-b", "é?"], "odd": ["\\*", "a.b"]}
ENDS = ((), (), ("contains",), ("startswith",), ("endswith",))


def rule(random):
    """A rule as its YAML would be parsed."""
    names = random.sample(["one", "two", "one_more", "_own", "other-1"], random.randint(1, 3))
    detection = {name: selection(random) for name in names}
    conditions = [condition(random, names) for _ in range(random.choice((1, 1, 1, 2)))]
    detection["condition"] = conditions[0] if len(conditions) == 1 else conditions
    return {"title": "t", "logsource": {"product": "x"}, "detection": detection}


def condition(random, names, depth=0):
    roll = random.random()
    if depth < 3 and roll < 0.5:
        joined = random.choice((" and ", " or ")).join(condition(random, names, depth + 1) for _ in range(2))
        return f"({joined})" if random.random() < 0.5 else joined
    if roll < 0.65:
        return f"not {random.choice(names)}"
    if roll < 0.8:
        plain = [name for name in names if name[0] != "_"]
        patterns = ([f"{name[:3]}*" for name in plain if "-" not in name[:3]] + ["them", "*"]) if plain else []
        return (
            f"{random.choice(('1', 'any', 'all'))} of {random.choice(patterns)}" if patterns else random.choice(names)
        )
    return random.choice(names)


def selection(random):
    roll = random.random()
    if roll < 0.1:
        return [text(random, wild=True) or "ab" for _ in range(random.randint(1, 3))]
    if roll < 0.15:
        return {"|all": [text(random, wild=True), random.choice(NUMBERS)]}
    if roll < 0.2:
        return {random.choice(("|re", "|re|i")): random.choice(REGEXES)}
    if roll < 0.3:
        return [fields(random) for _ in range(random.randint(1, 2))]
    return fields(random)


def fields(random):
    return dict(item(random) for _ in range(random.choice((1, 1, 2, 3))))


def item(random):
    kind = random.choice(KINDS)
    modifiers, make = kind(random)
    field = random.choice(FIELDS[:3] if random.random() < 0.95 else FIELDS)
    several = random.random() < 0.4
    value = [make() for _ in range(random.randint(2, 3))] if several else make()
    if several and random.random() < 0.3:
        modifiers = (*modifiers, "all")
    if random.random() < 0.1:
        modifiers = (*modifiers, "neq")
    return "|".join((field, *modifiers)), value


def text(random, wild=False, most=4):
    if random.random() < 0.4:
        return random.choice([word for word in WORDS if wild or word not in ("*", "?")])
    signs = LETTERS + ("*?\\" if wild else "")
    return "".join(random.choice(signs) for _ in range(random.randint(0, most)))


def texts(random):
    extra = tuple(one for one in ("cased", "windash") if random.random() < 0.2)
    return (*extra, *random.choice(ENDS)), lambda: text(random, wild=True)


def encodings(random):
    found = random.choice((("base64",), ("base64offset",), ("wide",), ("utf16le",), ("utf16be",), ("utf16",)))
    if found[0] not in ("base64", "base64offset") and random.random() < 0.7:
        found = (*found, random.choice(("base64", "base64offset")))
    return (*found, *random.choice(((), ("contains",)))), lambda: random.choice(("ab", "a b", "é", "abc", "-a"))


def regexes(random):
    flags = tuple(flag for flag in ("i", "m", "s") if random.random() < 0.25)
    ends = random.choice(((), (), (), ("contains",), ("startswith",), ("endswith",)))
    pool = [one for one in REGEXES if not ends or not one.endswith("$")]
    return ("re", *flags, *ends), lambda: random.choice(pool)


def networks(random):
    return ("cidr",), lambda: random.choice(NETWORKS)


def numbers(random):
    return random.choice(((), (), ("lt",), ("lte",), ("gt",), ("gte",))), lambda: random.choice(NUMBERS)


def contained_numbers(random):
    return random.choice((("contains",), ("startswith",))), lambda: random.choice((5, 16))


def times(random):
    unit = random.choice(tuple(UNITS))
    return (unit, *random.choice(((), (), ("lt",), ("gte",)))), lambda: random.choice(UNITS[unit])


def existence(random):
    return ("exists",), lambda: random.random() < 0.5


def nulls(random):
    return (), lambda: None


def booleans(random):
    return (), lambda: random.random() < 0.5


def references(random):
    cased = ("cased",) if random.random() < 0.2 else ()
    return ("fieldref", *random.choice(ENDS), *cased), lambda: random.choice(FIELDS)


def expansions(random):
    kind = random.choice(((), ("contains",), ("re",)))
    return (*kind, "expand"), lambda: random.choice(("%one%", "%many%", "x%odd%", "\\%one%", "%one%%many%"))


KINDS = (texts,) * 8 + (
    encodings,
    regexes,
    regexes,
    networks,
    numbers,
    numbers,
    contained_numbers,
    times,
    times,
    existence,
    nulls,
    booleans,
    references,
    references,
    expansions,
)


def asked(found, key=""):
    """What a rule asks for, as pairs of field with modifiers and value, to make events from."""
    if isinstance(found, dict):
        return [pair for name, part in found.items() if name != "condition" for pair in asked(part, name)]
    if isinstance(found, list):
        return [pair for part in found for pair in asked(part, key)]
    return [(key, found)]


def event(random, pairs):
    """A text or None for each field."""
    return {field: cell(random, _of(random, field, pairs)) for field in FIELDS[:3]}


def _of(random, field, pairs):
    return [pair for pair in pairs if pair[0].split("|")[0] == field or random.random() < 0.1]


def cell(random, pairs):
    roll = random.random()
    if roll < 0.05:
        return None
    if roll < 0.15 or not pairs:
        return random.choice((*NUMERALS, *DATES, *ADDRESSES, "true", "False", "", text(random, wild=True, most=6)))
    key, found = random.choice(pairs)
    if isinstance(found, bool) or found is None:
        return random.choice((str(found), None))
    if isinstance(found, int | float):
        return random.choice((str(found), f"{found}0", *DATES, *NUMERALS))
    if roll < 0.2 or (roll < 0.8 and any(name in key for name in ("base64", "wide", "utf16"))):
        return coded(random, key, found)
    if "/" in found and found in NETWORKS:
        return random.choice(ADDRESSES)
    return near(random, found)


def coded(random, key, found):
    """A text as bytes of some encoding, alone or between others, in Base64 or as letters."""
    names = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16"}
    name = next((names[part] for part in key.split("|") if part in names), "utf-8")
    name = name if random.random() < 0.8 else random.choice(tuple(names.values()))
    before, after = (bytes(random.choices(b"wxyz", k=random.choice((0, 0, 1, 2, 3)))) for _ in range(2))
    data = before + found.encode(name) + after
    return base64.b64encode(data).decode() if random.random() < 0.7 else data.decode("latin-1")


def near(random, found):
    """What a value asks for, or almost."""
    filled = (
        found.replace("\\*", "*")
        if random.random() < 0.3
        else found.replace("*", random.choice(("", "b", "\nx"))).replace("?", "a")
    )
    filled = filled.replace("\\", "") if random.random() < 0.3 else filled
    filled = filled.upper() if random.random() < 0.2 else filled.swapcase() if random.random() < 0.2 else filled
    if random.random() < 0.2:
        filled = "".join(random.choice("-/–—―") if sign in "-/" else sign for sign in filled)
    before, after = (random.choice(("", "", "a", " ")) for _ in range(2))
    return before + filled + random.choice((after, "\n"))
