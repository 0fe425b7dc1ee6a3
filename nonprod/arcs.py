"""What happens to families: each arc is a story up to today, written with the verbs of `story.Story`."""

from collections.abc import Callable

from alongside.ground.operating_models.words import Follows
from alongside.helping.plans import actions as plans
from alongside.people.episodes import actions as episodes
from alongside.people.families import actions as families
from nonprod.arcs_stepping_up import (
    challenged,
    not_accepted,
    referral_draft,
    referral_more,
    referral_received,
    referral_sent,
    referral_withdrawn,
    stepped_down,
    stepped_up,
)
from nonprod.story import Story

Arc = Callable[[Story], None]


def newly_named(s: Story) -> None:
    """A lead since last week; nothing agreed yet."""
    s.open(7)
    s.note(3, "call")


def assessment_in_hand(s: Story) -> None:
    """Agreed, and a draft begun."""
    s.open(27)
    s.agree(22)
    s.note(20)
    s.assess(9, to="draft")


def assessment_shared(s: Story) -> None:
    """A finished draft that the team may read."""
    s.open(38, high=True)
    s.agree(24)
    s.note(20)
    s.join(s.sender, part="Told the front door")
    s.assess(12, to="shared")


def ready_for_a_plan(s: Story) -> None:
    """Signed off, no plan yet."""
    s.open(46)
    s.agree(40)
    s.assess(24)
    s.note(6, "call")


def new_plan(s: Story) -> None:
    """A plan agreed, and the first meeting ahead."""
    s.open(70, high=True)
    s.agree(55)
    s.note(50)
    s.assess(48)
    s.join(s.sender)
    s.join(person=s.cast.parents[0], part="Parent")
    s.make_plan(30)
    s.note(8)
    s.meet(-6, called=14, held=False)


def invited(s: Story) -> None:
    """As a new plan, and nobody has answered the invitation."""
    s.open(52)
    s.agree(48)
    s.assess(44, days=6)
    s.join(s.sender)
    s.make_plan(30)
    s.note(5)
    s.meet(-9, called=12, held=False, answer=False)


def going_well(s: Story) -> None:
    """Half a year of steady change: two reviews, a second version of the assessment."""
    s.open(196, high=True)
    s.agree(180)
    s.note(176)
    s.assess(170)
    s.join(s.sender)
    s.join(person=s.cast.parents[0], part="Parent")
    s.make_plan(150, due=40)
    s.meet(128)
    s.finish(118, 2)
    s.review(108)
    s.note(95, "call")
    s.finish(80, 1, achieve=True)
    s.assess(72)
    s.meet(60)
    s.review(52, better=2)
    s.note(20)
    s.note(9, "call", by=s.sender)
    s.finish(6, 9)
    s.meet(-5, called=9, held=False)


def review_overdue(s: Story) -> None:
    """The review was due weeks ago, but the family is seen."""
    s.open(175, high=True)
    s.agree(165)
    s.assess(158)
    s.join(s.sender)
    s.make_plan(140, due=150)
    s.meet(80)
    s.review(78, next_in=35)
    s.note(10)


def review_soon(s: Story) -> None:
    """A review in the next days."""
    s.open(120)
    s.agree(110)
    s.assess(100)
    s.join(s.sender)
    s.make_plan(84, due=96)
    s.finish(40, 1)
    s.meet(36)
    s.review(34, next_in=38)
    s.note(7, "call")


def actions_late(s: Story) -> None:
    """Nothing was done that the plan says."""
    s.open(150, high=True)
    s.agree(140)
    s.assess(133)
    s.join(s.sender)
    s.make_plan(112)
    s.review(55)
    s.meet(30)
    s.note(12)


def one_late(s: Story) -> None:
    """One action of the lead's is late, the rest is in time."""
    s.open(66)
    s.agree(60)
    s.assess(54)
    s.join(s.sender)
    s.make_plan(36, due=28)
    s.finish(20, 1)
    s.note(6)


def gone_quiet(s: Story) -> None:
    """Nobody has seen the family or met for three months."""
    s.open(210, high=True)
    s.agree(200)
    s.assess(190)
    s.join(s.sender)
    s.make_plan(165, due=160)
    s.meet(150)
    s.note(120, "call")


