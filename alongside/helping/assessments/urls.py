"""Addresses of a family's 'Assessment' tab."""

from django.urls import path

from alongside.helping.assessments.views import copies, deciding, reading, scores, writing

app_name = "assessments"
FAMILY = "families/<uuid:family_id>/assessment/"
ONE = f"{FAMILY}<uuid:assessment_id>/"
urlpatterns = [
    path(FAMILY, reading.Overview.as_view(), name="overview"),
    path(f"{FAMILY}start/", writing.Start.as_view(), name="start"),
    path(f"{FAMILY}scales/", reading.Scales.as_view(), name="scales"),
    path(f"{FAMILY}scores/", scores.Scores.as_view(), name="scores"),
    path(f"{FAMILY}scores/add/", scores.AddScore.as_view(), name="add_score"),
    path(ONE, reading.TaskList.as_view(), name="assessment"),
    path(f"{ONE}write/<slug:section>/<str:subject>/", writing.Write.as_view(), name="page"),
    path(f"{ONE}answers/", reading.Answers.as_view(), name="answers"),
    path(f"{ONE}changes/", reading.Changes.as_view(), name="changes"),
    path(f"{ONE}family-copy/", copies.FamilyCopy.as_view(), name="family_copy"),
    path(f"{ONE}family-copy/<uuid:copy_id>/", copies.FamilyCopyFor.as_view(), name="family_copy_for"),
    path(f"{ONE}family-copy/<uuid:copy_id>/copy.pdf", copies.FamilyCopyFile.as_view(), name="family_copy_file"),
    path(f"{ONE}share/", deciding.Share.as_view(), name="share"),
    path(f"{ONE}sign-off/", deciding.SignOff.as_view(), name="sign_off"),
    path(f"{ONE}hand-over/", deciding.HandOver.as_view(), name="hand_over"),
    path(f"{ONE}discard/", deciding.Discard.as_view(), name="discard"),
]
