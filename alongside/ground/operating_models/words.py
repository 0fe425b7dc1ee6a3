"""Closed vocabularies a pack may use: what the code knows how to do. A council chooses among them and names them."""

from enum import StrEnum


class CountDays(StrEnum):
    """How days are counted. Working days leave out weekends and England's bank holidays."""

    WORKING = "working"
    CALENDAR = "calendar"


class Follows(StrEnum):
    """What the system does once a contact has been decided. Higher packages register for these names."""

    ADVICE_AND_CLOSE = "advice_and_close"
    ATTACH_TO_OPEN_FAMILY = "attach_to_open_family"
    NAME_LEAD_PRACTITIONER = "name_lead_practitioner"
    WAIT_FOR_PANEL = "wait_for_panel"
    REFER_UP = "refer_up"
    RETURN_FOR_MORE = "return_for_more"


class DecisionNeed(StrEnum):
    """What must be on record before a decision can be made."""

    RATIONALE = "rationale"
    LEAD_PRACTITIONER = "lead_practitioner"
    AGREEMENT = "agreement"
    SAFEGUARDING_QUESTION = "safeguarding_question"
    PARTNER_ANSWERS = "partner_answers"


class Colour(StrEnum):
    """Tag colours; always shown with their text, never alone."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    GREY = "grey"
    PURPLE = "purple"
    YELLOW = "yellow"


class ClockKind(StrEnum):
    """Every clock the system can run; also the clock's id in `clocks.yaml`."""

    CONTACT_RESPONSE = "contact_response"
    CONTACT_DECISION = "contact_decision"
    PARTNER_ANSWER = "partner_answer"
    ASSESSMENT_DUE = "assessment_due"
    FIRST_TEAM_MEETING = "first_team_meeting"
    PLAN_REVIEW = "plan_review"
    PANEL_WAIT = "panel_wait"
    STEP_UP_ANSWER = "step_up_answer"
    REFERRER_TOLD = "referrer_told"
    CONTACT_RETENTION = "contact_retention"


class ClockStart(StrEnum):
    """The event a clock counts from."""

    CONTACT_RECEIVED = "contact_received"
    PARTNER_ASKED = "partner_asked"
    CONTACT_DECIDED = "contact_decided"
    AGREEMENT_GIVEN = "agreement_given"
    LEAD_NAMED = "lead_named"
    ASSESSMENT_SIGNED_OFF = "assessment_signed_off"
    PLAN_AGREED = "plan_agreed"
    PANEL_ASKED = "panel_asked"
    STEP_UP_SENT = "step_up_sent"
    CONTACT_CLOSED = "contact_closed"


class AskKind(StrEnum):
    """Kinds of extra question a route may ask."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"


class AppliesTo(StrEnum):
    """Whom a vulnerability factor is about."""

    CHILD = "child"
    ADULT = "adult"
    FAMILY = "family"


class FormKind(StrEnum):
    """What a form is for."""

    ASSESSMENT = "assessment"
    REVIEW = "review"
    CLOSING = "closing"
    VOICE = "voice"


class Repeat(StrEnum):
    """Whether a section is answered once, or once for each need, child or person."""

    NONE = "none"
    EACH_NEED = "each_need"
    EACH_CHILD = "each_child"
    EACH_PERSON = "each_person"


class QuestionKind(StrEnum):
    """Kinds of question a form may ask. `scale` is 0 to 10; `person` and `factors` are ids; `choices` a list of ids."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    SCALE = "scale"
    PERSON = "person"
    FACTORS = "factors"


class Prefill(StrEnum):
    """Known facts that may fill a question in, always shown with where they came from."""

    CONTACT_CONCERN = "contact.concern"
    CONTACT_TRIED = "contact.tried"
    CONTACT_FAMILY_VIEW = "contact.family_view"
    CONTACT_GOING_WELL = "contact.going_well"
    FAMILY_PEOPLE = "family.people"
    FAMILY_ADDRESS = "family.address"
    FAMILY_FACTORS = "family.factors"
    PREVIOUS_SAME_QUESTION = "previous.same_question"


class Better(StrEnum):
    """Which way is better on a tool's measure."""

    HIGHER = "higher"
    LOWER = "lower"


