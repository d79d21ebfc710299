"""`forestall deliver PLACE`: send alerts to their audiences once, for places without a running service."""

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forestall.model.delivery import Delivery, Lane


def deliver(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    state: Annotated[
        str | None, typer.Option(help="Folder or postgresql:// URL of the state [default: PLACE/.forestall].")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The present, ISO 8601 [default: now].")] = None,
    show: Annotated[bool, typer.Option("--show", help="Only show what waits and what went out; send nothing.")] = False,
    again: Annotated[int | None, typer.Option(help="Try this delivery again that was given up.", min=1)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Send alerts to the audiences of audiences.toml; exit 1 when something did not get through."""
    import asyncio

    from forestall.core.clock import instant, now
    from forestall.pipeline import deliver as work
    from forestall.pipeline.office import office
    from forestall.pipeline.people import CONSOLE
    from forestall.place.load import load
    from forestall.store.deliveries import Deliveries

    known = load(place)
    where: str | Path = place / ".forestall" if state is None else state if "://" in state else Path(state)
    moment = instant(at) if at else None
    with office(where, lambda: moment or now(), lambda: known) as desk:
        if again is not None:
            work.again(desk, CONSOLE, again)
        done = work.Round()
        if not show:
            with work.delivering(desk):
                done = asyncio.run(work.deliver(desk))
        with desk.looking() as session:
            lanes, latest = work.lanes(desk, session), Deliveries(session).latest(50)
    _print(done.sent, done.failed, lanes, latest, json=json)
    raise typer.Exit(1 if done.failed or done.given_up else 0)


def _print(sent: int, failed: int, lanes: "Sequence[Lane]", latest: "Sequence[Delivery]", *, json: bool) -> None:
    from dataclasses import asdict

    if json:
        found = {
            "sent": sent,
            "failed": failed,
            "lanes": [asdict(each) for each in lanes],
            "deliveries": [asdict(each) for each in latest],
        }
        print(jsonlib.dumps(found, indent=2, sort_keys=True, ensure_ascii=False, default=str))
        return
    print(f"{sent} messages sent, {failed} tries failed")
    print(f"\n{'audience':<24}{'channel':<12}{'waiting':>8}{'failures':>10}  trouble")
    for lane in lanes:
        print(f"{lane.audience:<24}{lane.channel:<12}{lane.waiting:>8}{lane.failures:>10}  {lane.trouble}")
    print(f"\n{'number':>6}  {'state':<12}{'audience':<24}{'channel':<12}alert")
    for each in latest:
        print(
            f"{each.number:>6}  {each.state:<12}{each.audience:<24}{each.channel:<12}{each.alert} {each.note}".rstrip()
        )
