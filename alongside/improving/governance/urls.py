"""Addresses of governance."""

from django.urls import path

from alongside.improving.governance.views import alerts, records

app_name = "governance"
FAMILY = "families/<uuid:family_id>/sharing/"
REQUEST = "record-requests/<uuid:request_id>/"
urlpatterns = [
    path("alerts/", alerts.Alerts.as_view(), name="alerts"),
    path("alerts/closed/", alerts.ClosedAlerts.as_view(), name="closed"),
    path("alerts/<uuid:alert_id>/", alerts.OneAlert.as_view(), name="alert"),
    path(f"{FAMILY}readers/", alerts.Readers.as_view(), name="readers"),
    path(f"{FAMILY}readers/for-the-family/", alerts.WhoHasSeen.as_view(), name="who_has_seen"),
    path(f"{FAMILY}asks-for-record/", records.RecordRequest.as_view(), name="record_request"),
    path("record-requests/", records.Requests.as_view(), name="requests"),
    path(REQUEST, records.OneRequest.as_view(), name="request"),
    path(f"{REQUEST}take-on/", records.TakeOn.as_view(), name="take_on"),
    path(f"{REQUEST}items/<uuid:item_id>/", records.OneItem.as_view(), name="item"),
    path(f"{REQUEST}plain/", records.DisclosePlain.as_view(), name="plain"),
    path(f"{REQUEST}review/", records.AskForReview.as_view(), name="review"),
    path(f"{REQUEST}send-back/", records.SendBack.as_view(), name="send_back"),
    path(f"{REQUEST}send/", records.Send.as_view(), name="send"),
    path(f"{REQUEST}refuse/", records.Refuse.as_view(), name="refuse"),
    path(f"{REQUEST}copy/", records.RecordFile.as_view(), name="copy"),
]
