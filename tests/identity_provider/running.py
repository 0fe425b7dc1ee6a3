"""The identity providers of `server.mjs`, as a test starts and uses them."""

import datetime as dt
import html
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

HERE = Path(__file__).parent
MFA = "https://refeds.org/profile/mfa"

Claims = dict[str, Any]


def person(email: str, *, verified: bool | None = True, **more: Any) -> Claims:
    """What a provider says of somebody: `sub`, `amr` and `how` by name."""
    claims = {"email": email, "name": "Wendy Worker"}
    return {"claims": claims if verified is None else {**claims, "email_verified": verified}, **more}


@cache
def key_and_certificate() -> tuple[str, str]:
    """The providers' key and certificate, as PEM; made for this run."""
    return new_key_and_certificate()


def new_key_and_certificate() -> tuple[str, str]:
    """A key and its own certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Identity provider of the tests")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


@dataclass(frozen=True)
class Providers:
    """Both providers, running."""

    address: str

    def openid(self, leads_to: str, name: str) -> str:
        """Sign in as `name` at the page our redirect leads to; the address that the browser is sent back to."""
        browser = requests.Session()
        page = browser.get(leads_to)
        assert "Who are you?" in page.text, page.text
        answer = browser.get(page.url, params={"person": name}, allow_redirects=False)
        for _ in range(5):
            where = answer.headers["Location"]
            if not where.startswith((self.address, "/")):
                return where
            answer = browser.get(where if "://" in where else self.address + where, allow_redirects=False)
        raise AssertionError(answer.text)

    def saml(self, leads_to: str, name: str) -> str:
        """Sign in as `name`; the signed answer that the browser would post."""
        page = requests.get(leads_to, params={"person": name}, timeout=10)
        found = re.search(r'name="SAMLResponse" value="([^"]+)"', page.text)
        assert found, page.text
        return html.unescape(found[1])

    def unasked_saml(self, name: str) -> str:
        """An answer to nothing, as an attacker would have somebody post."""
        return self.saml(f"{self.address}/saml/sso", name)


@contextmanager
def providers(
    people: dict[str, Claims], *, redirect_uri: str = "http://testserver/", metadata: str = ""
) -> Iterator[Providers]:
    """Both providers, knowing these people; stopped afterwards."""
    assert (HERE / "node_modules").is_dir(), "The identity providers are not installed: run tools/identity_provider.py"
    key, certificate = key_and_certificate()
    port = _free_port()
    told = {
        "PORT": str(port), "PEOPLE": json.dumps(people), "REDIRECT_URI": redirect_uri, "SP_METADATA": metadata,
        "KEY": key, "CERTIFICATE": certificate,
    }  # fmt: skip
    running = subprocess.Popen(
        [_node(), "server.mjs"], cwd=HERE, env={**os.environ, **told}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    try:
        said = []
        for line in running.stdout:
            said.append(line)
            if line.strip() == "ready":
                break
        assert said and said[-1].strip() == "ready", "".join(said)
        yield Providers(f"http://127.0.0.1:{port}")
    finally:
        running.terminate()
        running.wait(timeout=10)
        running.stdout.close()


def path_of(address: str) -> str:
    """The part of an address that Django's test client takes."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def _node() -> str:
    from tools.setup import own_node

    own = own_node()
    return str(own) if own is not None else str(shutil.which("node"))
