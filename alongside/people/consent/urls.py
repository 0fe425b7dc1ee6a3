"""Addresses of a family's 'Sharing' tab."""

from django.urls import path

from alongside.people.consent import views

app_name = "consent"
FAMILY = "families/<uuid:family_id>/sharing/"
urlpatterns = [
    path(FAMILY, views.Overview.as_view(), name="overview"),
    path(f"{FAMILY}agreement/", views.Agree.as_view(), name="agree"),
    path(f"{FAMILY}agreement/<uuid:agreement_id>/withdraw/", views.ChangeOfMind.as_view(), name="withdraw"),
    path(f"{FAMILY}agencies/", views.Share.as_view(), name="share"),
    path(f"{FAMILY}agencies/<uuid:preference_id>/stop/", views.StopSharing.as_view(), name="stop_sharing"),
    path(f"{FAMILY}lawful-basis/", views.RecordBasis.as_view(), name="record_basis"),
    path(f"{FAMILY}lawful-basis/<uuid:basis_id>/end/", views.EndBasis.as_view(), name="end_basis"),
]
