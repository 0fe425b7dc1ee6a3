"""Words about stepping up: asking social care to take a family on."""

from django.db.models import TextChoices

from alongside.ground.operating_models.words import StepUpPart


class ReferralState(TextChoices):
    """Where a referral to social care stands."""

    DRAFT = "draft", "Not sent yet"
    SENT = "sent", "Sent"
    RECEIVED = "received", "Received"
    MORE_ASKED = "more_asked", "More asked for"
    ACCEPTED = "accepted", "Accepted"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
    CHALLENGED = "challenged", "Challenged: to be looked at again"
    WITHDRAWN = "withdrawn", "Withdrawn"


WITH_SOCIAL_CARE = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.CHALLENGED)
WITH_REFERRER = (ReferralState.DRAFT, ReferralState.MORE_ASKED)
UNANSWERED = (*WITH_SOCIAL_CARE, ReferralState.MORE_ASKED)


class FamilyTold(TextChoices):
    """Whether the family knows of the referral."""

    TOLD = "told", "Yes, and this is what they think"
    NOT_YET = "not_yet", "Not yet"
    UNSAFE = "unsafe", "No: telling them could put somebody in danger"


class MessageKind(TextChoices):
    """What was said about a referral after it was sent."""

    QUESTION = "question", "Social care asked for more"
    REPLY = "reply", "The referrer replied"
    ANSWER = "answer", "Social care answered"
    CHALLENGE = "challenge", "The referrer challenged the answer"
    WITHDRAWAL = "withdrawal", "The referrer withdrew it"


PART_TITLES = {
    StepUpPart.PEOPLE: "People",
    StepUpPart.ADDRESSES: "Where they live",
    StepUpPart.REASON: "Why the family is referred",
    StepUpPart.SAFETY_NOW: "Safety now",
    StepUpPart.CONCERN: "The concern",
    StepUpPart.FACTORS: "Vulnerability factors",
    StepUpPart.ASSESSMENT: "Assessment",
    StepUpPart.PLAN: "Plan and progress",
    StepUpPart.SCALES: "Scales over time",
    StepUpPart.CHILD_VOICE: "The children’s own words",
    StepUpPart.FAMILY_VIEW: "The family’s view",
    StepUpPart.AGREEMENT: "Agreement and lawful basis",
    StepUpPart.WHO_INVOLVED: "Who is involved",
    StepUpPart.HISTORY: "History with early help",
}
"""What each part of a referral is called on the page."""
