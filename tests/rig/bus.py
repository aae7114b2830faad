"""A private D-Bus daemon, with a policy of one's choice."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

CONFIG = """<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    {more}
  </policy>
</busconfig>
"""
DENIED = '<deny send_destination="org.bluez"/>'


class Bus:
    """A dbus-daemon of one's own; it can be killed and started again."""

    def __init__(self, *, denied: bool = False) -> None:
        if shutil.which("dbus-daemon") is None:
            pytest.skip("there is no dbus-daemon")
        self._folder = Path(tempfile.mkdtemp(prefix="bus"))
        self._socket = self._folder / "socket"
        self._config = self._folder / "bus.conf"
        self._write_policy(denied=denied)
        self.address = f"unix:path={self._socket}"
        self._daemon: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start the daemon; it listens when this returns."""
        self._socket.unlink(missing_ok=True)
        read, write = os.pipe()
        self._daemon = subprocess.Popen(
            [
                "dbus-daemon",
                f"--config-file={self._config}",
                "--nofork",
                "--nopidfile",
                f"--print-address={write}",
            ],
            pass_fds=[write],
        )
        os.close(write)
        assert os.read(read, 10), "the bus does not start"
        os.close(read)

    def deny(self, *, denied: bool) -> None:
        """Have the daemon deny org.bluez to everybody from now on, or allow it."""
        self._write_policy(denied=denied)
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGHUP)

    def _write_policy(self, *, denied: bool) -> None:
        more = DENIED if denied else ""
        self._config.write_text(CONFIG.format(socket=self._socket, more=more))

    def kill(self) -> None:
        """End the daemon as a crash would."""
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGKILL)
            self._daemon.wait()
            self._daemon = None

    def close(self) -> None:
        """End the daemon and remove its files."""
        self.kill()
        shutil.rmtree(self._folder)
