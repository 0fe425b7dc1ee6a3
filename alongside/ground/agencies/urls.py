"""Addresses of agencies."""

from django.urls import path

from alongside.ground.agencies import views

urlpatterns = [
    path("agencies/", views.Agencies.as_view(), name="agencies"),
    path("agencies/invite/", views.InviteAgency.as_view(), name="invite_agency"),
    path("agencies/agreement/", views.PublishAgreement.as_view(), name="publish_agreement"),
    path("agency/", views.OwnAgency.as_view(), name="own_agency"),
    path("agency/invite/", views.InvitePerson.as_view(), name="invite_person"),
    path("agency/agreement/", views.AcceptAgreement.as_view(), name="accept_agreement"),
    path("agency/review/", views.ReviewAccess.as_view(), name="review_access"),
    path(
        "agency/invitations/<uuid:invitation_id>/withdraw/", views.WithdrawInvitation.as_view(),
        name="withdraw_invitation",
    ),
    path("agency/people/<int:person_id>/", views.ChangePerson.as_view(), name="change_colleague"),
    path("agency/people/<int:person_id>/end/", views.EndAccess.as_view(), name="end_access"),
    path("agency/people/<int:person_id>/start-again/", views.StartAgain.as_view(), name="start_sign_in_again"),
    path("join/", views.Join.as_view(), name="join"),
    path("join/<str:token>/", views.OpenInvitation.as_view(), name="open_invitation"),
]  # fmt: skip
