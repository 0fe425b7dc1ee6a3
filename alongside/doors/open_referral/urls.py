"""Addresses of Open Referral."""

from django.urls import path

from alongside.doors.open_referral.views import api

urlpatterns = [path("open-referral/", api.urls)]
