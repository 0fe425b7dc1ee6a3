"""Words of the worklist."""

from django.db.models import TextChoices


class Need(TextChoices):
    """What needs somebody."""

    DECIDE_CONTACT = "decide_contact", "Contact to decide"
    TELL_SENDER = "tell_sender", "Tell the sender what was decided"
    ANSWER_RETURNED = "answer_returned", "Contact returned to you: more information wanted"
    ANSWER_ENQUIRY = "answer_enquiry", "The hub asks what you know"
    CONTACT_NEWS = "contact_news", "News about your contact"
    ANSWER_HANDOVER = "answer_handover", "Lead offered to you: accept or decline"
    ASSESSMENT = "assessment", "Assessment you are writing"
    ACTION = "action", "Action in a plan"
    REVIEW = "review", "Review of a plan"
    MINUTES = "minutes", "Meeting to write up"
    INVITATION = "invitation", "Meeting: are you coming?"
    START_PLAN = "start_plan", "Family without a plan"
    ASK_AGAIN = "ask_again", "Agreement to be helped ends: ask again"
    FINISH_REFERRAL = "finish_referral", "Referral to social care: yours to finish"
    ANSWER_REFERRAL = "answer_referral", "Referral to answer"
    PANEL = "panel", "Family waiting for the panel"
    NAME_LEAD = "name_lead", "Family without a lead practitioner"
    RIGHT_HELP_LIST = "right_help_list", "Right Early Help list to read and confirm"
    REVIEW_ACCESS = "review_access", "Review who in your agency still needs access"


class Wait(TextChoices):
    """What somebody waits for."""

    CONTACT = "contact", "Your contact: the hub decides"
    HANDOVER = "handover", "Hand-over: waiting for an answer"
    REFERRAL = "referral", "Referral: social care answers"
    ACTION = "action", "Somebody else's action in a plan you lead"
