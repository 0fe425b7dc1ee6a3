"""Who is on an agency's list today, what changed since it confirmed one, and which lists nobody confirmed.

Only what consent and the sharing agreement allow is ever read: `listable` asks for both, and a person or family that
is restricted or sealed is never on a list, nor in any count or difference made from one.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import known_to, may, note_search, require, visible_to
from alongside.ground.access.words import PLACES_OF_LEARNING, Permission, RecordClass
from alongside.ground.agencies.models import AgencyAgreement
from alongside.ground.agencies.queries import agreement_holds
from alongside.ground.audit import reading
from alongside.ground.audit.words import ReadAction, Standing
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou
from alongside.ground.lib.pages import keyset
from alongside.ground.lib.text import comparable
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.right_help_lists.models import ListedChild, RightHelpList
from alongside.people.consent.queries import children_shared_with
from alongside.people.episodes.models import Episode, Lead
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family, Membership, Person, PersonName
from alongside.people.families.queries import Member, described
from alongside.people.families.words import NameKind

PAGE = 50
MOST_FOUND = 50
ORDER = ("by_surname", "by_forename", "id")
NOT_KEPT_CLOSELY = {"family__record_class": RecordClass.NORMAL, "person__record_class": RecordClass.NORMAL}
WHY_NO_LIST = "Your agency has no Right Early Help list, because it has not accepted the sharing agreement in force."

Told = dict[uuid.UUID, set[int | None]]
"""Children by id, each with the ids of those who lead (None for nobody yet; two families, two leads)."""


@dataclass(frozen=True)
class OnList:
    """A child with open early help, and who leads; `lead` is None while nobody is named."""

    child: Member
    family_id: uuid.UUID
    lead: User | None
    is_new: bool = False
    lead_changed: bool = False


@dataclass(frozen=True)
class ListToday:
    """What an agency may be told today, beside the latest list and what changed since it last confirmed one."""

    agency: Agency
    latest: RightHelpList | None
    confirmed: RightHelpList | None
    children: list[OnList] = field(default_factory=list)
    left: list[Member] = field(default_factory=list)
    next_mark: str = ""
    has_earlier: bool = False
    there_are_more: bool = False


class NoList(NotAllowed):
    """An agency has no list, and the page says why."""


def listable(agency: Agency) -> QuerySet[Membership]:
    """Children whom an agency may be told about today, each with `open_episode` and `lead_user`, in order of name.

    None without a sharing agreement that holds, or under an operating model without lists; of a place of learning,
    only those on its roll.
    """
    return Membership.objects.none() if why_no_list(agency) else _allowed(agency)


def _allowed(agency: Agency) -> QuerySet[Membership]:
    rules = current_pack().pack.consent.right_help_lists
    purposes = rules.purposes if rules else ()
    open_episodes = Episode.objects.filter(family=OuterRef("family")).exclude(state=EpisodeState.CLOSED)
    leads = Lead.objects.filter(episode__family=OuterRef("family"), until=None).exclude(
        episode__state=EpisodeState.CLOSED
    )
    name = PersonName.objects.filter(person=OuterRef("person"), kind=NameKind.USUAL)
    rows = children_shared_with(agency, purposes).filter(**NOT_KEPT_CLOSELY, person__died_on=None)
    if agency.kind in PLACES_OF_LEARNING:
        rows = rows.filter(person__school=agency)
    return rows.annotate(
        open_episode=Subquery(open_episodes.values("pk")[:1]), lead_user=Subquery(leads.values("user")[:1]),
        by_surname=Coalesce(Subquery(name.values("surname_key")[:1]), Value("")),
        by_forename=Coalesce(Subquery(name.values("forename_key")[:1]), Value("")),
    ).filter(open_episode__isnull=False).order_by(*ORDER)  # fmt: skip


def to_record(agency: Agency) -> list[tuple[uuid.UUID, uuid.UUID, int | None]]:
    """The ids a list made now is a record of: child, episode, and who leads."""
    rows: list[Any] = list(listable(agency))
    return [(row.person_id, row.open_episode, row.lead_user) for row in rows]


def list_today(by: User, mark: str = "") -> ListToday:
    """A page of the list of this person's own agency, as it stands now, written down as read. Raises NoList."""
    told, rows, frame = _mine(by)
    page = keyset(rows, order=ORDER, mark=mark, size=PAGE)
    children = _on_list(page.rows, told, frame["confirmed"] is not None)
    left = [] if page.has_earlier else _left(by, frame["confirmed"], rows)
    _note(by, children)
    return ListToday(**frame, children=children, left=left, next_mark=page.next_mark, has_earlier=page.has_earlier)


