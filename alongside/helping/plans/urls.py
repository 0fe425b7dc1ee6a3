"""Addresses of a family's plan, team, meetings and reviews: ids only."""

from django.urls import path

from alongside.helping.plans.views import copies, meetings, outcomes, plan, reviews, team

app_name = "plans"
FAMILY = "families/<uuid:family_id>"
OUTCOME = f"{FAMILY}/plan/outcomes/<uuid:outcome_id>"
ACTION = f"{FAMILY}/plan/actions/<uuid:action_id>"
MEETING = f"{FAMILY}/meetings/<uuid:meeting_id>"

urlpatterns = [
    path(f"{FAMILY}/plan/", plan.PlanView.as_view(), name="plan"),
    path(f"{FAMILY}/plan/start/", plan.StartPlan.as_view(), name="start"),
    path(f"{FAMILY}/plan/agree/", plan.AgreePlan.as_view(), name="agree"),
    path(f"{FAMILY}/plan/copy/", copies.FamilyCopy.as_view(), name="family_copy"),
    path(f"{FAMILY}/plan/copy/<uuid:copy_id>/", copies.FamilyCopyFor.as_view(), name="family_copy_for"),
    path(f"{FAMILY}/plan/copy/<uuid:copy_id>/our-plan.pdf", copies.FamilyCopyFile.as_view(), name="plan_pdf"),
    path(f"{FAMILY}/plan/outcomes/add/", outcomes.AddOutcome.as_view(), name="add_outcome"),
    path(f"{OUTCOME}/", outcomes.ChangeOutcome.as_view(), name="outcome"),
    path(f"{OUTCOME}/ended/", outcomes.SettleOutcome.as_view(), name="settle"),
    path(f"{OUTCOME}/again/", outcomes.TakeUpOutcome.as_view(), name="take_up"),
    path(f"{OUTCOME}/move/", outcomes.MoveOutcome.as_view(), name="move"),
    path(f"{FAMILY}/plan/actions/add/", outcomes.AddAction.as_view(), name="add_action"),
    path(f"{ACTION}/", outcomes.MarkAction.as_view(), name="action"),
    path(f"{ACTION}/change/", outcomes.ChangeAction.as_view(), name="change_action"),
    path(f"{FAMILY}/team/", team.Team.as_view(), name="team"),
    path(f"{FAMILY}/team/add/", team.AddMember.as_view(), name="add_member"),
    path(f"{FAMILY}/team/<uuid:member_id>/leave/", team.LeaveTeam.as_view(), name="leave"),
    path(f"{FAMILY}/team/lead/", team.NameLead.as_view(), name="name_lead"),
    path(f"{FAMILY}/team/hand-over/", team.OfferHandover.as_view(), name="offer_handover"),
    path(f"{FAMILY}/team/hand-over/answer/", team.AnswerHandover.as_view(), name="answer_handover"),
    path(f"{FAMILY}/team/hand-over/withdraw/", team.WithdrawHandover.as_view(), name="withdraw_handover"),
    path(f"{FAMILY}/team/level/", team.ChangeLevel.as_view(), name="change_level"),
    path(f"{FAMILY}/meetings/", meetings.Meetings.as_view(), name="meetings"),
    path(f"{FAMILY}/meetings/call/", meetings.CallMeeting.as_view(), name="call_meeting"),
    path(f"{MEETING}/", meetings.MeetingPage.as_view(), name="meeting"),
    path(f"{MEETING}/meeting.ics", meetings.MeetingFile.as_view(), name="calendar"),
    path(f"{MEETING}/ask-more/", meetings.InviteMore.as_view(), name="invite_more"),
    path(f"{MEETING}/move/", meetings.RearrangeMeeting.as_view(), name="rearrange"),
    path(f"{MEETING}/cancel/", meetings.CancelMeeting.as_view(), name="cancel_meeting"),
    path(f"{MEETING}/minutes/", meetings.Minutes.as_view(), name="minutes"),
    path(
        f"{MEETING}/invitations/<uuid:invitation_id>/",
        meetings.AnswerInvitation.as_view(),
        name="answer_invitation",
    ),
    path(f"{FAMILY}/reviews/", reviews.Reviews.as_view(), name="reviews"),
    path(f"{FAMILY}/reviews/hold/", reviews.HoldReview.as_view(), name="hold_review"),
    path(f"{FAMILY}/reviews/close/", reviews.Close.as_view(), name="close"),
    path(f"{FAMILY}/reviews/progress/<slug:rule>/", reviews.NoteDrift.as_view(), name="note_drift"),
]
