"""A station enrols by a code, over HTTPS that is pinned to the code's authority."""

import asyncio
import ssl
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitor.net.enrol import enrol
from monitor.net.enrol_code import Code, EnrolError, Request, code_text, parse_code
from monitor.net.page_server import STATIC, Credential, page_app, serve_page
from monitor.net.serve.certificates import (
    Certified,
    given_certificate,
    own_certificate,
    shown_fingerprint,
)
from monitor.net.serve.configuration import Listening
from monitor.net.serve.credentials import Credentials, new_key_pair
from monitor.net.serve.enrolment import MOST_TRIES, VALID_S, Enrolments, Place
from monitor.net.serve.enrolment import enrolment_routes as routes
from monitor.net.serve.errors import ServeError
from monitor.net.serve.supervision import free_port, running_server
from monitor.net.serve.users import Kind

NOW = datetime.now(UTC)
CODES = st.builds(
    Code,
    hosts=st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4).map(tuple),
    port=st.integers(1, 65535),
    page_port=st.integers(1, 65535),
    gym=st.just("iron"),
    name=st.just("rack-3"),
    kind=st.sampled_from([str(each) for each in Kind]),
    ca=st.binary(min_size=32, max_size=32),
    secret=st.binary(min_size=16, max_size=64),
)


@given(CODES)
def test_a_code_comes_back_as_it_went(code: Code) -> None:
    assert parse_code(code_text(code)) == code


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_an_error(text: str) -> None:
    for each in (text, "rep-monitor:" + text):
        with pytest.raises(EnrolError):
            parse_code(each)


def place(certified: Certified, port: int = 1, page_port: int = 1) -> Place:
    return Place("iron", ("127.0.0.1",), port, page_port, certified.fingerprint)


@pytest.fixture
def certified(tmp_path: Path) -> Certified:
    return own_certificate(tmp_path / "iron", ("127.0.0.1", "gym.local"), NOW)


@dataclass
class Page:
    port: int


@asynccontextmanager
async def page(folder: Path, certified: Certified) -> AsyncIterator[Page]:
    app = page_app(
        STATIC,
        gym="iron",
        websocket_url="wss://{host}:1",
        pin="123456",
        make_tablet=lambda: Credential("x", "x", 1.0),
        ca=certified.ca,
        extra_routes=routes(Enrolments(folder)),
    )
    port = free_port()
    tls = certified.tls
    serving = asyncio.create_task(
        serve_page(
            app, host="127.0.0.1", port=port, certificate=tls.certificate, key=tls.key
        )
    )
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                break
    try:
        yield Page(port)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def test_a_station_enrols_once_and_connects(
    tmp_path: Path, certified: Certified, one_line: Callable[[str], bool]
) -> None:
    folder, kept = tmp_path / "iron", tmp_path / "station" / "iron.toml"
    listening = Listening("127.0.0.1", free_port(), None, (), certified.tls)

    async def story() -> None:
        serving = running_server(folder, "iron", listening, ca=certified.ca)
        async with serving as server, page(folder, certified) as at:
            where = place(certified, listening.port, at.port)
            code = Enrolments(folder).make("rack-3", Kind.STATION, where)
            address = await asyncio.to_thread(enrol, code_text(code), kept)
            await server.refresh()
            assert address.servers == (f"tls://127.0.0.1:{listening.port}",)
            client = await server.connect(address.user, address.seed)
            await client.jetstream().publish("rm.v1.iron.rack-3.event", b"{}")
            await client.close()
            with pytest.raises(EnrolError, match="used") as told:
                await asyncio.to_thread(enrol, code_text(code), tmp_path / "b.toml")
            assert one_line(str(told.value))

    asyncio.run(story())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    seed = next(each for each in kept.read_text().split('"') if each.startswith("SU"))
    for path in folder.rglob("*"):  # the server's machine never knew it
        if path.is_file():
            assert seed.encode() not in path.read_bytes()


