"""How allauth fits in: it keeps factors and talks to identity providers, and never shows a page or sends a message."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from requests import Session

from alongside.ground.sign_in.attempts import address_of


class Accounts(DefaultAccountAdapter):
    """Accounts are opened by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address asking, as the limits on wrong tries see it."""
        return address_of(request)

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say what happened."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Our pages show every method; allauth's e-mails would need templates of another kind."""


class SecondFactors(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Encrypted under a key made from the installation's secret."""
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; also when it was encrypted under an earlier SECRET_KEY kept in SECRET_KEY_FALLBACKS."""
        return _decrypted(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host people see in their browser, under the product's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Alongside"}

    def _get_site_name(self) -> str:
        return "Alongside"


class Providers(DefaultSocialAccountAdapter):
    """Nobody gets an account by signing in somewhere else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No."""
        return False

    def get_requests_session(self) -> Session:
        """What asks the provider, and goes nowhere that it is sent on to: a redirect ends the try."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session


def _cipher(secret: str | bytes) -> Fernet:
    given = secret if isinstance(secret, bytes) else secret.encode()
    key = hashlib.blake2b(given, digest_size=32, person=b"alongside.mfa").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _decrypted(text: str) -> str:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_cipher(secret) for secret in secrets]).decrypt(text.encode()).decode()


def sealed_anew(text: str) -> str:
    """The same secret under the key of today, so that an earlier one can be forgotten some time after a change."""
    return _cipher(settings.SECRET_KEY).encrypt(_decrypted(text).encode()).decode()
