"""Addresses of retention."""

from django.urls import path

from alongside.improving.retention import views

app_name = "retention"
HOLD = "families/<uuid:family_id>/sharing/hold/"
urlpatterns = [
    path("retention/", views.DryRun.as_view(), name="due"),
    path("retention/disposed/", views.Log.as_view(), name="disposed"),
    path(HOLD, views.SetHold.as_view(), name="hold"),
    path(f"{HOLD}lift/", views.LiftHold.as_view(), name="lift"),
]