def stuck(s: Story) -> None:
    """More than a year, four reviews, and the scales where they were."""
    s.open(430, high=True)
    s.agree(410)
    s.assess(400)
    s.join(s.sender)
    s.make_plan(380, due=370)
    for days in (330, 285, 240, 195, 150, 105, 60):
        s.review(days, better=0)
    s.meet(40)
    s.review(24, better=0)
    s.note(11)


def no_movement(s: Story) -> None:
    """Two reviews at the lower level, and the scales where they were."""
    s.open(200)
    s.agree(190)
    s.assess(180)
    s.make_plan(160, due=165)
    s.review(130, better=0)
    s.review(85, better=0)
    s.review(30, better=0, next_in=40)
    s.note(12)


def drift_noted(s: Story) -> None:
    """A sign of drift that a manager has looked at."""
    gone_quiet(s)
    s.go(4)
    rule = next(one for one in s.pack.drift if s.episode.level in one.levels)
    plans.note_drift(episode=s.episode, rule=rule.id, note=s.say("drift_note"), look_again_on=s.on(21), by=s.manager)


def to_write_up(s: Story) -> None:
    """The team met on Monday and nobody has written it up."""
    s.open(90)
    s.agree(84)
    s.assess(77)
    s.join(s.sender)
    s.join(person=s.cast.parents[0], part="Parent")
    s.make_plan(60, due=70)
    s.meet(3, called=12, held=False)


def handover_offered(s: Story) -> None:
    """The lead is offered to somebody else, who has not answered."""
    s.open(130)
    s.agree(120)
    s.assess(111)
    s.join(s.sender)
    s.make_plan(95, due=100)
    s.review(40)
    s.note(9)
    s.go(3)
    episodes.offer_handover(
        episode=s.episode, to=s.successor, why=s.say("handover_why"), by=s.lead, family_view=s.say("lead_view")
    )


def handover_declined(s: Story) -> None:
    """Offered, declined with a reason, and then offered to the manager."""
    s.open(110)
    s.agree(100)
    s.assess(92)
    s.make_plan(80, due=90)
    s.go(20)
    handover = episodes.offer_handover(episode=s.episode, to=s.successor, why=s.say("handover_why"), by=s.lead)
    s.go(16)
    episodes.answer_handover(handover=handover, accept=False, note=s.say("handover_no"), by=s.successor)
    s.note(5)
    s.go(4)
    episodes.offer_handover(episode=s.episode, to=s.manager, why=s.say("handover_why"), by=s.lead)


def handed_over(s: Story) -> None:
    """A new lead carries on."""
    s.open(160)
    s.agree(150)
    s.assess(142)
    s.make_plan(120, due=130)
    s.go(60)
    handover = episodes.offer_handover(episode=s.episode, to=s.successor, why=s.say("handover_why"), by=s.lead)
    s.go(56)
    episodes.answer_handover(handover=handover, accept=True, by=s.successor)
    s.lead = s.successor
    s.note(50)
    s.review(34, next_in=40)
    s.note(8, "call")


def refused(s: Story) -> None:
    """The family does not agree; whether it is safe has been considered."""
    s.open(34)
    s.refuse(24)
    s.note(10, "note")


def withdrew(s: Story) -> None:
    """Agreed, changed their mind, closed."""
    s.open(160)
    s.agree(150)
    s.assess(140)
    s.make_plan(120)
    s.withdraw(60)
    s.close(57, reason=3, unfinished=True)


def agreement_ends(s: Story) -> None:
    """Agreement ends in a few days and must be asked again; one agency may not be told."""
    s.open(140)
    s.agree(120, until=12)
    s.share(s.other_agency, agrees=False)
    s.assess(110)
    s.join(s.sender)
    s.make_plan(96, due=110)
    s.review(36, next_in=40)
    s.note(13)


def step_down_of_level(s: Story) -> None:
    """Better: fewer meetings at a lower level."""
    s.open(170, high=True)
    s.agree(160)
    s.assess(150)
    s.join(s.sender)
    s.make_plan(130, due=140)
    s.review(70, better=2)
    s.go(30)
    episode = s.episode
    plans.change_level(
        episode=episode, seen_version=episode.version, level=s.levels[0], why=s.say("level_why"), by=s.lead
    )
    s.note(8)


