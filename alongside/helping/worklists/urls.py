"""Addresses of the worklist."""

from django.urls import path

from alongside.helping.worklists.views import MyFamilies, Stuck, Today, Waiting

app_name = "worklists"
urlpatterns = [
    path("", Today.as_view(), name="today"),
    path("waiting/", Waiting.as_view(), name="waiting"),
    path("my-families/", MyFamilies.as_view(), name="my_families"),
    path("progress/", Stuck.as_view(), name="stuck"),
]
