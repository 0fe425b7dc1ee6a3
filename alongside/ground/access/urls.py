"""Addresses of access."""

from django.urls import path

from alongside.ground.access.views import WhoCanDoWhat

urlpatterns = [path("who-can-do-what/", WhoCanDoWhat.as_view(), name="who_can_do_what")]
