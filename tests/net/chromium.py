"""A headless Chromium, driven through the DevTools protocol."""

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE_S = 20.0


class Browser:
    """One page of a browser.

    Attributes:
        asked: URLs that it asked the network for, WebSockets too.
        said: What it logged as warning or error.
    """

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._count = 0
        self._session = ""
        self.asked: list[str] = []
        self.said: list[str] = []

    async def begin(self) -> None:
        """Open an empty page, and listen to it."""
        made = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call(
            "Target.attachToTarget", targetId=made["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.call(f"{domain}.enable")

    async def call(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401  the protocol's
        """Return a command's result."""
        self._count += 1
        answer = asyncio.get_running_loop().create_future()
        self._answers[self._count] = answer
        asking = {"id": self._count, "method": method, "params": params}
        if self._session:
            asking["sessionId"] = self._session
        await self._line.send(json.dumps(asking))
        async with asyncio.timeout(PATIENCE_S):
            result: dict[str, Any] = await answer
        return result

    async def listen(self) -> None:
        """Take what comes, until the browser goes."""
        async for each in self._line:
            message = json.loads(each)
            if "id" in message:
                self._answers.pop(message["id"]).set_result(message.get("result", {}))
            else:
                self._heard(message["method"], message["params"])

    def _heard(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.asked.append(params["url"])
        elif method == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(params["exceptionDetails"])[:2000])
        elif method == "Runtime.consoleAPICalled":
            self.said.append(json.dumps(params["args"])[:500])

    async def open(self, url: str) -> None:
        """Go to an address."""
        await self.call("Page.navigate", url=url)

    async def value(self, expression: str) -> Any:  # noqa: ANN401  whatever it is
        """Return a JavaScript expression's value."""
        result = await self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        return result["result"].get("value")

    async def until(self, expression: str) -> Any:  # noqa: ANN401  whatever it is
        """Return an expression's value as soon as it holds."""
        value = None
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not (value := await self.value(expression)):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        except TimeoutError:
            shown = await self.value("document.body.innerText")
            msg = f"never so: {expression}\n{shown}\n{self.said}"
            raise AssertionError(msg) from None
        return value

    async def size(self, width: int, height: int, *, touch: bool = False) -> None:
        """Be a screen of so many CSS pixels."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=touch,
        )

    async def prefer(self, **features: str) -> None:
        """Be a device whose person prefers things; ``_`` stands for ``-``."""
        told = [
            {"name": key.replace("_", "-"), "value": value}
            for key, value in features.items()
        ]
        await self.call("Emulation.setEmulatedMedia", features=told)

    async def picture(self, path: Path) -> None:
        """Write what is seen as PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))  # noqa: ASYNC240  it is ours


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """Yield a page of a browser that keeps its files in a folder."""
    assert CHROMIUM is not None
    port_file = folder / "DevToolsActivePort"
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update"),
        *("--disable-dev-shm-usage", "--ignore-certificate-errors"),
        *("--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port, path = await _told(port_file)
        url = f"ws://127.0.0.1:{port}{path}"
        async with connect(url, max_size=None, proxy=None) as line:
            page = Browser(line)
            listening = asyncio.create_task(page.listen())
            await page.begin()
            yield page
            listening.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _told(port_file: Path) -> list[str]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if port_file.exists():  # noqa: ASYNC240  a small file
                lines = port_file.read_text().split()  # noqa: ASYNC240
                if len(lines) == 2:
                    return lines
            await asyncio.sleep(0.05)
