"""Every address of the product, package by package."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from alongside.project import errors, health

# Order decides who answers first where two packages could.
PACKAGES = (
    "alongside.ground.design_system",
    "alongside.ground.drafts",
    "alongside.ground.sign_in",
    "alongside.ground.access",
    "alongside.ground.agencies",
    "alongside.ground.operating_models",
    "alongside.ground.localities",
    "alongside.people.partner_data",
    "alongside.people.families",
    "alongside.people.protection",
    "alongside.people.matching",
    "alongside.people.consent",
    "alongside.people.episodes",
    "alongside.helping.directory",
    "alongside.helping.front_door",
    "alongside.helping.assessments",
    "alongside.helping.plans",
    "alongside.helping.allocation",
    "alongside.helping.step_up_down",
    "alongside.helping.right_help_lists",
    "alongside.helping.chronology",
    "alongside.helping.worklists",
    "alongside.improving.identification",
    "alongside.improving.governance",
    "alongside.improving.retention",
    "alongside.doors.api",
    "alongside.doors.open_referral",
    "nonprod",  # installed in the demo and in tests only
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/alive", health.alive, name="alive"),
    path("health/ready", health.ready, name="ready"),
]
for package in PACKAGES:
    if apps.is_installed(package) and find_spec(f"{package}.urls"):
        urlpatterns.append(path("", include(f"{package}.urls")))

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.broken
