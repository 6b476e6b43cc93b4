"""`gakkumdu token`: a bearer token for trying the APIs of a running system by hand."""

from __future__ import annotations

import click

from console.errors import StartError
from console.layout import DEFAULT_PORT_BASE
from console.ports import LOOPBACK
from console.web import WebError, post_form


@click.command()
@click.argument("officer")
@click.option("--port-base", default=DEFAULT_PORT_BASE, show_default=True, help="As given to `gakkumdu up`.")
def token(officer: str, port_base: int) -> None:
    """Print a token of a demo OFFICER, such as bawaslu-karawang."""
    try:
        answer = post_form(f"http://{LOOPBACK}:{port_base}/token", {"client_id": officer})
    except WebError as error:
        raise StartError(f"No token: {error} Is the system up?") from error
    click.echo(answer["access_token"])
