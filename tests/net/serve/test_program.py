"""The server's program is refused where it can't do what its configuration says."""

import pytest

from monitor.net.serve.errors import ServeError
from monitor.net.serve.program import check_version


def test_an_old_server_is_refused_in_a_sentence() -> None:
    with pytest.raises(ServeError, match=r"2\.15 or"):
        check_version("nats-server: v2.14.9", "nats-server")
    check_version("nats-server: v3.0.1", "nats-server")
    with pytest.raises(ServeError, match="no nats-server"):
        check_version("ls (GNU coreutils) 9.1", "ls")
