"""Addresses of identification."""

from django.urls import path

from alongside.improving.identification.views import fairness, intelligence, known, lists, objections

app_name = "identification"
CANDIDATE = "may-need-help/families/<uuid:candidate_id>/"
urlpatterns = [
    path("may-need-help/", lists.TheList.as_view(), name="list"),
    path("may-need-help/top/", lists.Top.as_view(), name="top"),
    path(CANDIDATE, lists.OneFamily.as_view(), name="candidate"),
    path(f"{CANDIDATE}accept/", lists.Accept.as_view(), name="accept"),
    path(f"{CANDIDATE}decline/", lists.Decline.as_view(), name="decline"),
    path(f"{CANDIDATE}put-off/", lists.Defer.as_view(), name="defer"),
    path("may-need-help/objections/", objections.Objections.as_view(), name="objections"),
    path("may-need-help/objections/from/<uuid:somebody_id>/", objections.Object.as_view(), name="object"),
    path("may-need-help/objections/<uuid:objection_id>/", objections.AnswerObjection.as_view(), name="objection"),
    path("may-need-help/fairness/", fairness.Fairness.as_view(), name="fairness"),
    path("may-need-help/impact-assessment/", fairness.ImpactAssessment.as_view(), name="impact_assessment"),
    path("may-need-help/impact-assessment/pdf/", fairness.ImpactAssessmentFile.as_view(), name="impact_file"),
    path("local-intelligence/", intelligence.NoticedInPlaces.as_view(), name="noticed"),
    path("local-intelligence/log/", intelligence.LogNoticed.as_view(), name="log_noticed"),
    path("families/<uuid:family_id>/known/", known.Known.as_view(), name="known"),
]
