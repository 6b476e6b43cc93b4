"""HTTP requests to servers on this machine, which have no certificates."""

from __future__ import annotations

import ssl

import httpx

# What trusts nobody is made at once; `httpx.get` reads every authority of the world first, each time.
# No connection is kept: an open one is something a server that is asked to stop waits for.
CLIENT = httpx.Client(
    verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), limits=httpx.Limits(max_keepalive_connections=0)
)
