"""Addresses of the operating model."""

from django.urls import path

from alongside.ground.operating_models.views import HowWeWork

urlpatterns = [path("how-we-work/", HowWeWork.as_view(), name="how_we_work")]