class OutcomeState(StrEnum):
    """What an outcome status means to the system, whatever the council calls it."""

    WAITING = "waiting"
    OPEN = "open"
    ACHIEVED = "achieved"
    DROPPED = "dropped"


class ClosingNeed(StrEnum):
    """What must be on record before a family's plan can be closed."""

    OUTCOMES_REVIEWED = "outcomes_reviewed"
    FINAL_SCALE = "final_scale"
    FAMILY_VIEW = "family_view"
    CHILD_VOICE = "child_voice"
    SUSTAIN = "sustain"
    ACTIONS_SETTLED = "actions_settled"


class DriftKind(StrEnum):
    """Signs of drift and delay the system can find."""

    NO_REVIEW = "no_review"
    NO_CONTACT = "no_contact"
    ACTIONS_LATE = "actions_late"
    NO_CHANGE_IN_SCALE = "no_change_in_scale"
    NO_LEAD = "no_lead"
    NO_MEETING = "no_meeting"
    OPEN_TOO_LONG = "open_too_long"


class RecordPart(StrEnum):
    """Parts of a family's record that agreeing to share can open to an agency, beside who is in it and who helps."""

    STORY = "story"
    HEALTH = "health"
    ASSESSMENT = "assessment"
    PLAN = "plan"


class StepUpPart(StrEnum):
    """What a referral to social care can carry."""

    PEOPLE = "people"
    ADDRESSES = "addresses"
    REASON = "reason"
    SAFETY_NOW = "safety_now"
    CONCERN = "concern"
    FACTORS = "factors"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    SCALES = "scales"
    CHILD_VOICE = "child_voice"
    FAMILY_VIEW = "family_view"
    AGREEMENT = "agreement"
    WHO_INVOLVED = "who_involved"
    HISTORY = "history"


class StepUpAnswer(StrEnum):
    """What social care can answer."""

    ACCEPTED = "accepted"
    ADVICE = "advice"
    RETURNED = "returned"


class StoryEvent(StrEnum):
    """What happens in a worked example."""

    CONTACT_RECEIVED = "contact_received"
    CONTACT_DECIDED = "contact_decided"
    CLOCK_STARTED = "clock_started"
    PLAN_REVIEWED = "plan_reviewed"
    ADDRESS_KNOWN = "address_known"
    FORM_ANSWERED = "form_answered"


class Permission(StrEnum):
    """Everything a role can permit. A council combines these into roles and cannot invent one."""

    FIND_PEOPLE = "find_people"
    SEE_FAMILY = "see_family"
    CHANGE_FAMILY = "change_family"
    RECORD_CONTACT = "record_contact"
    SEE_CONTACT = "see_contact"
    SEE_QUEUE = "see_queue"
    DECIDE_CONTACT = "decide_contact"
    ANSWER_ENQUIRY = "answer_enquiry"
    IMPORT_CONTACTS = "import_contacts"
    RECORD_CONSENT = "record_consent"
    SEE_ASSESSMENT = "see_assessment"
    WRITE_ASSESSMENT = "write_assessment"
    SEE_PLAN = "see_plan"
    CHANGE_PLAN = "change_plan"
    UPDATE_OWN_ACTION = "update_own_action"
    NAME_LEAD = "name_lead"
    RUN_PANEL = "run_panel"
    REFER_UP = "refer_up"
    ANSWER_REFERRAL = "answer_referral"
    ADD_NOTE = "add_note"
    SEE_TEAM_WORK = "see_team_work"
    SEE_OPERATING_MODEL = "see_operating_model"
    ADOPT_OPERATING_MODEL = "adopt_operating_model"
    KEEP_CLOSELY = "keep_closely"
    OPEN_IN_EMERGENCY = "open_in_emergency"
    MANAGE_OWN_AGENCY = "manage_own_agency"
    MANAGE_AGENCIES = "manage_agencies"
    SEE_RIGHT_HELP_LIST = "see_right_help_list"
    CHECK_RIGHT_HELP_LISTS = "check_right_help_lists"
    REVIEW_ACCESS = "review_access"
    ANSWER_REQUESTS = "answer_requests"
    MANAGE_RETENTION = "manage_retention"
    LOAD_FEEDS = "load_feeds"
    SEE_FEED_ROWS = "see_feed_rows"
    MATCH_RECORDS = "match_records"
    SEE_MAY_NEED_HELP = "see_may_need_help"
    DECIDE_MAY_NEED_HELP = "decide_may_need_help"
    SEE_FAIRNESS = "see_fairness"
    LOG_INTELLIGENCE = "log_intelligence"
    KEEP_DIRECTORY = "keep_directory"