def moved_house(s: Story) -> None:
    """The family moved twice, and one who lived there left."""
    s.open(200)
    s.agree(190)
    s.go(120)
    families.record_address(people=s.cast.members, lines="Flat 2, 17 Wharf Street",
                            postcode=f"{s.pack.info.postcode_areas[0]} 4QT",
                            ward_code=s.pack.localities.ward_assignments[-1].wards[0].code, by=s.lead)  # fmt: skip
    episode = s.episode
    families.say_be_careful(family=episode.family, seen_version=episode.family.version, by=s.lead,
                            text="Ring before visiting. A dog that does not know you is kept in the hall.")  # fmt: skip
    s.assess(110)
    s.make_plan(90, due=95)
    s.review(33, next_in=40)
    s.note(4)


def closed(s: Story) -> None:
    """Helped, and it is over."""
    s.open(420)
    s.agree(410)
    s.note(400)
    s.assess(395)
    s.join(s.sender)
    s.make_plan(375, due=30)
    s.finish(340, 2)
    s.meet(335)
    s.review(300)
    s.finish(280, 9)
    s.review(250, better=2, decision="close")
    s.close(240, reason=0)


def closed_unfinished(s: Story) -> None:
    """It ended early: the family moved away or stopped answering."""
    s.open(330)
    s.agree(320)
    s.assess(310)
    s.make_plan(300)
    s.finish(270, 2, give_up=True)
    s.close(230, reason=4, unfinished=True)


def came_back(s: Story) -> None:
    """Closed a year ago and open again: the second episode carries on from the first."""
    s.open(600)
    s.agree(590)
    s.assess(580)
    s.make_plan(560, due=30)
    s.finish(520, 1)
    s.review(500)
    s.close(470, reason=1, unfinished=True)
    s.open(80)
    s.agree(74)
    s.assess(66)
    s.join(s.sender)
    s.make_plan(50, carry=True)
    s.note(9)


def third_time(s: Story) -> None:
    """Three times in two years."""
    for began in (700, 380):
        s.open(began)
        s.agree(began - 8)
        s.note(began - 12)
        s.assess(began - 20)
        s.make_plan(began - 40, due=20)
        s.close(began - 110, reason=1)
    s.open(44, high=True)
    s.agree(33)
    s.assess(20, to="shared")
    s.note(4)


def waiting_for_lead(s: Story) -> None:
    """Open without a lead for two weeks."""
    s.start_without_lead(17)


def panel_waiting(s: Story) -> None:
    """On the panel's list."""
    s.wait_for_panel(6)


def panel_again(s: Story) -> None:
    """The panel wants to know more first."""
    s.wait_for_panel(16)
    s.go(9)
    s.panel_waits()


def two_homes(s: Story) -> None:
    """The eldest also belongs to a family at the other parent's."""
    newly_named(s)
    s.go(2)
    if s.cast.elsewhere:
        families.start_family(members=[(s.cast.elsewhere[0], "parent"), (s.cast.children[0], "child")], by=s.lead)


def told_again(s: Story) -> None:
    """A new contact about an open family waits in the queue; an earlier one was added to the plan."""
    s.open(90)
    s.agree(84)
    s.assess(76)
    s.make_plan(58, due=60)
    again = s.grade(s.contact(30), 1)
    s.go(29)
    s.decide(again, Follows.ATTACH_TO_OPEN_FAMILY, "attached")
    s.note(15)
    s.contact(1)


ARCS: dict[str, Arc] = {
    one.__name__: one
    for one in (
        newly_named, assessment_in_hand, assessment_shared, ready_for_a_plan, new_plan, invited, going_well,
        review_overdue, review_soon, actions_late, one_late, gone_quiet, stuck, no_movement, drift_noted, to_write_up,
        handover_offered, handover_declined, handed_over, refused, withdrew, agreement_ends, step_down_of_level,
        moved_house, closed, closed_unfinished, came_back, third_time, waiting_for_lead, panel_waiting, panel_again,
        referral_draft, referral_sent, referral_received, referral_more, stepped_up, not_accepted, challenged,
        referral_withdrawn, stepped_down, two_homes, told_again,
    )
}  # fmt: skip
NEED_A_PANEL = {"panel_waiting", "panel_again"}
