"""Addresses of the design system: going on after being signed out, and the page of components."""

from django.conf import settings
from django.urls import URLPattern, path

from alongside.ground.design_system.pages import Components, Resume

urlpatterns: list[URLPattern] = [path("resume/", Resume.as_view(), name="resume")]
if settings.DEMO or settings.TESTING:
    urlpatterns.append(path("design-system/", Components.as_view(), name="components"))