class Reach(StrEnum):
    """How far a permission reaches. Each takes in those below it.

    all: every record; locality: families living in the area the person's team serves; involved: records whose readers
    name the person, their team or their agency; own: what they made themselves.
    """

    ALL = "all"
    LOCALITY = "locality"
    INVOLVED = "involved"
    OWN = "own"


WIDEST_FIRST = tuple(Reach)

REACHED_BY_LOCALITY = frozenset(
    {
        Permission.SEE_FAMILY, Permission.CHANGE_FAMILY, Permission.RECORD_CONSENT, Permission.SEE_ASSESSMENT,
        Permission.WRITE_ASSESSMENT, Permission.SEE_PLAN, Permission.CHANGE_PLAN, Permission.UPDATE_OWN_ACTION,
        Permission.NAME_LEAD, Permission.ADD_NOTE, Permission.RUN_PANEL,
    }
)  # fmt: skip
"""What can reach a family by where it lives; a contact has no home in the record yet."""


class Kept(StrEnum):
    """Kinds of record that are kept for a time and then disposed of."""

    FAMILY_RECORD = "family_record"
    CONTACT = "contact"


class KeptFrom(StrEnum):
    """What the years a record is kept count from: the birth of its youngest child, or the day it was last closed."""

    YOUNGEST_BORN = "youngest_born"
    CLOSED = "closed"


class Disposing(StrEnum):
    """What happens to a record that has been kept long enough; numbers that name nobody are kept either way."""

    DISPOSE = "dispose"


class FeedColumnName(StrEnum):
    """The canonical columns a partner's file is brought to (ARCHITECTURE, canonical feed columns)."""

    RECORD_ID = "record_id"
    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    OTHER_ID = "other_id"
    FORENAME = "forename"
    SURNAME = "surname"
    PREVIOUS_SURNAME = "previous_surname"
    DATE_OF_BIRTH = "date_of_birth"
    SEX = "sex"
    ADDRESS = "address"
    POSTCODE = "postcode"
    UPRN = "uprn"
    EVENT_KIND = "event_kind"
    EVENT_ON = "event_on"
    EVENT_UNTIL = "event_until"
    QUANTITY = "quantity"
    DETAIL = "detail"
    AS_OF = "as_of"


class FeedAbout(StrEnum):
    """Whom the rows of a feed are about."""

    CHILD = "child"
    ADULT = "adult"
    ANYONE = "anyone"


class FeedExtent(StrEnum):
    """What a file of the feed holds as a rule: everything, or what is new or changed."""

    FULL = "full"
    CHANGES = "changes"


class FeedCheckKind(StrEnum):
    """Rules a feed's files can be checked against, beside those every file is."""

    NOT_SMALLER_THAN = "not_smaller_than"
    POSTCODES_INSIDE = "postcodes_inside"
    AGE = "age"
    QUANTITY = "quantity"


class CriterionWho(StrEnum):
    """Of whom a criterion counts rows, by what they are in the household."""

    CHILD = "child"
    ADULT = "adult"
    ANYONE = "anyone"


class CountedFor(StrEnum):
    """Whether one person must have so many rows, or a household's people together."""

    PERSON = "person"
    HOUSEHOLD = "household"


class RankBy(StrEnum):
    """What puts a family higher on a list: more groups, more criteria, more records, or the latest record."""

    GROUPS = "groups"
    CRITERIA = "criteria"
    RECORDS = "records"
    LATEST = "latest"


class ListOnly(StrEnum):
    """What narrows a list: families for whom no assessment is recorded."""

    NOT_ASSESSED = "not_assessed"


class TopBy(StrEnum):
    """For each of what the first so many are taken."""

    SCHOOL = "school"
    LOCALITY = "locality"
