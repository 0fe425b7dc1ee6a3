"""Who may say which records are about one person, and about whom."""

from django.db.models import Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission, RecordClass
from alongside.people.families.models import Person


def require_matcher(by: User) -> None:
    """Return for whoever matches records; raises NotAllowed otherwise."""
    require(by, Permission.MATCH_RECORDS)


def require_may_answer(by: User, person: Person) -> None:
    """Return for whoever matches records, or is cleared for this person by name; raises NotAllowed otherwise."""
    if person.pk not in by.rights.cleared:
        require_matcher(by)


def sees_whole(by: User, person: Person) -> bool:
    """Whether this person may see all of the record, not only a name: it is kept normally, or they are cleared."""
    if person.pk in by.rights.excluded:
        return False
    return person.record_class == RecordClass.NORMAL or person.pk in by.rights.cleared


def seen_whole(people: QuerySet[Person], by: User) -> QuerySet[Person]:
    """The queryset twin of `sees_whole`."""
    open_to_me = Q(record_class=RecordClass.NORMAL) | Q(pk__in=list(by.rights.cleared))
    return people.filter(open_to_me).exclude(pk__in=list(by.rights.excluded))
