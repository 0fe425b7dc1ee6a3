"""Addresses of partner data: ids only, never a record's number."""

from django.urls import path

from alongside.people.partner_data import views

urlpatterns = [
    path("feeds/", views.Feeds.as_view(), name="feeds"),
    path("feeds/sent/<uuid:sent_id>/", views.Sent.as_view(), name="sent_feed_file"),
    path("feeds/sent/<uuid:sent_id>/take/", views.Take.as_view(), name="take_feed_file"),
    path("feeds/sent/<uuid:sent_id>/put-away/", views.PutAway.as_view(), name="put_away_feed_file"),
    path("feeds/loads/<uuid:load_id>/", views.OneLoad.as_view(), name="feed_load"),
    path("feeds/loads/<uuid:load_id>/refused-rows.csv", views.RefusedRows.as_view(), {"kind": "csv"},
         name="refused_rows_csv"),
    path("feeds/loads/<uuid:load_id>/refused-rows.xlsx", views.RefusedRows.as_view(), {"kind": "xlsx"},
         name="refused_rows_xlsx"),
    path("feeds/loads/<uuid:load_id>/withdraw/", views.Withdraw.as_view(), name="withdraw_feed_load"),
    path("feeds/rows/<uuid:row_id>/", views.OneRow.as_view(), name="feed_row"),
    path("feeds/<slug:feed>/", views.OneFeed.as_view(), name="feed"),
    path("feeds/<slug:feed>/load/", views.LoadFile.as_view(), name="load_feed"),
    path("feeds/<slug:feed>/record/", views.FindRecord.as_view(), name="find_feed_record"),
]  # fmt: skip
