"""The report in a real browser without a network: it asks nobody for anything."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.report.session_report import SessionSource, session_report
from tests.report.test_session_report import MAKING, SESSION

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


def asked_for(page: Path) -> set[str]:
    """Open a page, and return what it asks the network for.

    What the browser asks for by itself has no page as its initiator.
    """
    log, picture = page.with_suffix(".json"), page.with_suffix(".png")
    assert CHROMIUM is not None
    command = [
        *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"),
        *("--disable-background-networking", "--disable-component-update"),
        *("--window-size=794,1123", f"--screenshot={picture}", f"--log-net-log={log}"),
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert picture.stat().st_size > 10_000
    events = json.loads(log.read_text())["events"]
    found = [e["params"] for e in events if isinstance(e.get("params"), dict)]
    return {
        str(each["url"])
        for each in found
        if "url" in each
        and str(each.get("initiator", "not an origin")) != "not an origin"
    }


@needs_chromium
def test_no_request_leaves(tmp_path: Path) -> None:
    source = SessionSource(SESSION, [], Path("a.mcap"), "")
    html = session_report(source, MAKING)
    plain, asking = tmp_path / "plain.html", tmp_path / "asking.html"
    plain.write_text(html, encoding="utf-8")
    picture = '<img src="http://127.0.0.1:9/x.png">'
    asking.write_text(html.replace("</body>", f"{picture}</body>"), encoding="utf-8")

    assert asked_for(plain) == set()
    assert asked_for(asking) == {"http://127.0.0.1:9/x.png"}  # it would be seen
