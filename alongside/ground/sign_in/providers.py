"""The council's own sign-in: which identity providers are configured, and who may come in through one.

A provider is believed about the e-mail domains it answers for and no others, only about addresses it says are verified,
and only for people who have an account here already. What it says of anybody else is refused and written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from alongside.ground.access.models import User
from alongside.ground.lib.errors import Refused
from alongside.ground.sign_in import actions
from alongside.ground.sign_in.queries import identity_at, linked, person_by_email
from alongside.ground.sign_in.words import Factor

NOT_LET_IN = "Your council’s sign-in worked, but we could not let you in with it."


@dataclass(frozen=True)
class Provider:
    """One identity provider, as configured. `kind` is 'openid_connect' or 'saml'; `key` stands in addresses."""

    kind: str
    key: str
    name: str
    domains: tuple[str, ...]
    second_factor: str
    email_is_verified: bool
    more: Mapping[str, Any]

    @property
    def id(self) -> str:
        """What its identities are kept under."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True)
class Asserted:
    """What a provider says of the person, once its signature is found good. `verified` None: it does not say."""

    uid: str
    email: str
    verified: bool | None
    second_factor: bool


class NotLetIn(Refused):
    """The provider's word is not enough; `why` is what the audit trail is told."""

    def __init__(self, why: str, what_to_do: str, user: User | None = None) -> None:
        super().__init__(NOT_LET_IN, what_to_do=what_to_do)
        self.why, self.user = why, user


def configured() -> list[Provider]:
    """Every provider of settings.SOCIALACCOUNT_PROVIDERS."""
    return [_provider(kind, app) for kind in ("openid_connect", "saml") for app in _apps(kind)]


def provider(kind: str, key: str) -> Provider | None:
    """One provider, or None when it is not configured."""
    return next((one for one in configured() if (one.kind, one.key) == (kind, key)), None)


def let_in(provider: Provider, said: Asserted) -> tuple[User, tuple[Factor, ...]]:
    """Who comes in by the provider's word, and what that proves. Raises NotLetIn."""
    user = _person(provider, said)
    strong = provider.second_factor == "always" or (provider.second_factor == "claim" and said.second_factor)
    return user, (Factor.PROVIDER_WITH_SECOND if strong else Factor.PROVIDER,)


def _person(provider: Provider, said: Asserted) -> User:
    ask = "Ask the person who looks after Alongside in your agency."
    known = linked(provider.id, said.uid) if said.uid else None
    if not said.uid or not said.email:
        raise NotLetIn("nothing_said", ask, known)
    if said.email.casefold().rpartition("@")[2] not in provider.domains:
        raise NotLetIn("domain_not_theirs", "It may not sign in people with your e-mail address. " + ask, known)
    if said.verified is False or (said.verified is None and not provider.email_is_verified):
        raise NotLetIn("email_not_verified", "It does not say that your e-mail address has been checked. " + ask, known)
    if known is not None:
        if not known.is_active or known.email.casefold() != said.email.casefold():
            raise NotLetIn("not_the_linked_person", "It now gives another e-mail address for you. " + ask, known)
        return known
    user = person_by_email(said.email)
    if user is None:
        raise NotLetIn("no_account", "There is no account here with your e-mail address. " + ask)
    if identity_at(user, provider.id):
        raise NotLetIn("another_identity", "It knows you as somebody else now. " + ask, user)
    actions.link_provider(user=user, provider=provider.id, uid=said.uid, by=user)
    return user


def _apps(kind: str) -> list[Mapping[str, Any]]:
    return list(settings.SOCIALACCOUNT_PROVIDERS.get(kind, {}).get("APPS", []))


def _provider(kind: str, app: Mapping[str, Any]) -> Provider:
    more = app["settings"]
    return Provider(
        kind=kind,
        key=app["provider_id"],
        name=app["name"],
        domains=tuple(more.get("domains", ())),
        second_factor=more.get("second_factor", "claim"),
        email_is_verified=bool(more.get("email_is_verified", kind == "saml")),
        more=more,
    )
