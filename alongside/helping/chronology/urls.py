"""Addresses of a family's overview and chronology."""

from django.urls import path

from alongside.helping.chronology.views import AddNote, Chronology, Overview

app_name = "chronology"
urlpatterns = [
    path("families/<uuid:family_id>/", Overview.as_view(), name="overview"),
    path("families/<uuid:family_id>/chronology/", Chronology.as_view(), name="chronology"),
    path("families/<uuid:family_id>/chronology/add/", AddNote.as_view(), name="add_note"),
]
