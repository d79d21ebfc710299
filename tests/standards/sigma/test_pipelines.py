"""Processing pipelines: what each step does to a rule, what is refused, and that pySigma does the same."""

import json

import pytest
import yaml

from forestall.standards.sigma.lint.folder import lint
from forestall.standards.sigma.pipeline_file import read_pipelines
from forestall.standards.sigma.rule import fields
from forestall.standards.sigma.ruleset import load

RULE = {
    "title": "A rule",
    "id": "6f3e2987-db24-4c78-a860-b4f4095a7095",
    "logsource": {"category": "process_creation", "product": "windows"},
    "detection": {
        "selection": {"CommandLine|contains": "whoami", "Image|endswith": "\\cmd.exe"},
        "filter": {"User": "SYSTEM"},
        "keywords": ["rare"],
        "condition": "selection and keywords and not filter",
    },
}
EVENT = {"CommandLine": "whoami", "Image": "c:\\cmd.exe", "User": "jo", "x": "rare"}


def loaded(*steps, rules=(RULE,), **head):
    """The set of some rules and a pipeline, each in a file of its own."""
    files = [(f"{number}.yml", json.dumps(rule).encode()) for number, rule in enumerate(rules)]
    return load(
        [*files, ("pipeline.yml", yaml.safe_dump({"name": "own", "transformations": list(steps)} | head).encode())]
    )


def rule_of(*steps, **more):
    found = loaded(*steps, **more)
    assert found.refusals == ()
    return found.rules[0]


