"""`forestall rules`: Sigma rules judged and tried before they are trusted."""

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer

rules = typer.Typer(
    help="Sigma rules: what is wrong with them, and whether they pass their own cases.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Argument(help="Folder of rules, or a place; one file will do.", exists=True)]
Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@rules.callback()
def _rules() -> None:
    """Sigma rules: what is wrong with them, whether they pass their cases."""


@rules.command()
def check(folder: Folder, json: Json = False) -> None:
    """Explain every mistake in rule files: file, line, what was found, what was expected.

    An error is a rule that is refused (exit 1); a warning is one that runs, but perhaps not as meant.
    """
    from dataclasses import asdict

    from forestall.cli.remarks import show
    from forestall.cli.rule_files import placeholders, rule_files
    from forestall.detect.logsource import routable
    from forestall.standards.sigma.lint.folder import lint

    files = rule_files(folder)
    remarks = lint(files, placeholders(folder), routable)
    if json:
        print(jsonlib.dumps([asdict(remark) for remark in remarks], indent=2, ensure_ascii=False))
    else:
        show(folder, remarks)
        print(f"{len(files)} rule file{'s' if len(files) > 1 else ''} read")
    if any(remark.severity == "error" for remark in remarks):
        raise typer.Exit(1)


@rules.command("test")
def try_cases(folder: Folder, json: Json = False) -> None:
    """Run the cases that stand beside rules (NAME.cases.yml, SigmaHQ's info.yml); exit 1 when one fails."""
    from dataclasses import asdict

    from forestall.cli.rule_cases import run
    from forestall.cli.rule_files import placeholders, rule_files

    outcomes = run(folder, rule_files(folder), placeholders(folder))
    passed = sum(one.passed for one in outcomes)
    if json:
        print(jsonlib.dumps([asdict(one) for one in outcomes], indent=2, ensure_ascii=False))
    else:
        for one in outcomes:
            if not one.passed:
                print(f"failed  {one.file}: {one.case}: rule {one.rule}: {one.reason}")
        print(f"{passed} of {len(outcomes)} cases passed")
    if passed < len(outcomes):
        raise typer.Exit(1)
