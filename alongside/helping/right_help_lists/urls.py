"""Addresses of Right Early Help lists: ids only."""

from django.urls import path

from alongside.helping.right_help_lists import views

urlpatterns = [
    path("right-early-help-list/", views.OwnList.as_view(), name="right_help_list"),
    path("right-early-help-list/list.csv", views.OwnListFile.as_view(), name="right_help_list_file"),
    path("right-early-help-list/new/", views.AskForList.as_view(), name="ask_for_right_help_list"),
    path(
        "right-early-help-list/<uuid:list_id>/confirm/", views.ConfirmList.as_view(), name="confirm_right_help_list"
    ),
    path("right-early-help-lists/", views.AllLists.as_view(), name="right_help_lists"),
    path("right-early-help-lists/<uuid:list_id>/", views.WhatWasTold.as_view(), name="what_right_help_list_said"),
    path(
        "families/<uuid:family_id>/right-early-help-lists/", views.ToldOfFamily.as_view(),
        name="told_by_right_help_lists",
    ),
    path(
        "right-early-help-lists/agencies/<uuid:agency_id>/new/", views.MakeForAgency.as_view(),
        name="make_right_help_list",
    ),
]  # fmt: skip
