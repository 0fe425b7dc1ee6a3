"""Records in the API's shapes."""

from alongside.doors.api import shapes
from alongside.ground.access.models import User
from alongside.ground.operating_models.queries import Pack
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.queries import people_of
from alongside.helping.plans.models import Plan, PlanAction
from alongside.helping.plans.queries.plan import actions_of, outcomes_of, waits_of
from alongside.helping.right_help_lists.queries import ListToday
from alongside.people.consent.queries import agreement_in_brief
from alongside.people.episodes.models import StoryLine
from alongside.people.episodes.queries import current_episode, lead_of, standing_of, team_of
from alongside.people.families.models import Family
from alongside.people.families.queries import Found, described, family_label, localities_of, members_of


def contact(row: Contact) -> shapes.ContactOut:
    """A contact with its people."""
    people = [
        shapes.ContactPersonOut(name=p.name, role=p.role, date_of_birth=p.date_of_birth, person_id=p.person_id)
        for p in people_of(row)
    ]
    return shapes.ContactOut(
        id=row.pk, reference=row.reference, state=row.state, route=row.route, priority=row.priority,
        received_at=row.received_at, due_on=row.due_on, due_rule=row.due_rule, concern=row.concern, told=row.told_text,
        family_id=row.family_id, people=people, version=row.version,
    )  # fmt: skip


def queue_row(row: Contact) -> shapes.QueueRow:
    """A contact as a row of the queue."""
    return shapes.QueueRow(
        id=row.pk, reference=row.reference, state=row.state, priority=row.priority, area=row.area,
        received_at=row.received_at, due_on=row.due_on, taken_by=row.taken_by.name if row.taken_by else "",
    )  # fmt: skip


def found(matches: list[Found], by: User) -> list[shapes.FoundOut]:
    """People found, each with how they stand. The same few queries however many."""
    ids = [match.person.pk for match in matches]
    standing, areas = standing_of(ids, by), localities_of(ids)
    answers = []
    for match in matches:
        member = described(match.person)
        if member.restricted:
            kept = shapes.StandingOut(
                state=member.restricted, is_open=False, lead="", lead_agency="", lead_telephone="", family_id=None
            )
            answers.append(
                shapes.FoundOut(
                    person_id=member.id, name=member.name, born=member.born, age=None, area="", why=[], standing=[kept]
                )
            )
            continue
        stands = [
            shapes.StandingOut(
                state=one.state, is_open=one.is_open, lead=one.lead_name, lead_agency=one.lead_agency,
                lead_telephone=one.lead_telephone, family_id=one.family_id if one.may_open else None,
            )
            for one in standing.get(match.person.pk, [])
        ]  # fmt: skip
        answers.append(
            shapes.FoundOut(
                person_id=member.id,
                name=member.name,
                born=member.born,
                age=member.age,
                area=areas.get(member.id, ""),
                why=match.why,
                standing=stands,
            )
        )
    return answers


def family(row: Family) -> shapes.FamilyOut:
    """A family with its people and its team."""
    members, episode = members_of(row), current_episode(row)
    lead = lead_of(episode) if episode else None
    team = [
        shapes.TeamMemberOut(
            name=m.name, part=m.part, agency=m.agency.name if m.agency else "", telephone=m.telephone,
            leads=bool(lead and m.user_id == lead.user_id),
        )
        for m in (team_of(episode) if episode else [])
    ]  # fmt: skip
    return shapes.FamilyOut(
        id=row.pk, label=family_label(members), be_careful=row.be_careful, team=team, version=row.version,
        people=[
            shapes.MemberOut(person_id=m.id, name=m.name, role=m.role, born=m.born, age=m.age, doubts=m.doubts)
            for m in members
        ],
        state=episode.state if episode else "", level=episode.level if episode else "",
        opened_on=episode.opened_on if episode else None, times_helped=episode.number if episode else 0,
        agreement=agreement_in_brief(row),
    )  # fmt: skip


