"""Words of access: what can be permitted, how far a permission reaches, which kinds of agency there are."""

from enum import StrEnum


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
    MANAGE_OWN_AGENCY = "manage_own_agency"
    MANAGE_AGENCIES = "manage_agencies"


class Reach(StrEnum):
    """How far a permission reaches: every record, those the person is involved with, or those they made themselves."""

    ALL = "all"
    INVOLVED = "involved"
    OWN = "own"


class AgencyKind(StrEnum):
    """Kinds of agency; packs refer to these, and map them to the DfE's referral source codes."""

    COUNCIL_EARLY_HELP = "council_early_help"
    SOCIAL_CARE = "social_care"
    SCHOOL = "school"
    EARLY_YEARS = "early_years"
    HEALTH_VISITING = "health_visiting"
    GP = "gp"
    MENTAL_HEALTH = "mental_health"
    OTHER_HEALTH = "other_health"
    POLICE = "police"
    HOUSING = "housing"
    YOUTH_JUSTICE = "youth_justice"
    VOLUNTARY = "voluntary"
    OTHER = "other"
    PUBLIC = "public"
