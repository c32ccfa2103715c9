"""Single sign-on, against a small OpenID Connect server that the test runs: discovery, code, PKCE, a signed token, user info."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client
from tests.cast import Cast

from ledgerhouse.config.sso import openid_servers
from ledgerhouse.foundation.models import BrowserSession, SignIn, User
from ledgerhouse.foundation.sign_in.words import Outcome

pytestmark = pytest.mark.requirement("R077")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Server(ThreadingHTTPServer):
    """The server, what it says of the person, and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.claims: dict[str, Any] = {"sub": "abc-1", "preferred_username": "buyer", "email": "sun@example.com"}
        self.challenge = ""
        self.tokens: list[dict[str, str]] = []


class Answers(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args: Any) -> None:
        pass

    def tell(self, what: Any, status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url = self.server.url
        if self.path.endswith("/.well-known/openid-configuration"):
            self.tell(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/me",
                    "jwks_uri": f"{url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/me" and self.headers["Authorization"] == "Bearer access-1":
            self.tell(self.server.claims)
        else:
            self.tell({}, 404)

    def do_POST(self) -> None:
        asked = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.server.tokens.append(asked)
        proof = urlsafe_b64encode(sha256(asked.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked["code"] != "code-1" or asked["client_secret"] != "hush" or proof != self.server.challenge:
            return self.tell({"error": "invalid_grant"}, 400)
        now = int(time())
        claims = {**self.server.claims, "iss": self.server.url, "aud": "ledgerhouse", "iat": now, "exp": now + 60}
        token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})
        return self.tell({"access_token": "access-1", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[Server]:
    running = Server()
    threading.Thread(target=running.serve_forever, daemon=True).start()
    file = tmp_path / "sso.json"
    one = {"id": "corp", "name": "公司账号", "server": running.url, "client_id": "ledgerhouse", "secret": "hush"}
    file.write_text(json.dumps([one]), encoding="utf-8")
    servers = openid_servers(str(file))
    monkeypatch.setattr(settings, "SSO_SERVERS", servers)
    monkeypatch.setitem(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS", servers)
    yield running
    running.shutdown()
    running.server_close()


def come_back(client: Client, server: Server, **changed: str) -> Any:
    """Begin here, agree there, come back here."""
    there = urlsplit(client.post("/sign-in/by/corp/")["Location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert there.geturl().startswith(f"{server.url}/authorize?")
    assert asked["code_challenge_method"] == "S256"
    server.challenge = asked["code_challenge"]
    return client.get("/sign-in/by/corp/back/", {"code": "code-1", "state": asked["state"], **changed})


def who(client: Client) -> str:
    row = BrowserSession.objects.filter(session_key=sha256(client.cookies["sessionid"].value.encode()).hexdigest())
    return User.objects.get(id=row.get().user).username if row.exclude(user=0).exists() else ""


def test_somebody_known_by_name_comes_in(cast: Cast, server: Server) -> None:
    client = Client()
    assert "公司账号" in client.get("/sign-in/").content.decode()
    assert come_back(client, server).status_code == 302
    assert who(client) == "buyer"
    assert SignIn.objects.get(username="buyer").method == "sso"
    from allauth.socialaccount.models import SocialAccount, SocialToken

    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == ("abc-1", {}), "what the server says of the person is not kept"
    assert not SocialToken.objects.exists()


def test_later_the_account_there_counts_not_the_name(cast: Cast, server: Server) -> None:
    come_back(Client(), server)
    server.claims["preferred_username"] = "cfo"
    client = Client()
    come_back(client, server)
    assert who(client) == "buyer", "whoever renames themself there does not become somebody else here"


def test_a_stranger_is_sent_back_with_a_sentence(cast: Cast, server: Server) -> None:
    server.claims |= {"sub": "x", "preferred_username": "stranger"}
    client = Client()
    client.cookies["django_language"] = "en"
    assert come_back(client, server)["Location"] == "/sign-in/"
    assert "nobody here has been given this account" in client.get("/sign-in/").content.decode()
    assert not User.objects.filter(username="stranger").exists()
    assert SignIn.objects.get(username="stranger").outcome == Outcome.REFUSED


@pytest.mark.parametrize(("verified", "username"), [(True, "buyer"), (False, ""), ("true", "")])
def test_by_mail_only_a_verified_address_counts(cast: Cast, server: Server, verified: object, username: str) -> None:
    server.claims |= {"preferred_username": "someone", "email": "Sun@Example.com", "email_verified": verified}
    settings.SSO_SERVERS[0]["settings"]["match"] = "email"
    user = User.objects.get(username="buyer")
    user.email = "sun@example.com"
    user.save()
    client = Client()
    come_back(client, server)
    assert who(client) == username


def test_somebody_inactive_does_not_come_in(cast: Cast, server: Server) -> None:
    User.objects.filter(username="buyer").update(is_active=False)
    client = Client()
    come_back(client, server)
    assert who(client) == ""


@pytest.mark.parametrize("changed", [{"state": "made-up"}, {"code": "stolen"}])
def test_a_forged_answer_opens_nothing(cast: Cast, server: Server, changed: dict[str, str]) -> None:
    client = Client()
    assert come_back(client, server, **changed)["Location"] == "/sign-in/"
    assert who(client) == ""


def test_nothing_is_called_by_merely_looking(cast: Cast, server: Server) -> None:
    """A link on a foreign page must not sign anybody in: beginning needs a form of ours."""
    assert Client(enforce_csrf_checks=True).post("/sign-in/by/corp/").status_code == 403


def test_a_file_of_servers_that_makes_no_sense_is_refused(tmp_path) -> None:
    file = tmp_path / "sso.json"
    file.write_text('[{"id": "corp"}]', encoding="utf-8")
    with pytest.raises(ValueError, match="LEDGERHOUSE_SSO"):
        openid_servers(str(file))
