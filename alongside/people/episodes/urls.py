"""The address of the search for a person."""

from django.urls import path

from alongside.people.episodes.views import Find

app_name = "episodes"
urlpatterns = [path("find/", Find.as_view(), name="find")]
