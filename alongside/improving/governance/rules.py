"""Who may look at how records were read."""

from django.contrib.auth.base_user import AbstractBaseUser

from alongside.ground.access.models import User
from alongside.ground.access.queries import Verdict, may, require
from alongside.ground.access.words import Permission
from alongside.ground.audit.models import Alert
from alongside.ground.lib.errors import NotAllowed
from alongside.people.families.models import Family


def require_officer(by: AbstractBaseUser, alert: Alert) -> None:
    """Return for a privacy officer; raises NotAllowed for anybody else who wants to close an alert.

    That nobody closes one about themselves is held by `audit.policies` and by the table itself.
    """
    if not isinstance(by, User):
        raise NotAllowed("Only a privacy officer closes alerts.")
    require(by, Permission.REVIEW_ACCESS)


def may_see_readers(by: User, family: Family) -> Verdict:
    """Whether this person may see who looked at a family's record, by name: who asks for agreement, or keeps records.

    They are the ones a family asks, and the ones who would have to act on the answer.
    """
    asks = may(by, Permission.RECORD_CONSENT, family)
    return asks or may(by, Permission.KEEP_CLOSELY, family) or asks