def test_nothing_secret_is_sent_to_another_server(
    tmp_path: Path, certified: Certified
) -> None:
    other = own_certificate(tmp_path / "other", ("127.0.0.1",), NOW)
    asked: list[Request] = []

    async def story() -> None:
        folder = tmp_path / "iron"
        async with page(folder, other) as at:
            where = place(certified, 1, at.port)
            code = Enrolments(folder).make("rack-3", Kind.STATION, where)
            with pytest.raises(EnrolError, match="certificate"):
                await asyncio.to_thread(enrol, code_text(code), tmp_path / "c.toml")

    asyncio.run(story())
    assert not asked
    assert not (tmp_path / "c.toml").exists()
    assert Credentials(tmp_path / "iron").users() == ()


def test_a_secret_is_tried_a_few_times_only(
    tmp_path: Path, certified: Certified
) -> None:
    enrolments = Enrolments(tmp_path)
    code = enrolments.make("rack-3", Kind.STATION, place(certified))
    right = Request("rack-3", code.secret.hex(), new_key_pair().public)
    for _ in range(MOST_TRIES):
        assert not enrolments.use(replace(right, secret="00" * 20))
    assert not enrolments.use(right)


def test_a_code_expires(tmp_path: Path, certified: Certified) -> None:
    now = [1000.0]
    enrolments = Enrolments(tmp_path, lambda: now[0])
    code = enrolments.make("rack-3", Kind.STATION, place(certified))
    now[0] += VALID_S
    right = Request("rack-3", code.secret.hex(), new_key_pair().public)
    assert not enrolments.use(right)


def test_a_code_is_not_kept(tmp_path: Path, certified: Certified) -> None:
    code = Enrolments(tmp_path).make("rack-3", Kind.STATION, place(certified))
    assert code.secret.hex() not in (tmp_path / "codes.json").read_text()


def test_a_name_belongs_to_one_kind(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path)
    credentials.new("ann", Kind.COACH)
    with pytest.raises(ServeError, match="taken"):
        credentials.new("ann", Kind.STATION)
    with pytest.raises(ServeError, match="small letters"):
        credentials.new("Ann > *", Kind.COACH)


def test_the_authority_vouches_for_the_servers_names(certified: Certified) -> None:
    ca = x509.load_pem_x509_certificate(certified.ca.read_bytes())
    server = x509.load_pem_x509_certificate(certified.tls.certificate.read_bytes())
    policy = PolicyBuilder().store(Store([ca])).time(NOW)
    verifier = policy.build_server_verifier(x509.DNSName("gym.local"))
    assert verifier.verify(server, [])
    assert server.not_valid_before_utc < NOW - timedelta(hours=23)
    context = ssl.create_default_context(cafile=certified.ca)
    assert context.cert_store_stats()["x509_ca"] == 1
    assert len(shown_fingerprint(certified.fingerprint)) == 95


def test_a_certificate_is_made_anew_in_time_or_for_a_new_name(tmp_path: Path) -> None:
    folder = tmp_path / "iron"

    def made(names: tuple[str, ...], days: int) -> tuple[bytes, bytes]:
        found = own_certificate(folder, names, NOW + timedelta(days=days))
        return found.tls.certificate.read_bytes(), found.fingerprint

    first, authority = made(("gym.local",), 0)
    assert made(("gym.local",), 300) == (first, authority)
    renewed, same = made(("gym.local",), 380)
    assert renewed != first
    assert same == authority
    assert made(("gym.local", "192.0.2.7"), 380)[0] != renewed
    told = own_certificate(folder, ("gym.local",), NOW + timedelta(days=380)).until
    assert timedelta(days=700) < told - NOW < timedelta(days=380 + 397)


def test_keys_are_their_owners_alone(tmp_path: Path, certified: Certified) -> None:
    for name in ("ca.key", "server.key"):
        mode = (tmp_path / "iron" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_a_given_certificate_needs_its_own_key(
    tmp_path: Path, certified: Certified
) -> None:
    found = given_certificate(certified.tls.certificate, certified.tls.key, None)
    assert "gym.local" in found.names
    with pytest.raises(ServeError, match="not the key"):
        given_certificate(certified.tls.certificate, tmp_path / "iron" / "ca.key", None)