STEPS = {
    "names for names": {"type": "field_name_mapping", "mapping": {"CommandLine": "cmd", "User": "account.name"}},
    "several names": {"type": "field_name_mapping", "mapping": {"Image": ["process.path", "exe"]}},
    "beginnings of names": {"type": "field_name_prefix_mapping", "mapping": {"Comm": "x.Comm", "Im": ["a", "b"]}},
    "a prefix": {"type": "field_name_prefix", "prefix": "win."},
    "a suffix": {"type": "field_name_suffix", "suffix": ".keyword"},
    "a prefix for some": {
        "type": "field_name_prefix",
        "prefix": "win.",
        "field_name_conditions": [{"type": "include_fields", "fields": ["User", "Image"]}],
    },
    "a prefix for all others": {
        "type": "field_name_prefix",
        "prefix": "win.",
        "field_name_conditions": [{"type": "exclude_fields", "fields": ["U.*r"], "mode": "re"}],
    },
    "a prefix unless": {
        "type": "field_name_prefix",
        "prefix": "win.",
        "field_name_cond_not": True,
        "field_name_cond_op": "or",
        "field_name_conditions": [
            {"type": "include_fields", "fields": ["User"]},
            {"type": "include_fields", "fields": ["Im"], "mode": "re"},
        ],
    },
    "a condition": {"type": "add_condition", "conditions": {"Channel": "Sysmon", "EventID": [1, 4688]}},
    "another log source": {"type": "change_logsource", "product": "linux", "service": "auditd"},
    "a prefix for a log source": {
        "type": "field_name_prefix",
        "prefix": "win.",
        "rule_conditions": [{"type": "logsource", "product": "windows"}],
    },
    "a prefix for another": {
        "type": "field_name_prefix",
        "prefix": "win.",
        "rule_conditions": [{"type": "logsource", "product": "windows", "service": "security"}],
    },
    "a prefix for all but one": {
        "type": "field_name_prefix",
        "prefix": "win.",
        "rule_cond_not": True,
        "rule_cond_op": "or",
        "rule_conditions": [{"type": "logsource", "product": "linux"}, {"type": "logsource", "category": "dns"}],
    },
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_leaves_the_fields_and_log_source_that_pysigma_leaves(step):
    processing = pytest.importorskip("sigma.processing.pipeline")
    sigma_rule = pytest.importorskip("sigma.rule")
    theirs = sigma_rule.SigmaRule.from_dict(RULE)
    document = {"name": "own", "priority": 1, "transformations": [{"id": "s"} | step]}
    processing.ProcessingPipeline.from_dict(document).apply(theirs)
    ours = rule_of(step)
    assert set(fields(ours.condition)) == set(names(theirs.detection.detections.values()))
    source = theirs.logsource
    assert (ours.logsource.category, ours.logsource.product, ours.logsource.service) == (
        source.category,
        source.product,
        source.service,
    )


def names(items):
    """Fields of pySigma's detections, however nested."""
    for item in items:
        if hasattr(item, "detection_items"):
            yield from names(item.detection_items)
        elif item.field is not None:
            yield item.field


MATCHES = {
    "nothing": ([], [EVENT], [0]),
    "another name": (
        [STEPS["names for names"]],
        [EVENT, {"cmd": "whoami", "Image": "c:\\cmd.exe", "x": "rare"}],
        [1],
    ),
    "a name in a negation": (
        [STEPS["names for names"]],
        [{"cmd": "whoami", "Image": "c:\\cmd.exe", "account.name": "system", "x": "rare"}],
        [],
    ),
    "any of several names": (
        [STEPS["several names"]],
        [
            {"CommandLine": "whoami", "exe": "c:\\cmd.exe", "x": "rare"},
            {"CommandLine": "whoami", "process.path": "c:\\cmd.exe", "x": "rare"},
            {"CommandLine": "whoami", "process.path": "c:\\sh", "x": "rare"},
        ],
        [0, 1],
    ),
    "a condition": ([STEPS["a condition"]], [EVENT, EVENT | {"Channel": "sysmon", "EventID": "1"}], [1]),
    "a condition that must not hold": (
        [{"type": "add_condition", "conditions": {"Channel": "Sysmon"}, "negated": True}],
        [EVENT, EVENT | {"Channel": "Sysmon"}],
        [0],
    ),
    "one after the other": (
        [STEPS["a prefix"], {"type": "field_name_mapping", "mapping": {"win.CommandLine": "c", "CommandLine": "d"}}],
        [
            {"c": "whoami", "win.Image": "\\cmd.exe", "x": "rare"},
            {"d": "whoami", "win.Image": "\\cmd.exe", "x": "rare"},
        ],
        [0],
    ),
}


@pytest.mark.parametrize(("steps", "events", "matches"), MATCHES.values(), ids=MATCHES)
def test_a_changed_rule_finds_events_by_the_new_names(finds, steps, events, matches):
    rules = [rule_of(*steps)] if steps else list(load([("r.yml", json.dumps(RULE).encode())]).rules)
    assert finds(rules, events) == [matches]


def test_a_field_that_is_compared_with_is_renamed_too():
    rule = RULE | {"detection": {"s": {"Image|fieldref": "ParentImage"}, "condition": "s"}}
    step = {"type": "field_name_mapping", "mapping": {"Image": "a", "ParentImage": ["b", "c"]}}
    assert fields(rule_of(step, rules=(rule,)).condition) == ("a", "b", "c")


def test_pipelines_go_by_priority_then_name():
    first = {"name": "z", "priority": 5, "transformations": [STEPS["a prefix"]]}
    second = {"name": "a", "priority": 10, "transformations": [STEPS["a suffix"]]}
    files = [("r.yml", json.dumps(RULE).encode())]
    files += [(f"{one['name']}.yml", json.dumps(one).encode()) for one in (second, first)]
    assert fields(load(files).rules[0].condition)[0] == "win.CommandLine.keyword"


def test_a_rule_that_a_pipeline_refuses_is_named_with_the_message():
    step = {
        "type": "rule_failure",
        "message": "no such log here",
        "rule_conditions": [{"type": "logsource", "product": "windows"}],
    }
    other = RULE | {"id": "other", "logsource": {"product": "linux"}}
    found = loaded(step, rules=(RULE, other))
    assert [rule.id for rule in found.rules] == ["other"]
    (refusal,) = found.refusals
    assert (refusal.rule, refusal.file, refusal.reason) == (RULE["id"], "0.yml:1", "no such log here (pipeline own)")


REFUSED = {
    "an unknown transformation": (
        {"type": "replace_string", "regex": "a", "replacement": "b"},
        "'replace_string' is not known",
    ),
    "no transformation": ({"prefix": "a"}, "None is not known"),
    "an unknown key": ({"type": "field_name_prefix", "prefix": "a", "vars": {}}, "vars is not read"),
    "no prefix": ({"type": "field_name_prefix"}, "prefix is None"),
    "a mapping to a number": ({"type": "field_name_mapping", "mapping": {"a": 1}}, "mapping of a is 1"),
    "no mapping": ({"type": "field_name_mapping", "mapping": ["a"]}, "mapping is no map"),
    "an unknown condition": (
        {"type": "field_name_prefix", "prefix": "a", "rule_conditions": [{"type": "tag", "tag": "x"}]},
        "rule condition 'tag'",
    ),
    "an empty log source": ({"type": "change_logsource"}, "without category, product or service"),
    "a wrong expression": (
        {
            "type": "field_name_prefix",
            "prefix": "a",
            "field_name_conditions": [{"type": "include_fields", "fields": ["("], "mode": "re"}],
        },
        "expression '('",
    ),
    "fields where none are changed": (
        {
            "type": "rule_failure",
            "message": "m",
            "field_name_conditions": [{"type": "include_fields", "fields": ["a"]}],
        },
        "changes no fields",
    ),
    "a condition of nothing": ({"type": "add_condition", "conditions": {}}, "empty map"),
    "an operator": ({"type": "field_name_prefix", "prefix": "a", "rule_cond_op": "xor"}, "expected and, or"),
    "a word for a flag": (
        {"type": "field_name_prefix", "prefix": "a", "rule_cond_not": "no"},
        "expected true or false",
    ),
}


@pytest.mark.parametrize(("step", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_pipeline_is_refused_with_its_line_and_stops_no_rule(step, reason):
    found = loaded(step)
    assert len(found.rules) == 1
    (refusal,) = found.refusals
    assert (refusal.rule, refusal.file) == ("own", "pipeline.yml:1")
    assert reason in refusal.reason
    (remark,) = lint([("pipeline.yml", json.dumps({"name": "own", "transformations": [step]}).encode())])
    assert (remark.severity, remark.line, reason in remark.found) == ("error", 1, True)


@pytest.mark.parametrize("head", [{"priority": "high"}, {"postprocessing": []}, {"transformations": []}, {"name": 1}])
def test_a_pipeline_with_a_wrong_head_is_refused(head):
    assert len(loaded(STEPS["a prefix"], **head).refusals) == 1


def test_a_good_pipeline_has_no_remark_and_routes_rules_before_they_are_judged():
    rule = RULE | {"logsource": {"product": "windows", "service": "nowhere"}, "level": "low", "status": "test"}
    pipeline = {"name": "own", "transformations": [{"type": "change_logsource", "product": "x"}]}
    files = [("p.yml", json.dumps(pipeline).encode()), ("r.yml", json.dumps(rule).encode())]
    remarks = lint(files, routable=lambda source: source.service != "nowhere")
    assert not [remark for remark in remarks if remark.file == "p.yml" or remark.column == "logsource"]


def test_what_is_no_yaml_is_no_pipeline_and_no_error_here():
    assert read_pipelines(b"transformations: [\n", "p.yml") == ((), ())