def plan(row: Plan) -> shapes.PlanOut:
    """A plan with its outcomes in order, each with its actions."""
    waits, actions = waits_of(row), actions_of(row)
    outcomes = [
        shapes.OutcomeOut(
            id=outcome.pk, need=outcome.need, words=outcome.words, place=outcome.place, state=outcome.state,
            waits_for=waits.get(outcome.pk, []), version=outcome.version,
            actions=[plan_action(one) for one in actions if one.outcome_id == outcome.pk],
        )
        for outcome in outcomes_of(row)
    ]  # fmt: skip
    return shapes.PlanOut(
        id=row.pk, started_on=row.started_on, agreed_on=row.agreed_on, review_on=row.review_on, outcomes=outcomes,
        version=row.version,
    )  # fmt: skip


def plan_action(row: PlanAction) -> shapes.ActionOut:
    """An action of a plan, and whose it is."""
    owner = row.owner_member.name if row.owner_member else described(row.owner_person).name if row.owner_person else ""
    return shapes.ActionOut(
        id=row.pk, what=row.what, due_on=row.due_on, state=row.state, version=row.version, owner=owner
    )


def story_line(line: StoryLine) -> shapes.StoryLineOut:
    """A line of the chronology."""
    return shapes.StoryLineOut(
        id=line.pk, kind=line.kind, happened_on=line.happened_on, headline=line.headline, detail=line.detail,
        by=line.by.name, agency=line.agency.name,
    )  # fmt: skip


def right_help_list(found: ListToday) -> shapes.RightHelpListOut:
    """The agency's list as it stands today."""
    children = [
        shapes.ListedChildOut(
            person_id=one.child.id, name=one.child.name, born=one.child.born, lead=one.lead.name if one.lead else "",
            lead_agency=one.lead.agency.name if one.lead else "",
            lead_telephone=(one.lead.telephone or one.lead.agency.telephone) if one.lead else "",
            news="new" if one.is_new else "lead_changed" if one.lead_changed else "",
        )
        for one in found.children
    ]  # fmt: skip
    latest, confirmed = found.latest, found.confirmed
    return shapes.RightHelpListOut(
        agency=found.agency.name, list_id=latest.pk if latest else None,
        list_made_at=latest.made_at if latest else None, confirm_by=latest.due_on if latest else None,
        confirmed_at=latest.confirmed_at if latest else None,
        compared_with=confirmed.made_at if confirmed else None, children=children,
        left=[shapes.LeftListOut(person_id=one.id, name=one.name) for one in found.left], next=found.next_mark,
    )  # fmt: skip


def operating_model(pack: Pack) -> shapes.OperatingModelOut:
    """The pack, as far as a partner's system needs it to send a contact and to read answers."""
    routes = [
        shapes.RouteOut(
            id=route.id, name=route.name, who_may_use=list(route.who_may_use),
            asks=[shapes.ChoiceOut(id=ask.id, name=ask.label) for ask in route.asks],
        )
        for route in pack.routes
        if route.retired_on is None
    ]  # fmt: skip
    return shapes.OperatingModelOut(
        council=pack.info.council, title=pack.info.title, version=pack.info.version, routes=routes,
        levels=[shapes.ChoiceOut(id=one.id, name=one.name) for one in pack.levels],
        priorities=[shapes.ChoiceOut(id=one.id, name=one.name) for one in pack.priorities],
        factors=[shapes.ChoiceOut(id=one.id, name=one.text) for one in pack.factors],
        needs=[shapes.ChoiceOut(id=one.id, name=one.name) for one in pack.needs],
        purposes=[shapes.ChoiceOut(id=one.id, name=one.name) for one in pack.consent.purposes],
        lawful_bases=[shapes.ChoiceOut(id=one.id, name=one.name) for one in pack.consent.lawful_bases],
        data_categories=[shapes.ChoiceOut(id=one.id, name=one.name) for one in pack.consent.data_categories],
    )  # fmt: skip
