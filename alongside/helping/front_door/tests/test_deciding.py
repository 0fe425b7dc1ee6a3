"""What follows each decision, on both packs; and that two people cannot both decide."""

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit.queries import events_of
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door import actions
from alongside.helping.front_door.actions import REFERRED_UP, AlreadyDecided, ReferredUp
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.tests.factories import (
    a_contact,
    a_decided_contact,
    a_named,
    a_user,
    way_to,
)
from alongside.helping.front_door.words import ContactState
from alongside.people.episodes.queries import lead_of, open_episode_of, story_of
from alongside.people.families.actions import record_address
from alongside.people.families.models import Person
from alongside.people.families.queries import addresses_of, factors_of, members_of, relationships_among
from alongside.people.families.tests.factories import a_person


def test_advice_closes_and_tells_the_sender(pack: Pack, school_lead: User, hub: User) -> None:
    contact = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, a_contact(school_lead), words="Try the breakfast club.")
    assert contact.state == ContactState.ADVISED
    assert contact.reference in contact.told_text
    assert contact.told_text.endswith("Try the breakfast club.")
    assert contact.told_at
    assert contact.told_how == "on_screen"
    decision = contact.decisions.get()
    assert (decision.by, decision.pack_version_id, decision.follows) == (
        hub,
        contact.pack_version_id,
        "advice_and_close",
    )
    assert [event.kind for event in events_of(contact)] == ["front_door.contact_received", "front_door.decided"]
    assert contact.family is None


def test_naming_a_lead_opens_the_family(pack: Pack, school_lead: User, hub: User, worker: User) -> None:
    people = (
        a_named(1, postcode="YO1 6GA", lines="1 Made-up Street", school="Millbrook"),
        a_named(2),
        a_named(3, role="parent", date_of_birth=None, relationship="Mum", no_fixed_address=True),
    )
    factor = pack.factors[0].id
    contact = a_contact(school_lead, people=people, factors=(actions.Noticed(factor=factor, evidence="Seen", about=1),))
    contact = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker)
    family = contact.family
    assert family is not None
    assert contact.state == ContactState.LEAD_NAMED
    members = members_of(family)
    assert [member.forename for member in members] == ["Ash3", "Ash1", "Ash2"]
    assert {row.kind for row in relationships_among([member.id for member in members])} == {"mother"}
    assert addresses_of([members[1].id])[members[1].id][0].lines == "1 Made-up Street"
    assert addresses_of([members[0].id])[members[0].id][0].no_fixed_address
    assert [(row.factor, row.person_id) for row in factors_of(family)] == [(factor, members[2].id)]
    episode = open_episode_of(family)
    assert episode is not None
    assert episode.from_contact == contact.pk
    lead = lead_of(episode)
    assert lead is not None
    assert lead.user == worker
    assert worker.name in contact.told_text
    assert worker.principal in contact.readers
    assert "decision" in {line.kind for line in story_of(family, hub)}


def test_the_panel_waits_for_the_family(york: Pack, school_lead: User, hub: User) -> None:
    contact = a_decided_contact(hub, Follows.WAIT_FOR_PANEL, a_contact(school_lead))
    assert contact.state == ContactState.SENT_TO_PANEL
    assert contact.family
    episode = open_episode_of(contact.family)
    assert episode
    assert episode.state == "waiting_for_panel"


def test_a_repeat_contact_attaches_to_the_open_family(pack: Pack, school_lead: User, hub: User, worker: User) -> None:
    first = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(school_lead), lead=worker)
    assert first.family
    child = members_of(first.family)[0]
    sibling = a_named(77)
    again = a_contact(school_lead, people=(a_named(1, person_id=child.id), sibling), concern="Late again.")
    assert again.family == first.family
    again = a_decided_contact(hub, Follows.ATTACH_TO_OPEN_FAMILY, again)
    assert again.state == ContactState.ATTACHED
    assert len(members_of(first.family)) == 2
    assert worker.name in again.told_text
    assert "Late again." in {line.detail for line in story_of(first.family, hub)}


def test_attaching_needs_an_open_family(pack: Pack, hub: User) -> None:
    with pytest.raises(Refused, match="not about a family that is open"):
        a_decided_contact(hub, Follows.ATTACH_TO_OPEN_FAMILY)


def test_an_open_family_is_not_opened_twice(pack: Pack, hub: User, worker: User) -> None:
    first = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, lead=worker)
    with pytest.raises(Refused, match="already open"):
        a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, lead=worker, family=first.family)


