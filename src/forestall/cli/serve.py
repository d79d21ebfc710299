"""`forestall serve PLACE`: the place as a service."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer


def serve(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0: any that is free.", min=0, max=65535)] = 8765,
    state: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the outlook [default: outlook in the state].")] = None,
    url: Annotated[str | None, typer.Option(help="Address that people use, behind a proxy.")] = None,
    certificate: Annotated[Path | None, typer.Option(help="File with the certificate, for HTTPS.")] = None,
    key: Annotated[Path | None, typer.Option(help="File with the certificate's key.")] = None,
) -> None:
    """Take signals in, warn within seconds, and show the outlook, until stopped."""
    gc.disable()  # while thousands of modules and classes are made that all stay: a fifth of the time to the first page
    from forestall.web.run import Listening
    from forestall.web.run import serve as run

    gc.freeze()
    gc.enable()

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    run(place, Listening(host, port, url, certificate, key), state=state, out=out, say=say)
