"""Addresses of stepping up."""

from django.urls import path

from alongside.helping.step_up_down import views

app_name = "step_up_down"
urlpatterns = [
    path("step-up/", views.Start.as_view(), name="start"),
    path("step-up/new/", views.NewReferral.as_view(), name="new"),
    path("step-up/consultation/", views.RecordConsultation.as_view(), name="consultation"),
    path("families/<uuid:family_id>/step-up/", views.FamilyStepUp.as_view(), name="family"),
    path("families/<uuid:family_id>/step-up/new/", views.NewForFamily.as_view(), name="new_for_family"),
    path("referrals/", views.Inbox.as_view(), name="inbox"),
    path("referrals/<uuid:referral_id>/", views.OneReferral.as_view(), name="referral"),
    path("referrals/<uuid:referral_id>/change/", views.ChangeReferral.as_view(), name="change"),
    path("referrals/<uuid:referral_id>/send/", views.SendReferral.as_view(), name="send"),
    path("referrals/<uuid:referral_id>/receive/", views.Receive.as_view(), name="receive"),
    path("referrals/<uuid:referral_id>/answer/", views.Answer.as_view(), name="answer"),
    path("referrals/<uuid:referral_id>/ask-more/", views.AskMore.as_view(), name="ask_more"),
    path("referrals/<uuid:referral_id>/reply/", views.Reply.as_view(), name="reply"),
    path("referrals/<uuid:referral_id>/challenge/", views.Challenge.as_view(), name="challenge"),
    path("referrals/<uuid:referral_id>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
]
