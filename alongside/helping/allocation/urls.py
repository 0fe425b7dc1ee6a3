"""Addresses of the panel."""

from django.urls import path

from alongside.helping.allocation import views

app_name = "allocation"
urlpatterns = [
    path("panel/", views.PanelAgenda.as_view(), name="panel"),
    path("panel/load/", views.Loads.as_view(), name="loads"),
    path("panel/decide/<uuid:episode_id>/", views.Decide.as_view(), name="decide"),
    path("panel/<slug:panel_id>/finish/", views.Finish.as_view(), name="finish"),
]
