"""Addresses of governance."""

from django.urls import path

from alongside.improving.governance import views

app_name = "governance"
FAMILY = "families/<uuid:family_id>/sharing/readers/"
urlpatterns = [
    path("alerts/", views.Alerts.as_view(), name="alerts"),
    path("alerts/closed/", views.ClosedAlerts.as_view(), name="closed"),
    path("alerts/<uuid:alert_id>/", views.OneAlert.as_view(), name="alert"),
    path(FAMILY, views.Readers.as_view(), name="readers"),
    path(f"{FAMILY}for-the-family/", views.WhoHasSeen.as_view(), name="who_has_seen"),
]
