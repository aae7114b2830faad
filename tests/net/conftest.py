"""What tests of the network share."""

import socket

import pytest


@pytest.fixture
def unused_port() -> int:
    """Return a port of loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
