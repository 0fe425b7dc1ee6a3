"""Making a list for an agency, and confirming that it was read."""

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import require, the_system
from alongside.ground.access.words import Permission
from alongside.ground.agencies.queries import agreement_holds
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import local_date, now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.working_days import add_working_days
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.right_help_lists.models import ListedChild, RightHelpList
from alongside.helping.right_help_lists.policies import is_due
from alongside.helping.right_help_lists.queries import latest_list, listable, to_record
from alongside.helping.right_help_lists.words import MadeBecause

NO_LISTS = "This council makes no Right Early Help lists."
NO_AGREEMENT = "This agency has not accepted the sharing agreement in force."


@action
def make_list(*, agency: Agency, by: User, why: MadeBecause = MadeBecause.ASKED) -> RightHelpList:
    """Put on record what an agency may be told today, and ask it to confirm. The list before needs no answer any more.

    By whoever reads the agency's list, whoever checks lists, or the schedule. Raises NotAllowed; Refused without a
    sharing agreement that holds.
    """
    _require_may_make(agency, by)
    adopted = current_pack()
    rules, agreement = adopted.pack.consent.right_help_lists, agreement_holds(agency)
    if rules is None:
        raise Refused(NO_LISTS)
    if agreement is None:
        raise Refused(NO_AGREEMENT, what_to_do="Its administrator can accept it on the page ‘Your agency’.")
    made = RightHelpList.objects.create(
        agency=agency, why=why, made_at=now(), made_by=by, agreement=agreement, pack_version_id=adopted.version_id,
        due_on=add_working_days(today(), rules.confirm_within_working_days),
    )  # fmt: skip
    ListedChild.objects.bulk_create(
        [
            ListedChild(the_list=made, child_id=child, episode_id=episode, lead_id=lead)
            for child, episode, lead in to_record(agency)
        ]
    )
    audit.record(
        kind="right_help_lists.made", by=by, record=made, pack_version_id=adopted.version_id,
        detail={"agency": str(agency.pk), "why": str(why)},
    )  # fmt: skip
    return made


@action
def make_list_if_due(*, agency: Agency, by: User) -> RightHelpList | None:
    """Make an agency's list when the operating model says so: for the schedule. None when it is not due.

    An agency with nobody to tell of, and nobody on its list before, is not asked to confirm that.
    """
    held = Agency.objects.select_for_update().get(pk=agency.pk)
    rules, latest = current_pack().pack.consent.right_help_lists, latest_list(held)
    if rules is None or not is_due(local_date(latest.made_at) if latest else None, rules.every_months, today()):
        return None
    if not listable(held).exists() and not (latest and latest.children.exists()):
        return None
    return make_list(agency=held, by=by, why=MadeBecause.SCHEDULE)


@action
def confirm_receipt(*, the_list: RightHelpList, by: User) -> RightHelpList:
    """Say, for one's agency, that its list has been read. Saying it again changes nothing.

    Raises NotAllowed; Refused when the agency was given a later list.
    """
    require(by, Permission.SEE_RIGHT_HELP_LIST)
    if the_list.agency_id != by.agency_id:
        raise NotAllowed("This list is another agency’s.")
    latest = latest_list(by.agency)
    if latest is not None and latest.pk != the_list.pk:
        raise Refused("There is a newer list.", what_to_do="Read that one, and confirm it.")
    waiting = RightHelpList.objects.filter(pk=the_list.pk, confirmed_at=None)
    if waiting.update(confirmed_at=now(), confirmed_by=by):
        audit.record(
            kind="right_help_lists.confirmed", by=by, record=the_list, detail={"agency": str(the_list.agency_id)}
        )
    the_list.refresh_from_db()
    return the_list


def _require_may_make(agency: Agency, by: User) -> None:
    if by == the_system():
        return
    own = agency.pk == by.agency_id
    require(by, Permission.SEE_RIGHT_HELP_LIST if own else Permission.CHECK_RIGHT_HELP_LISTS)