def test_referring_up_hands_everything_over(pack: Pack, hub: User, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[ReferredUp] = []
    monkeypatch.setattr(REFERRED_UP, "_listeners", [heard.append])
    contact = a_decided_contact(hub, Follows.REFER_UP)
    assert contact.state == ContactState.REFERRED_UP
    assert [(one.contact, one.family, one.by) for one in heard] == [(contact, contact.family, hub)]
    assert contact.family
    assert open_episode_of(contact.family) is None


def test_anyone_may_send_theirs_straight_to_social_care(
    pack: Pack, school_lead: User, hub: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[ReferredUp] = []
    monkeypatch.setattr(REFERRED_UP, "_listeners", [heard.append])
    contact = a_contact(school_lead, in_danger="yes")
    sent = actions.send_to_social_care(contact=contact, why="Bruises.", by=school_lead)
    assert sent.state == ContactState.REFERRED_UP
    assert heard[0].why == "Bruises."
    with pytest.raises(AlreadyDecided, match=school_lead.name):
        actions.send_to_social_care(contact=contact, why="Again.", by=school_lead)


def test_a_stranger_may_not_send_it(pack: Pack, school_lead: User) -> None:
    stranger = a_user("practitioner", agency="Elsewhere", kind="housing")
    with pytest.raises(NotAllowed):
        actions.send_to_social_care(contact=a_contact(school_lead), why="Why", by=stranger)
    with pytest.raises(NotAllowed):
        actions.send_to_social_care(contact=a_contact(school_lead), why="Why", by=a_user("model_lead"))


def test_a_reason_is_asked_for(pack: Pack, school_lead: User) -> None:
    with pytest.raises(Refused, match="not safe"):
        actions.send_to_social_care(contact=a_contact(school_lead), why=" ", by=school_lead)


def test_returned_answered_and_decided(pack: Pack, school_lead: User, hub: User) -> None:
    contact = a_decided_contact(hub, Follows.RETURN_FOR_MORE, a_contact(school_lead))
    assert contact.state == ContactState.RETURNED
    assert "Which school year?" in contact.told_text
    with pytest.raises(Refused, match="what the hub asked"):
        actions.give_more(contact=contact, text="", by=school_lead)
    with pytest.raises(NotAllowed):
        actions.give_more(contact=contact, text="Year 4", by=a_user("practitioner"))
    again = actions.give_more(contact=contact, text="Year 4", by=school_lead)
    assert again.state == ContactState.RECEIVED
    assert again.added.get().text == "Year 4"
    with pytest.raises(Refused, match="'received'"):
        actions.give_more(contact=again, text="More", by=school_lead)
    decided = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, again)
    assert decided.decisions.count() == 2


def test_the_second_to_decide_is_told_who_was_first(pack: Pack, hub: User, other_hub: User) -> None:
    contact = a_contact()
    seen_by_both = Contact.objects.get(pk=contact.pk)
    a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, contact)
    with pytest.raises(AlreadyDecided, match=f"{hub.name} has decided this already: advice given and closed"):
        a_decided_contact(other_hub, Follows.ADVICE_AND_CLOSE, seen_by_both)
    assert seen_by_both.decisions.count() == 1


def test_a_contact_graded_meanwhile_is_a_conflict(pack: Pack, hub: User, other_hub: User) -> None:
    contact = a_contact()
    seen = Contact.objects.get(pk=contact.pk)
    actions.grade(contact=contact, seen_version=1, priority=pack.priorities[0].id, by=other_hub)
    with pytest.raises(Conflict):
        a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, seen)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rationale": " "}, "why you decide"),
        ({"level": "nowhere"}, "Choose a level"),
        ({"decision": "nothing"}, "Choose what follows"),
        ({"safeguarding_needed": None}, "safeguarding referral needed"),
        ({"safeguarding_needed": True}, "what the safeguarding concern is"),
        ({"safeguarding_needed": True, "safeguarding_why": "Bruises"}, "pass the contact to social care"),
    ],
)
def test_what_is_refused(pack: Pack, hub: User, change: dict[str, object], message: str) -> None:
    contact = a_contact()
    level, decision = way_to(pack, Follows.ADVICE_AND_CLOSE)
    given = {"level": level, "decision": decision, "rationale": "Because.", "safeguarding_needed": False, **change}
    with pytest.raises(Refused, match=message):
        actions.decide(contact=contact, seen_version=1, by=hub, **given)  # type: ignore[arg-type]
    assert not contact.decisions.exists()


def test_questions_are_needed_to_return_it(pack: Pack, hub: User) -> None:
    with pytest.raises(Refused, match="what you need to know"):
        a_decided_contact(hub, Follows.RETURN_FOR_MORE, words="")


def test_agreement_is_needed_where_the_pack_says_so(pack: Pack, hub: User, worker: User) -> None:
    contact = a_contact(agreement="not_asked", agreement_why="Not yet seen.")
    with pytest.raises(Refused, match="the family's agreement"):
        a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker)
    decided = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker, agreement="agreed")
    assert decided.agreement == "agreed"


def test_a_lead_is_needed_to_name_one(pack: Pack, hub: User) -> None:
    with pytest.raises(Refused, match="a lead practitioner"):
        a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER)


def test_nobody_is_recorded_twice(pack: Pack, hub: User, worker: User) -> None:
    first = a_contact()
    a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, first, lead=worker)
    again = a_contact(people=(a_named(int(first.people.get().forename[3:])),))
    with pytest.raises(Refused, match="very likely known already"):
        a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, again, lead=worker)
    actions.match_person(named=again.people.get(), person=None, by=hub)
    a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, again, lead=worker)
    assert Person.objects.count() == 2


def test_only_the_hub_decides(pack: Pack, school_lead: User) -> None:
    with pytest.raises(NotAllowed):
        a_decided_contact(school_lead, Follows.ADVICE_AND_CLOSE, a_contact(school_lead))


def test_the_sender_is_not_told_where_somebody_fled_to(york: Pack, school_lead: User, hub: User) -> None:
    contact = a_contact(school_lead)
    child = a_person("Ash", "Testerton")
    record_address(people=[child], lines="14 Larkspur Street", postcode="YO1 9QX", confidential=True, by=the_system())
    contact.people.update(person=child)
    with pytest.raises(Refused) as refused:
        a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, contact, words="They are at yo19qx now.")
    assert str(refused.value).startswith("What the sender is told may say where somebody lives")
    assert "Nothing was decided and nothing was sent." in str(refused.value)
    assert refused.value.field == "words"
    contact.refresh_from_db()
    assert (contact.told_text, contact.decisions.count()) == ("", 0)
    told = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, contact, words="They are safe.")
    assert told.told_text.endswith("They are safe.")
