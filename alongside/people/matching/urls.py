"""Addresses of matching."""

from django.urls import path

from alongside.people.matching.views import alike, comparing, merging, places

app_name = "matching"
PERSON = "people/<uuid:person_id>/matches/"
urlpatterns = [
    path("matches/", comparing.Waiting.as_view(), name="waiting"),
    path("matches/set-apart/", comparing.SetApart.as_view(), name="set_apart"),
    path("matches/partners-only/", alike.Alike.as_view(), name="alike"),
    path("matches/partners-only/<uuid:first_id>/<uuid:second_id>/", alike.CompareAlike.as_view(), name="compare_alike"),
    path(
        "matches/partners-only/answers/<uuid:answer_id>/take-back/",
        alike.TakeBackAlike.as_view(),
        name="take_back_alike",
    ),
    path("matches/places/", places.Places.as_view(), name="places"),
    path("matches/runs/<uuid:run_id>/stop/", comparing.StopRun.as_view(), name="stop"),
    path("matches/answers/<uuid:answer_id>/take-back/", comparing.TakeBack.as_view(), name="take_back"),
    path("matches/<uuid:description_id>/<uuid:person_id>/", comparing.Compare.as_view(), name="compare"),
    path(PERSON, merging.OfPerson.as_view(), name="person"),
    path(f"{PERSON}recorded-twice/", merging.RecordedTwice.as_view(), name="recorded_twice"),
    path(f"{PERSON}merge/<uuid:other_id>/", merging.MergePeople.as_view(), name="merge"),
    path("matches/merges/<uuid:merge_id>/", merging.ShowMerge.as_view(), name="merged"),
    path("matches/merges/<uuid:merge_id>/undo/", merging.PartPeople.as_view(), name="part"),
]
