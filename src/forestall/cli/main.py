"""`forestall`: the commands and how their errors are shown. Nothing heavy is imported before a command runs."""

import sys
from typing import Annotated

import typer

from forestall import __version__
from forestall.cli.account import account
from forestall.cli.alert import alert
from forestall.cli.briefing_file import briefing
from forestall.cli.cascade import cascade
from forestall.cli.case import case
from forestall.cli.check import check
from forestall.cli.deliver import deliver
from forestall.cli.detect import detect
from forestall.cli.duty import duty
from forestall.cli.fault_tree import fault_tree
from forestall.cli.hazard import hazard
from forestall.cli.init import init
from forestall.cli.keys import keys
from forestall.cli.ledger import ledger
from forestall.cli.partner import partner
from forestall.cli.plan import plan
from forestall.cli.risk import risk
from forestall.cli.rules import rules
from forestall.cli.run import run
from forestall.cli.schema import schema
from forestall.cli.serve import serve
from forestall.cli.stix import stix
from forestall.cli.store import store
from forestall.cli.taxii import taxii
from forestall.cli.validate import validate
from forestall.core.errors import ForestallError

app = typer.Typer(
    name="forestall",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(run)
app.command()(check)
app.command()(init)
app.command()(schema)
app.command()(detect)
app.command()(cascade)
app.command("fault-tree")(fault_tree)
app.add_typer(hazard, name="hazard")
app.command()(plan)
app.add_typer(risk, name="risk")
app.add_typer(rules, name="rules")
app.command()(serve)
app.add_typer(alert, name="alert")
app.command()(briefing)
app.command()(deliver)
app.add_typer(partner, name="partner")
app.add_typer(stix, name="stix")
app.add_typer(taxii, name="taxii")
app.add_typer(duty, name="duty")
app.add_typer(case, name="case")
app.add_typer(store, name="store")
app.add_typer(account, name="account")
app.add_typer(keys, name="keys")
app.add_typer(ledger, name="ledger")
app.add_typer(validate, name="validate")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"forestall {__version__}")
        raise typer.Exit


@app.callback()
def _outlook(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """An overall security outlook for the offices that answer for the safety of a place."""


def main() -> None:
    """Run a command; what we raise on purpose becomes a message on stderr and an exit code."""
    try:
        app()
    except ForestallError as error:
        print(f"forestall: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("forestall: stopped", file=sys.stderr)
        sys.exit(130)