def search_list(by: User, typed: str) -> ListToday:
    """Children of the list whose name has every word typed; the search and what it showed are written down."""
    told, rows, frame = _mine(by)
    for word in comparable(typed).split():
        named = PersonName.objects.filter(person=OuterRef("person"))
        rows = rows.filter(Exists(named.filter(Q(surname_key__contains=word) | Q(forename_key__contains=word))))
    found = list(rows[: MOST_FOUND + 1])
    children = _on_list(found[:MOST_FOUND], told, frame["confirmed"] is not None)
    note_search(
        by=by, terms=typed, found_ids=[one.person_id for one in found], shown=[one.child.id for one in children]
    )
    _note(by, children)
    return ListToday(**frame, children=children, there_are_more=len(found) > MOST_FOUND)


def whole_list(by: User) -> list[OnList]:
    """Every child on the list of this person's own agency, to take away; written down as read and as exported."""
    told, rows, frame = _mine(by)
    children = _on_list(list(rows), told, frame["confirmed"] is not None)
    _note(by, children)
    reading.note(
        by=by, record_type=Agency._meta.label_lower, record_id=by.agency.pk, standing=Standing.AGENCY,
        action=ReadAction.EXPORTED,
    )  # fmt: skip
    return children


def lists_to_confirm(by: User) -> QuerySet[RightHelpList]:
    """The latest list of this person's agency, while nobody there has confirmed it: for their list of work."""
    if not may(by, Permission.SEE_RIGHT_HELP_LIST):
        return RightHelpList.objects.none()
    later = RightHelpList.objects.filter(agency=OuterRef("agency"), id__gt=OuterRef("id"))
    waiting = RightHelpList.objects.filter(~Exists(later), agency=by.agency, confirmed_at=None)
    return waiting.order_by("due_on", "id")


def latest_list(agency: Agency) -> RightHelpList | None:
    """The list the agency was given last."""
    return RightHelpList.objects.filter(agency=agency).select_related("confirmed_by").order_by("-id").first()


def own_list(by: User, list_id: uuid.UUID) -> RightHelpList:
    """A list of this person's own agency. Raises NotAllowed, or NotFoundForYou for any other."""
    require(by, Permission.SEE_RIGHT_HELP_LIST)
    found = RightHelpList.objects.filter(agency=by.agency, pk=list_id).select_related("agency").first()
    if found is None:
        raise NotFoundForYou
    return found


def why_no_list(agency: Agency) -> str:
    """Why an agency cannot have a list, in words; '' when it can."""
    if current_pack().pack.consent.right_help_lists is None:
        return "This council makes no Right Early Help lists."
    return "" if agreement_holds(agency) else WHY_NO_LIST


# the hub manager's view


def agencies_with_lists(by: User, *, waiting: bool) -> QuerySet[Agency]:
    """Agencies with their latest list (`list_id`, `made_at`, `due_on`, `confirmed_at`, `confirmed_by_name`).

    With `waiting`, those whose latest list nobody has confirmed; without, every agency that could have one.
    """
    require(by, Permission.CHECK_RIGHT_HELP_LISTS)
    latest = RightHelpList.objects.filter(agency=OuterRef("pk")).order_by("-id")
    agreed = AgencyAgreement.objects.filter(agency=OuterRef("pk"))
    rows = Agency.objects.filter(Exists(agreed) | Exists(latest)).annotate(
        list_id=Subquery(latest.values("pk")[:1]), made_at=Subquery(latest.values("made_at")[:1]),
        list_due_on=Subquery(latest.values("due_on")[:1]), confirmed_at=Subquery(latest.values("confirmed_at")[:1]),
        confirmed_by_name=Subquery(latest.values("confirmed_by__name")[:1]),
    )  # fmt: skip
    return rows.filter(list_id__isnull=False, confirmed_at=None) if waiting else rows


