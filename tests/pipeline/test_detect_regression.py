"""SigmaHQ's live cases through a run over files, and why every other rule finds something in them.

FORESTALL_GOLDEN=write writes the golden file anew. It holds ids, names of fields and files, and counts, nothing else.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from forestall.detect.logsource import Route, routes
from forestall.detect.ruleset import rows_of
from forestall.detect.translate import predicate
from forestall.pipeline.detect import Done, Job, run_detect
from forestall.standards.sigma.read import read
from forestall.standards.sigma.rule import LogSource, Node
from forestall.standards.sigma.section import selections

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden" / "regression_matches.txt"
RULES = ("rules", "rules-emerging-threats", "rules-threat-hunting")
PASSED, HITS, OTHERS = 404, 706, 257
"""Golden: cases found with at least the declared number of events, from EVTX and from JSON; all hits; hits of rules
that are not the file's own."""


Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def root(shared: Path) -> Path:
    return shared / "data/sigma"


@pytest.fixture(scope="module")
def cases(root: Path) -> list[tuple[Path, str, int | None]]:
    """Folder, rule id and declared number of events of each live case."""
    infos = sorted(root.glob("regression_data/**/info.yml"))
    read_infos = [(path.parent, yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)) for path in infos]
    return [
        (folder, about["rule_metadata"][0]["id"], about["regression_tests_info"][0].get("match_count"))
        for folder, about in read_infos
        if any(folder.glob("*.evtx"))
    ]


@pytest.fixture(scope="module")
def ran(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Lines]:
    out = tmp_path_factory.mktemp("regression")
    done = run_detect(Job((root / "regression_data",), tuple(root / name for name in RULES), out, AT), lambda _: None)
    return done, [json.loads(line) for line in (out / "findings.jsonl").read_text("utf-8").splitlines()]


def test_the_regression_cases_are_found_from_evtx_and_from_json(ran, cases):
    done, lines = ran
    found = Counter((row["file"], row["rule_id"]) for row in lines)
    passed = sum(
        found[str(path), rule] >= (declared or 1)
        for folder, rule, declared in cases
        for path in folder.iterdir()
        if path.suffix in (".evtx", ".json")
    )
    assert (len(cases), passed, sum(found.values())) == (202, PASSED, HITS)
    assert {Path(one.file).suffix for one in done.skipped} == {".yml", ".raw"}


def test_every_other_match_on_the_cases_is_explained_in_the_golden_file(ran, cases, root):
    own = {str(folder): rule for folder, rule, _ in cases}
    others = [row for row in ran[1] if own[str(Path(row["file"]).parent)] != row["rule_id"]]
    told = explained(others, documents(root, {row["rule_id"] for row in others}))
    if os.environ.get("FORESTALL_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(told, encoding="utf-8", newline="\n")
    assert len(others) == OTHERS
    assert told == GOLDEN.read_text("utf-8")
    assert "no selection" not in told


def test_a_file_of_evtx_and_the_same_events_as_json_are_matched_alike(ran):
    found = Counter((Path(row["file"]).suffix, Path(row["file"]).stem, row["rule_id"], row["event"]) for row in ran[1])
    evtx, text = ({key[1:]: count for key, count in found.items() if key[0] == suffix} for suffix in (".evtx", ".json"))
    assert evtx == text


def documents(root: Path, wanted: set[str]) -> dict[str, dict[str, Any]]:
    """The rules of some ids, as YAML has them."""
    found = {}
    for name in RULES:
        for path in sorted((root / name).rglob("*.yml")):
            text = path.read_text("utf-8")
            if any(f"\nid: {rule}" in text for rule in wanted if rule[:8] in text):
                document = yaml.load(text, Loader=yaml.CSafeLoader)
                found[document["id"]] = document
    return found


def explained(rows: Lines, rules: dict[str, dict[str, Any]]) -> str:
    """For each rule the ways in which it matches, by selection and field, and the files with the number of events."""
    groups: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        why = "; ".join(reasons(rules[row["rule_id"]], row["fields"])) or "no selection"
        groups.setdefault((row["rule_id"], why), Counter())[Path(row["file"]).name] += 1
    lines: list[str] = []
    for (rule, why), files in sorted(groups.items()):
        if rule not in lines:
            lines.append(rule)
        lines.append(f"  {why}")
        stems = sorted({name.rpartition(".")[0] for name in files})
        lines += [f"    {stem} evtx {files[f'{stem}.evtx']} json {files[f'{stem}.json']}" for stem in stems]
    return "\n".join(lines) + "\n"


def reasons(rule: dict[str, Any], fields: dict[str, str]) -> Iterator[str]:
    """Each selection that holds of an event's fields, with the fields that make it hold."""
    source = LogSource(**{name: rule["logsource"].get(name) for name in ("category", "product", "service")})
    detection = {name: value for name, value in rule["detection"].items() if name != "condition"}
    for name, tree in selections(detection, {}, "rule").items():
        if holds(tree, source, fields):
            maps = [one for one in listed(detection[name]) if isinstance(one, dict)]
            items = dict.fromkeys((key, json.dumps(value)) for one in maps for key, value in one.items())
            parts = [(key, selections({name: {key: json.loads(value)}}, {}, "rule")[name]) for key, value in items]
            held = dict.fromkeys(key for key, part in parts if holds(part, source, fields))
            yield f"{name}: {', '.join(held) or 'any field'}"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def holds(tree: Node, source: LogSource, fields: dict[str, str]) -> bool:
    table = pa.table({name: pa.array([text], pa.string()) for name, text in fields.items()} or {"": [None]})
    aliases = {route.aliases for route in routes(source) if not route.aliases or is_named_so(fields, route.aliases)}
    asked = [predicate(tree, (Route((), names),)) for names in sorted(aliases, reverse=True)[:1]]
    return any(len(rows) for rows in rows_of(table, asked))


def is_named_so(fields: dict[str, str], aliases: tuple[tuple[str, str], ...]) -> bool:
    """Whether an event has names that only this route gives."""
    usual = {name for name, _ in aliases}
    return any(alias in fields for _, alias in aliases if alias not in usual)


def test_the_explanation_names_the_fields_that_matched_and_no_others():
    rule = {
        "id": "r",
        "logsource": {"category": "process_creation", "product": "windows"},
        "detection": {
            "img": [{"Image|endswith": "a.exe"}, {"OriginalFileName": "a.exe"}],
            "cli": {"CommandLine|contains|all": ["x", "y"], "User": "u"},
            "filter": {"ParentImage": "p"},
            "condition": "img and cli and not filter",
        },
    }
    assert not read(json.dumps(rule | {"title": "t"}).encode(), "r.yml")[1]
    fields = {"Image": "c:\\a.exe", "CommandLine": "y x", "User": "U"}
    assert list(reasons(rule, fields)) == ["img: Image|endswith", "cli: CommandLine|contains|all, User"]
