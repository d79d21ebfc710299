"""`forestall taxii`: look at another office's TAXII 2.1 server, and fetch its collections."""

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError
from forestall.model.label import Label

if TYPE_CHECKING:
    from forestall.pipeline.taxii_client import TaxiiClient

taxii = typer.Typer(help="Other offices' TAXII 2.1 servers.", no_args_is_help=True)

Url = Annotated[str, typer.Argument(help="https://HOST/taxii2/, an API root, or a collection, as the command says.")]
User = Annotated[str, typer.Option(help="Name, for HTTP Basic [default: the secret is a bearer token].")]
Secret = Annotated[str, typer.Option(help="Where the token or password is: env:NAME or file:PATH.")]
Inside = Annotated[
    list[str] | None, typer.Option(help="A network of one's own that may be reached: 10.20.0.0/16; again for more.")
]
Plain = Annotated[bool, typer.Option(help="Also without TLS.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@taxii.callback()
def _servers() -> None:
    """Other offices' TAXII 2.1 servers."""


@taxii.command()
def collections(
    url: Url,
    user: User = "",
    secret: Secret = "",
    inside: Inside = None,
    plain: Plain = False,
    json: Json = False,
) -> None:
    """List the collections of a server, by its discovery URL: https://HOST/taxii2/."""
    import asyncio
    from urllib.parse import urljoin

    client = _client(url, user, secret, inside, plain=plain)

    async def asked() -> list[dict[str, object]]:
        return [
            {
                "url": urljoin(root, f"collections/{one.id}/"),
                "title": one.title,
                "can_read": one.can_read,
                "can_write": one.can_write,
            }
            for root in await client.api_roots(url)
            for one in await client.collections(root)
        ]

    found = asyncio.run(asked())
    if json:
        typer.echo(jsonlib.dumps(found))
        return
    for one in found:
        rights = "".join(mark for mark, may in (("r", one["can_read"]), ("w", one["can_write"])) if may)
        typer.echo(f"{rights:<3} {one['url']}  {one['title']}")


@taxii.command()
def pull(
    url: Url,
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    into: Annotated[str, typer.Option(help="Our collection: cyber-received, …, library.")] = "cyber-received",
    label: Annotated[Label, typer.Option(help="The least strict label of what comes (TLP 2.0).")] = Label.AMBER,
    state: Annotated[str | None, typer.Option(help="Folder or URL of the state [default: PLACE/.forestall].")] = None,
    user: User = "",
    secret: Secret = "",
    inside: Inside = None,
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Fetch what is new in a collection, by its URL; a later time goes on where this one stopped."""
    import asyncio
    from dataclasses import asdict

    from forestall.cli.stix import desk, ours
    from forestall.pipeline import taxii_client
    from forestall.pipeline.exchange import Sender
    from forestall.pipeline.people import CONSOLE

    client, collection = _client(url, user, secret, inside, plain=plain), ours(into)
    with desk(place, state) as office:
        found = asyncio.run(taxii_client.pull(office, client, url, collection, Sender(CONSOLE, None, label)))
    if json:
        typer.echo(jsonlib.dumps(asdict(found), sort_keys=True))
        return
    typer.echo(f"{found.objects:,} objects on {found.pages:,} pages, {found.added:,} new in {collection.alias}")
    for reason, count in sorted(found.refused.items()):
        typer.echo(f"{count:>8,} not kept: {reason}", err=True)


def _client(url: str, user: str, reference: str, inside: list[str] | None, *, plain: bool) -> "TaxiiClient":
    from forestall.guard.fetch import rules
    from forestall.pipeline.adapters.secret import secret
    from forestall.pipeline.fetching import Fetcher
    from forestall.pipeline.taxii_client import TaxiiClient, basic

    if user and not reference:
        raise InputError("--user: expected --secret beside it")
    key = secret(reference, Path()).decode() if reference else ""
    value = basic(user, key) if user else (f"Bearer {key}" if key else "")
    return TaxiiClient(Fetcher(rules(url, tuple(inside or ()), plain=plain)), value)
