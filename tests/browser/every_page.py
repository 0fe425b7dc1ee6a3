"""Every page the product can show: its route, who opens it, where it is, and whether a blank form is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from alongside.helping.assessments.queries import open_sheet
from tests.browser.kept import barred_person, kept_family
from tests.browser.listed import listed
from tests.browser.matched import matched
from tests.browser.world import World

Kwargs = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Shown:
    """One page. `blank`: its form, sent empty, must come back with what to put right."""

    route: str
    who: str
    kwargs: Kwargs
    blank: bool = False
    query: str = ""

    def address(self, world: World) -> str:
        """Where it is."""
        return reverse(self.route, kwargs=self.kwargs(world)) + self.query

    @property
    def name(self) -> str:
        """For the reader of a failure."""
        return f"{self.route}{self.query} as {self.who or 'anybody'}"


def _nothing(world: World) -> dict[str, Any]:
    return {}


def _family(world: World) -> dict[str, Any]:
    return {"family_id": world.marwood.family.pk}


def _closed(world: World) -> dict[str, Any]:
    return {"family_id": world.closed.family.pk}


def _of(**more: Callable[[World], Any]) -> Kwargs:
    return lambda world: {**_family(world), **{name: found(world) for name, found in more.items()}}


def _record(name: str, key: str) -> Kwargs:
    return lambda world: {**_family(world), name: world.records[key].pk}


def _of_copy(key: str) -> Kwargs:
    return lambda world: {
        **_family(world), "assessment_id": world.records[key].pk, "copy_id": world.records["assessment_copy"].pk,
    }  # fmt: skip


def _contact(key: str) -> Kwargs:
    return lambda world: {"contact_id": world.contacts[key].pk}


def _named(world: World) -> dict[str, Any]:
    contact = world.contacts["waiting-0"]
    return {"contact_id": contact.pk, "named_id": contact.people.all()[0].pk}


def _referral(key: str) -> Kwargs:
    return lambda world: {"referral_id": world.referrals[key].pk}


def _meeting(key: str) -> Kwargs:
    return _of(meeting_id=lambda world: world.marwood.meetings[key].pk)


def _invitation(world: World) -> dict[str, Any]:
    meeting = world.marwood.meetings["ahead"]
    return {**_family(world), "meeting_id": meeting.pk, "invitation_id": meeting.invitations.all()[0].pk}


def _page(number: int) -> Kwargs:
    def kwargs(world: World) -> dict[str, Any]:
        assessment = world.records["assessment"]
        section, subject = open_sheet(assessment).parts[number].key
        return {**_family(world), "assessment_id": assessment.pk, "section": section, "subject": subject or "family"}

    return kwargs


def _kept(name: str, key: str) -> Kwargs:
    return lambda world: {name: kept_family(world)[key].pk}


def _barred(world: World) -> dict[str, Any]:
    return {**_family(world), "user_id": barred_person(world).pk}


def _listed(name: str, key: str) -> Kwargs:
    return lambda world: {name: listed(world)[key].pk}


def _service(world: World) -> dict[str, Any]:
    return {"service_id": world.records["service"].pk}


def _with_lists(world: World) -> dict[str, Any]:
    listed(world)
    return {}


def _kept_worker(world: World) -> dict[str, Any]:
    return {"restriction_id": kept_family(world)["kept"].pk, "user_id": world.user("family_worker").pk}


def _request(world: World) -> dict[str, Any]:
    return {"request_id": world.records["request"].pk}


def _request_item(world: World) -> dict[str, Any]:
    return {**_request(world), "item_id": world.records["request"].items.first().pk}


def _matched(**keys: str) -> Kwargs:
    return lambda world: {name: matched(world)[key].pk for name, key in keys.items()}


_outcome = _of(outcome_id=lambda world: world.marwood.outcomes[0].pk)
_tilly = _of(person_id=lambda world: world.marwood.people["Tilly"].pk)
_assessment = _record("assessment_id", "assessment")
_panel_case: Kwargs = lambda world: {"episode_id": world.panel_case().pk}  # noqa: E731
_panel: Kwargs = lambda world: {"panel_id": world.pack.panels[0].id}  # noqa: E731

EVERYBODY = [
    Shown("sign_in", "", _nothing, blank=True),
    Shown("sign_in_passkey", "", _nothing),
    Shown("forgotten_password", "", _nothing, blank=True),
    Shown("password_link_sent", "", _nothing),
    Shown("components", "", _nothing, blank=True),
    Shown("ask_for_help", "", _nothing, blank=True),
    Shown("help_asked", "", _nothing),
    Shown("services", "", _nothing),
    Shown("services", "", _nothing, query="?q=swim&age=3"),
    Shown("service", "", _service),
]
SCHOOL = [
    Shown(route, "pastoral_lead", kwargs, blank, query)
    for route, kwargs, blank, query in (
        ("worklists:today", _nothing, False, ""), ("worklists:waiting", _nothing, False, ""),
        ("worklists:my_families", _nothing, False, ""), ("episodes:find", _nothing, True, ""),
        ("how_we_work", _nothing, False, ""), ("who_can_do_what", _nothing, False, ""),
        ("new_contact", _nothing, False, ""),
        ("new_contact_who", _nothing, False, ""), ("new_contact_add", _nothing, True, ""),
        ("new_contact_change", lambda world: {"at": 0}, False, ""), ("new_contact_check", _nothing, True, ""),
        *((("new_contact_step", (lambda world, step=step: {"step": step}), step in ("family", "you"), ""))
          for step in ("worries", "tried", "family", "you", "questions")),
        ("my_contacts", _nothing, False, ""), ("contact", _contact("waiting-0"), False, ""),
        ("contact_sent", _contact("waiting-0"), False, ""), ("contact_more", _contact("returned"), True, ""),
        ("contact_social_care", _contact("waiting-0"), True, ""), ("step_up_down:start", _nothing, False, ""),
        ("step_up_down:new", _nothing, True, ""), ("step_up_down:consultation", _nothing, True, ""),
        ("plans:answer_handover", _family, True, ""), ("right_help_list", _nothing, False, ""),
        ("ask_for_right_help_list", _nothing, False, ""),
        ("confirm_right_help_list", lambda world: {"list_id": world.records["right_help_list"].pk}, False, ""),
    )
]  # fmt: skip
HUB = [
    Shown(route, "hub_worker", kwargs, blank, query)
    for route, kwargs, blank, query in (
        ("new_contact_step", lambda world: {"step": "route"}, False, ""),
        ("queue", _nothing, False, ""), ("queue", _nothing, False, "?overdue=yes"),
        ("decide_contact", _contact("waiting-0"), True, ""), ("decide_contact", _contact("waiting-1"), False, ""),
        ("contact", _contact("told"), False, ""), ("grade_contact", _contact("waiting-3"), True, ""),
        ("pass_on_contact", _contact("waiting-0"), True, ""), ("contact_person", _named, False, ""),
        ("ask_partners", _contact("waiting-0"), True, ""), ("contact_told", _contact("told"), True, ""),
        ("enquiry", lambda world: {"enquiry_id": world.records["enquiry"].pk}, True, ""),
        ("import_contacts", _nothing, True, ""),
        ("contact_file", lambda world: {"file_id": world.records["file"].pk}, False, ""),
    )
]  # fmt: skip
CHAIR = [
    Shown("allocation:panel", "panel_chair", _nothing),
    Shown("allocation:loads", "panel_chair", _nothing),
    Shown("allocation:decide", "panel_chair", _panel_case, blank=True),
    Shown("allocation:finish", "panel_chair", _panel, blank=True),
    Shown("worklists:today", "hub_manager", _nothing),
    Shown("right_help_lists", "hub_manager", _nothing),
    Shown("right_help_lists", "hub_manager", _nothing, query="?show=all"),
    Shown("what_right_help_list_said", "hub_manager", lambda world: {"list_id": world.records["right_help_list"].pk}),
    Shown("told_by_right_help_lists", "hub_manager", _family),
    Shown("make_right_help_list", "hub_manager", lambda world: {"agency_id": world.council.agencies["school"].pk}),
    Shown("plans:plan", "hub_manager", _family),
]
SOCIAL = [
    Shown("step_up_down:inbox", "social_worker", _nothing),
    Shown("step_up_down:referral", "social_worker", _referral("received")),
    Shown("step_up_down:receive", "social_worker", _referral("sent")),
    Shown("step_up_down:answer", "social_worker", _referral("received"), blank=True),
    Shown("step_up_down:ask_more", "social_worker", _referral("received"), blank=True),
]
LEAD = [
    Shown(route, "family_worker", kwargs, blank, query)
    for route, kwargs, blank, query in (
        ("worklists:today", _nothing, False, ""), ("worklists:my_families", _nothing, False, ""),
        ("worklists:stuck", _nothing, False, ""),
        ("chronology:overview", _family, False, ""), ("chronology:overview", _closed, False, "?closed"),
        ("chronology:chronology", _family, False, ""), ("chronology:add_note", _family, True, ""),
        ("families:people", _family, False, ""), ("families:add_person", _family, True, ""),
        ("families:move", _family, True, ""), ("families:relate", _family, True, ""),
        ("families:end_relationship", _record("relationship_id", "relationship"), False, ""),
        ("families:notice_factor", _family, True, ""),
        ("families:end_factor", _record("factor_id", "factor"), False, ""),
        ("families:be_careful", _family, False, ""), ("families:change_person", _tilly, False, ""),
        ("families:add_name", _tilly, True, ""), ("families:leave", _tilly, False, ""),
        ("consent:overview", _family, False, ""), ("consent:agree", _family, True, ""),
        ("consent:withdraw", _record("agreement_id", "agreement"), True, ""), ("consent:share", _family, True, ""),
        ("consent:stop_sharing", _record("preference_id", "sharing"), False, ""),
        ("governance:readers", _family, False, ""), ("governance:who_has_seen", _family, False, ""),
        ("governance:record_request", _family, True, ""),
        ("consent:record_basis", _family, True, ""), ("consent:end_basis", _record("basis_id", "basis"), True, ""),
        ("assessments:overview", _family, False, ""), ("assessments:start", _family, False, ""),
        ("assessments:scales", _family, False, ""), ("assessments:scores", _family, False, ""),
        ("assessments:add_score", _family, True, ""), ("assessments:assessment", _assessment, False, ""),
        ("assessments:page", _page(0), False, ""), ("assessments:page", _page(3), False, "?need"),
        ("assessments:page", _page(-1), False, "?last"), ("assessments:answers", _assessment, False, ""),
        ("assessments:changes", _assessment, False, ""),
        ("assessments:family_copy", _record("assessment_id", "signed"), True, ""),
        ("assessments:family_copy_for", _of_copy("signed"), True, ""),
        ("assessments:share", _assessment, False, ""), ("assessments:sign_off", _assessment, True, ""),
        ("assessments:hand_over", _assessment, True, ""), ("assessments:discard", _assessment, False, ""),
        ("plans:plan", _family, False, ""), ("plans:plan", _closed, False, "?closed"),
        ("plans:start", _family, False, ""), ("plans:agree", _family, False, ""),
        ("plans:family_copy", _family, True, ""), ("plans:add_outcome", _family, True, ""),
        ("plans:family_copy_for", _record("copy_id", "plan_copy"), True, ""),
        ("plans:outcome", _outcome, False, ""), ("plans:settle", _outcome, True, ""),
        ("plans:take_up", _record("outcome_id", "settled"), True, ""), ("plans:move", _outcome, True, ""),
        ("plans:add_action", _family, True, ""), ("plans:action", _record("action_id", "action"), True, ""),
        ("plans:change_action", _record("action_id", "action"), False, ""), ("plans:team", _family, False, ""),
        ("plans:add_member", _family, True, ""), ("plans:leave", _record("member_id", "member"), False, ""),
        ("plans:name_lead", _family, True, ""), ("plans:offer_handover", _family, True, ""),
        ("plans:withdraw_handover", _family, False, ""), ("plans:change_level", _family, True, ""),
        ("plans:meetings", _family, False, ""), ("plans:call_meeting", _family, True, ""),
        ("plans:meeting", _meeting("ahead"), False, ""), ("plans:meeting", _meeting("held"), False, "?held"),
        ("plans:invite_more", _meeting("smaller"), True, ""), ("plans:rearrange", _meeting("ahead"), True, ""),
        ("plans:cancel_meeting", _meeting("ahead"), True, ""),
        ("plans:minutes", _meeting("unwritten"), True, ""), ("plans:answer_invitation", _invitation, True, ""),
        ("plans:reviews", _family, False, ""), ("plans:hold_review", _family, True, ""),
        ("plans:close", _family, True, ""),
        ("plans:note_drift", lambda world: {**_family(world), "rule": world.drift_rule()}, True, ""),
        ("step_up_down:family", _family, False, ""), ("step_up_down:new_for_family", _family, True, ""),
        ("step_up_down:referral", _referral("answered"), False, ""),
        ("step_up_down:change", _referral("draft"), False, ""),
        ("step_up_down:send", _referral("draft"), False, ""), ("step_up_down:reply", _referral("asked"), True, ""),
        ("step_up_down:challenge", _referral("answered"), True, ""),
        ("step_up_down:withdraw", _referral("sent"), False, ""),
    )
]  # fmt: skip
KEEPING = [
    Shown(route, who, kwargs, blank)
    for route, who, kwargs, blank in (
        ("protection:family", "hub_manager", _family, False), ("protection:keep_family", "hub_manager", _family, True),
        ("protection:keep_person", "hub_manager", _tilly, True), ("protection:list", "hub_manager", _nothing, False),
        ("protection:bar", "hub_manager", _family, True), ("protection:end_bar", "hub_manager", _barred, True),
        ("protection:kept", "hub_manager", _kept("restriction_id", "kept"), False),
        ("protection:clear", "hub_manager", _kept("restriction_id", "kept"), True),
        ("protection:end_clearance", "hub_manager", _kept_worker, False),
        ("protection:review", "hub_manager", _kept("restriction_id", "kept"), True),
        ("protection:ask_to_lift", "hub_manager", _kept("restriction_id", "kept"), True),
        ("protection:lift", "hub_manager", _kept("restriction_id", "kept"), False),
        ("protection:emergency", "social_worker", _kept("subject_id", "kept_family"), True),
        ("protection:i_know", "pastoral_lead", lambda world: {"person_id": world.marwood.people["Tilly"].pk}, True),
        ("protection:show_address", "family_worker", _kept("address_id", "kept_address"), True),
    )
]  # fmt: skip
MATCHING = [
    Shown(route, who, kwargs, blank)
    for route, who, kwargs, blank in (
        ("matching:waiting", "hub_worker", _matched(), False), ("matching:set_apart", "hub_worker", _nothing, False),
        ("matching:compare", "hub_worker", _matched(description_id="waiting", person_id="waits_for"), True),
        ("matching:alike", "hub_worker", _matched(), False),
        (
            "matching:compare_alike", "hub_worker", _matched(first_id="first_alike", second_id="second_alike"), True,
        ),
        ("matching:take_back_alike", "hub_worker", _matched(answer_id="alike_answer"), False),
        ("matching:take_back", "hub_worker", _matched(answer_id="answer"), False),
        ("matching:person", "hub_worker", _matched(person_id="matched_person"), False),
        ("matching:recorded_twice", "hub_worker", _matched(person_id="matched_person"), True),
        ("matching:merge", "hub_worker", _matched(person_id="matched_person", other_id="recorded_twice"), True),
        ("matching:merged", "hub_worker", _matched(merge_id="merge"), False),
        ("matching:part", "hub_worker", _matched(merge_id="merge"), True),
        ("matching:stop", "hub_worker", _matched(run_id="run"), False),
        ("matching:places", "hub_manager", _nothing, True),
    )
]  # fmt: skip
OWN_SIGN_IN = [
    Shown(route, "pastoral_lead", _nothing, blank)
    for route, blank in (
        ("your_sign_in", False), ("change_password", True), ("confirm", False), ("set_up_second_factor", True),
        ("add_app", True), ("add_passkey", False), ("end_other_sessions", False),
    )
]  # fmt: skip
AGENCIES = [
    Shown("agencies", "access_administrator", _nothing),
    Shown("publish_agreement", "access_administrator", _nothing),
    Shown("invite_agency", "access_administrator", _nothing, blank=True),
    Shown("own_agency", "agency_administrator", _nothing),
    Shown("invite_person", "agency_administrator", _nothing, blank=True),
    Shown("review_access", "agency_administrator", _nothing, blank=True),
    Shown("accept_agreement", "agency_administrator", _nothing, blank=True),
    *(Shown(route, "agency_administrator", lambda world: {"person_id": world.user("pastoral_lead").pk})
      for route in ("change_colleague", "end_access", "start_sign_in_again")),
    Shown("withdraw_invitation", "agency_administrator",
          lambda world: {"invitation_id": world.records["access_invitation"].pk}),
]  # fmt: skip
OFFICER = [
    Shown("retention:due", "privacy_officer", _nothing),
    Shown("retention:disposed", "privacy_officer", _nothing),
    Shown("retention:hold", "hub_manager", _family, blank=True),
    Shown("retention:lift", "hub_manager", _closed, blank=True),
    Shown("worklists:today", "privacy_officer", _nothing),
    Shown("governance:alerts", "privacy_officer", _nothing),
    Shown("governance:closed", "privacy_officer", _nothing),
    Shown("governance:alert", "privacy_officer", lambda world: {"alert_id": world.records["alert"].pk}, blank=True),
    Shown("governance:requests", "privacy_officer", _nothing),
    *(
        Shown(f"governance:{route}", "privacy_officer", _request, blank)
        for route, blank in (
            ("request", False),
            ("take_on", True),
            ("plain", False),
            ("review", True),
            ("send_back", True),
            ("send", False),
            ("refuse", True),
        )
    ),
    Shown("governance:item", "privacy_officer", _request_item, blank=True),
]
ANALYST = [
    Shown(route, "analyst", kwargs, blank)
    for route, kwargs, blank in (
        ("feeds", _nothing, False), ("feed", lambda world: {"feed": "canonical"}, False),
        ("load_feed", lambda world: {"feed": "canonical"}, True),
        ("find_feed_record", lambda world: {"feed": "canonical"}, True),
        ("sent_feed_file", lambda world: {"sent_id": world.records["sent"].pk}, False),
        ("take_feed_file", lambda world: {"sent_id": world.records["sent"].pk}, True),
        ("put_away_feed_file", lambda world: {"sent_id": world.records["sent"].pk}, False),
        ("feed_load", lambda world: {"load_id": world.records["load"].pk}, False),
        ("withdraw_feed_load", lambda world: {"load_id": world.records["load"].pk}, True),
        ("feed_row", lambda world: {"row_id": world.records["row"].pk}, False),
    )
]  # fmt: skip
LISTS = [
    Shown(f"identification:{route}", who, kwargs, blank, query)
    for route, who, kwargs, blank, query in (
        ("list", "hub_worker", _with_lists, False, ""), ("list", "hub_worker", _nothing, False, "?state=falling"),
        ("top", "hub_worker", _nothing, False, "?top=top_by_school"),
        ("candidate", "hub_worker", _listed("candidate_id", "candidate"), False, ""),
        ("accept", "hub_worker", _listed("candidate_id", "candidate"), True, ""),
        ("decline", "hub_worker", _listed("candidate_id", "candidate"), True, ""),
        ("defer", "hub_worker", _listed("candidate_id", "candidate"), True, ""),
        ("objections", "hub_worker", _nothing, False, ""),
        ("object", "hub_worker", _listed("somebody_id", "listed_child"), True, ""),
        ("objection", "hub_worker", _listed("objection_id", "objection"), True, ""),
        ("fairness", "privacy_officer", _nothing, False, ""),
        ("impact_assessment", "privacy_officer", _nothing, False, ""),
        ("noticed", "hub_worker", _nothing, False, ""), ("log_noticed", "hub_worker", _nothing, True, ""),
        ("known", "family_worker", _family, False, ""),
    )
]  # fmt: skip
DIRECTORY = [
    Shown("services", "pastoral_lead", _nothing), Shown("service", "pastoral_lead", _service),
    Shown("directory", "hub_worker", _nothing), Shown("directory", "hub_worker", _nothing, query="?show=stale"),
    Shown("add_service", "hub_worker", _nothing, blank=True), Shown("kept_service", "hub_worker", _service),
    Shown("change_service", "hub_worker", _service), Shown("take_down_service", "hub_worker", _service),
    Shown("publish_service", "hub_worker", lambda world: {"service_id": world.records["draft_service"].pk}),
    Shown("discard_service", "hub_worker", lambda world: {"service_id": world.records["draft_service"].pk}),
    Shown("change_provider", "hub_worker", lambda world: {"provider_id": world.records["service"].provider_id}),
    Shown("confirm_service", "hub_worker", _service), Shown("set_service_picture", "hub_worker", _service, blank=True),
    Shown("remove_service_picture", "hub_worker", _service),
]  # fmt: skip
PAGES = [
    *EVERYBODY, *SCHOOL, *HUB, *CHAIR, *SOCIAL, *LEAD, *AGENCIES, *KEEPING, *MATCHING, *OWN_SIGN_IN, *OFFICER, *ANALYST,
    *LISTS, *DIRECTORY,
]  # fmt: skip
DRAWN_FROM_THE_PACK = {
    "how_we_work": "pastoral_lead", "new_contact_step": "pastoral_lead", "contact_more": "pastoral_lead",
    "step_up_down:new": "pastoral_lead", "queue": "hub_worker", "decide_contact": "hub_worker",
    "grade_contact": "hub_worker", "ask_partners": "hub_worker", "allocation:panel": "panel_chair",
    "allocation:loads": "panel_chair", "step_up_down:answer": "social_worker", "consent:share": "family_worker",
    "consent:record_basis": "family_worker", "assessments:page": "family_worker",
    "assessments:add_score": "family_worker", "plans:add_outcome": "family_worker", "plans:settle": "family_worker",
    "plans:add_action": "family_worker", "plans:change_level": "family_worker", "plans:hold_review": "family_worker",
    "plans:close": "family_worker",
}  # fmt: skip
"""Pages whose questions, choices or words are the council's: those worth a second look under another model."""
DIFFERENT = [
    next(one for one in reversed(PAGES) if (one.route, one.who) == (route, who))
    for route, who in DRAWN_FROM_THE_PACK.items()
]
NOT_PAGES = {
    "alive", "ready",  # health, for machines
    # answer a POST with a redirect
    "sign_out", "demo_sign_in", "save_draft", "take_contact", "new_contact_start_again",
    "resume",  # answers a POST; its page has a test of its own in tests/pages
    # need somebody half way in, a passkey or a link: sign_in/tests/test_browser.py opens them with axe
    "sign_in_code", "recovery_codes", "new_recovery_codes", "remove_app", "remove_passkey", "end_session",
    "new_password", "open_password_link", "open_invitation",
    "join",  # needs an invitation's link: agencies/tests/test_browser.py
    # to an identity provider and back: tests/identity_provider
    "openid_connect_login", "openid_connect_callback", "saml_login", "saml_acs", "saml_finish_acs", "saml_metadata",
    # files
    "contact_template", "contact_wrong_rows", "assessments:family_copy_file", "plans:plan_pdf", "plans:calendar",
    "right_help_list_file", "refused_rows_csv", "refused_rows_xlsx",
    "governance:copy", "identification:impact_file", "service_picture",
}  # fmt: skip
