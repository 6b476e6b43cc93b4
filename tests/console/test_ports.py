"""Free and taken ports."""

from __future__ import annotations

import socket

import pytest

from console.errors import StartError
from console.ports import LOOPBACK, answers, free_ports, require_free


def test_free_ports_are_distinct_and_free() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    for port in ports:
        require_free(port, what="a test", remedy="")


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=rf"Port {port} for `cases` .*in use.*Choose another\."):
            require_free(port, what="`cases`", remedy="Choose another.")
        assert answers(port, within=1)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(StartError, match="is not a port"):
        require_free(port, what="`cases`", remedy="")
