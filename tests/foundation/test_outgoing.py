"""The one way out: only where the house may go."""

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest
import requests
from django.conf import settings

from ledgerhouse.foundation.outgoing import NotOutThere, check_url
from ledgerhouse.foundation.outgoing_session import session

pytestmark = pytest.mark.requirement("R077")
INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "[::1]", "[fd00::1]",
    "[fe80::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[2002:7f00:1::]", "[64:ff9b::a00:1]", "224.0.0.1", "2130706433", "0x7f.1",
]  # fmt: skip


@pytest.fixture
def server() -> Iterator[str]:
    """A server inside, which nobody should reach: it counts who does."""

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.asked += 1
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", f"http://{self.path[4:]}/")
                self.end_headers()
            else:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"secret")

        def log_message(self, *args: object) -> None:
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    running.asked = 0
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("host", INSIDE)
def test_addresses_inside_are_refused_however_they_are_written(host: str) -> None:
    with pytest.raises(NotOutThere):
        check_url(f"https://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "https://",
        "https://me:pw@example.com/",
        "https://example.com:x/",
    ],
)
def test_other_ways_are_refused(url: str) -> None:
    with pytest.raises(NotOutThere):
        check_url(url)


def test_a_public_address_is_fine(monkeypatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names({"hooks.example.com": ["93.184.216.34"]}))
    assert check_url("https://hooks.example.com/x") == "https://hooks.example.com/x"


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names({"hooks.example.com": ["93.184.216.34", "10.0.0.1"]}))
    with pytest.raises(NotOutThere):
        check_url("https://hooks.example.com/x")


def test_a_name_that_turns_inside_after_the_check_is_not_reached(server, monkeypatch) -> None:
    """DNS rebinding: the first answer is public, the next is this machine."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, port, **_how: _found(next(answers), port))
    check_url(f"https://rebind.example:{server.server_port}/")
    with pytest.raises(requests.ConnectionError):
        session().get(f"http://rebind.example:{server.server_port}/")
    assert server.asked == 0


def test_what_was_checked_is_what_is_connected_to(server, monkeypatch) -> None:
    """The address is resolved once per connection; a second question, which could be answered otherwise, is never asked."""
    asked = []

    def answer(host: str, port: int, **_how: object) -> list:
        asked.append(host)
        return _found(["127.0.0.1"], port)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    monkeypatch.setattr(settings, "OUTGOING", ["127.0.0.0/8"])
    assert session().get(f"http://once.example:{server.server_port}/").text == "secret"
    assert asked == ["once.example"]


def test_a_redirect_inside_is_not_followed(server, monkeypatch) -> None:
    real = socket.getaddrinfo
    names = {"public.example": "127.0.0.1"}

    def answer(host: str, port: int, **how: object) -> list:
        return real(names.get(host, host), port, **how)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    guarded = session(allowed=("public.example",))
    with pytest.raises(requests.ConnectionError):
        guarded.get(f"http://public.example:{server.server_port}/to/localhost:{server.server_port}")
    assert server.asked == 1


def test_the_environments_proxy_is_not_used(server, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(socket, "getaddrinfo", _names({"hooks.example.com": ["10.0.0.1"]}))
    with pytest.raises(requests.ConnectionError):
        session().get("http://hooks.example.com/")
    assert server.asked == 0


def test_what_the_operator_allows_is_reached(server, monkeypatch) -> None:
    monkeypatch.setattr(settings, "OUTGOING", ["127.0.0.1"])
    assert session().get(f"http://127.0.0.1:{server.server_port}/").text == "secret"


def _names(known: dict[str, list[str]]):
    return lambda host, port, **_how: _found(known[host], port)


def _found(addresses: list[str], port: int) -> list:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]