def agency_for_list(by: User, agency_id: uuid.UUID) -> Agency:
    """An agency, for whoever checks lists. Raises NotAllowed or NotFoundForYou."""
    found = agencies_with_lists(by, waiting=False).filter(pk=agency_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def what_was_told(by: User, list_id: uuid.UUID) -> tuple[RightHelpList, list[OnList]]:
    """A list as it was made: which children, who led then. For whoever checks lists, of families they may see."""
    require(by, Permission.CHECK_RIGHT_HELP_LISTS)
    rows = RightHelpList.objects.select_related("agency", "made_by", "confirmed_by")
    found = rows.filter(pk=list_id).first()
    if found is None:
        raise NotFoundForYou
    families = visible_to(Family.objects.all(), by, Permission.SEE_FAMILY)
    people = Person.objects.filter(known_to(by))
    listed = ListedChild.objects.filter(the_list=found, episode__family__in=families, child__in=people)
    listed = listed.select_related("child__school", "episode", "lead__agency").prefetch_related("child__names")
    children = [OnList(described(one.child), one.episode.family_id, one.lead) for one in listed]
    children.sort(key=lambda one: (comparable(one.child.surname), comparable(one.child.forename)))
    _note(by, children, Standing.OVERSIGHT)
    return found, children


def told_about(by: User, family: Family) -> QuerySet[RightHelpList]:
    """Every list on which a child of the family stood, latest first: which agency was told, when, and who read it.

    For whoever checks lists and may see the family; raises NotAllowed.
    """
    require(by, Permission.CHECK_RIGHT_HELP_LISTS)
    listed = ListedChild.objects.filter(the_list=OuterRef("pk"), episode__family=family)
    rows = RightHelpList.objects.filter(Exists(listed)).select_related("agency", "confirmed_by")
    return rows.order_by("-made_at", "-id")


# within


def _mine(by: User) -> tuple[Told, QuerySet[Membership], dict[str, Any]]:
    """What the agency was told last, what it may be told now as far as this person may see it, and which lists."""
    require(by, Permission.SEE_RIGHT_HELP_LIST)
    if refusal := why_no_list(by.agency):
        raise NoList(refusal)
    latest = latest_list(by.agency)
    confirmed = latest
    if latest is not None and latest.confirmed_at is None:
        earlier = RightHelpList.objects.filter(agency=by.agency).exclude(confirmed_at=None)
        confirmed = earlier.select_related("confirmed_by").order_by("-id").first()
    rows = _allowed(by.agency).filter(family__in=visible_to(Family.objects.all(), by, Permission.SEE_FAMILY))
    rows = rows.exclude(person__in=by.rights.excluded).select_related("person__school").prefetch_related(
        "person__names"
    )  # fmt: skip
    return _told_by(confirmed), rows, {"agency": by.agency, "latest": latest, "confirmed": confirmed}


def _told_by(the_list: RightHelpList | None) -> Told:
    found: Told = {}
    rows = ListedChild.objects.filter(the_list=the_list) if the_list else ListedChild.objects.none()
    for child, lead in rows.values_list("child_id", "lead_id"):
        found.setdefault(child, set()).add(lead)
    return found


def _on_list(rows: Collection[Membership], told: Mapping[uuid.UUID, set[int | None]], compare: bool) -> list[OnList]:
    leads = User.objects.select_related("agency").in_bulk([row.lead_user for row in rows if row.lead_user])  # type: ignore[attr-defined]
    return [
        OnList(
            child=described(row.person), family_id=row.family_id, lead=leads.get(row.lead_user),  # type: ignore[attr-defined]
            is_new=compare and row.person_id not in told,
            lead_changed=row.person_id in told and row.lead_user not in told[row.person_id],  # type: ignore[attr-defined]
        )
        for row in rows
    ]  # fmt: skip


def _left(by: User, confirmed: RightHelpList | None, rows: QuerySet[Membership]) -> list[Member]:
    """Children of the confirmed list who are on it no longer; nobody who is kept closely now, or barred to them."""
    if confirmed is None:
        return []
    gone = ListedChild.objects.filter(
        the_list=confirmed, episode__family__record_class=RecordClass.NORMAL, child__record_class=RecordClass.NORMAL
    )
    gone = gone.exclude(child__in=rows.order_by().values("person")).exclude(child__in=by.rights.excluded)
    gone = gone.exclude(episode__family__in=by.rights.excluded).select_related("child__school")
    found = {one.child_id: one for one in gone.annotate(family=F("episode__family")).prefetch_related("child__names")}
    for one in found.values():
        _note_child(by, one.child_id, one.family, Standing.AGENCY)
    members = [described(one.child) for one in found.values()]
    return sorted(members, key=lambda one: (comparable(one.surname), comparable(one.forename)))


def _note(by: User, children: Collection[OnList], standing: Standing = Standing.SHARING) -> None:
    for one in children:
        _note_child(by, one.child.id, one.family_id, standing)


def _note_child(by: User, child_id: uuid.UUID, family_id: uuid.UUID, standing: Standing) -> None:
    reading.note(
        by=by, record_type=Person._meta.label_lower, record_id=child_id, family_id=family_id, standing=standing,
        action=ReadAction.LISTED,
    )  # fmt: skip
