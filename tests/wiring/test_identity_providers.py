"""The council's own sign-in as environment variables name it: what is missing or wrong is said at the start."""

from pathlib import Path

import pytest

from alongside.project.identity_providers import WronglyConfigured, from_environment

OIDC = {
    "ALONGSIDE_OIDC_ISSUER": "https://login.council.example",
    "ALONGSIDE_OIDC_CLIENT_ID": "alongside",
    "ALONGSIDE_OIDC_SECRET": "secret",
    "ALONGSIDE_OIDC_DOMAINS": " Council.example , schools.example ",
}
SAML = {
    "ALONGSIDE_SAML_ENTITY_ID": "https://login.council.example/saml",
    "ALONGSIDE_SAML_SSO_URL": "https://login.council.example/saml/sso",
    "ALONGSIDE_SAML_CERTIFICATE": "-----BEGIN CERTIFICATE-----",
    "ALONGSIDE_SAML_DOMAINS": "council.example",
}


def test_nothing_is_configured_by_itself() -> None:
    assert [kind["APPS"] for kind in from_environment({}).values()] == [[], []]


def test_domains_are_read_as_people_write_them() -> None:
    (app,) = from_environment(OIDC)["openid_connect"]["APPS"]
    assert app["settings"]["domains"] == ["council.example", "schools.example"]
    assert app["settings"]["second_factor"] == "claim"


@pytest.mark.parametrize("name", [name for name in (*OIDC, *SAML) if not name.endswith(("ISSUER", "ENTITY_ID"))])
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(WronglyConfigured, match=f"{name} is missing"):
        from_environment({key: value for key, value in {**OIDC, **SAML}.items() if key != name})


def test_a_second_factor_setting_that_means_nothing_is_refused() -> None:
    with pytest.raises(WronglyConfigured, match="must be one of: claim, always, never"):
        from_environment({**OIDC, "ALONGSIDE_OIDC_SECOND_FACTOR": "sometimes"})


def test_the_certificate_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    file.write_text("-----BEGIN CERTIFICATE----- of the council")
    (app,) = from_environment({**SAML, "ALONGSIDE_SAML_CERTIFICATE": str(file)})["saml"]["APPS"]
    assert app["settings"]["certificate"].endswith("of the council")
