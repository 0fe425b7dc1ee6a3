"""Who sees the lists, who decides about a family on one, who logs what is noticed."""

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission, RecordClass
from alongside.ground.lib.errors import NotFoundForYou
from alongside.improving.identification.models import CountedFamily
from alongside.people.families.models import Family, Person


class AnyOf(Func):
    """Whether a value stands in an array."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def require_sees(by: User) -> None:
    """Return for whoever sees the lists; raises NotAllowed otherwise."""
    require(by, Permission.SEE_MAY_NEED_HELP)


def require_decides(by: User) -> None:
    """Return for whoever decides about families on a list; raises NotAllowed otherwise."""
    require(by, Permission.DECIDE_MAY_NEED_HELP)


def shut(by: User) -> Q:
    """Records kept closely from this person: neither normal nor theirs by clearance, or barred to them."""
    kept = ~Q(record_class=RecordClass.NORMAL) & ~Q(pk__in=list(by.rights.cleared))
    return kept | Q(pk__in=list(by.rights.excluded))


def open_to(rows: QuerySet[CountedFamily], by: User) -> QuerySet[CountedFamily]:
    """The counted families in which nobody is kept closely from this person: the twin of `sees` and of the wall."""
    if not may(by, Permission.SEE_MAY_NEED_HELP):
        return rows.none()
    people = Person.objects.filter(AnyOf(F("pk"), OuterRef("people"))).filter(shut(by))
    families = Family.objects.filter(AnyOf(F("pk"), OuterRef("families"))).filter(shut(by))
    return rows.filter(~Exists(people), ~Exists(families))


def sees(by: User, counted: CountedFamily) -> bool:
    """Whether this person may see this counted family."""
    return open_to(CountedFamily.objects.filter(pk=counted.pk), by).exists()


def require_open(by: User, counted: CountedFamily) -> None:
    """Return when this person may see the family; raises NotFoundForYou, as if there were none, otherwise."""
    if not sees(by, counted):
        raise NotFoundForYou


def require_may_know(by: User, person: Person) -> None:
    """Return when this person's record is open to `by`; raises NotFoundForYou otherwise."""
    if Person.objects.filter(shut(by), pk=person.pk).exists() or not Person.objects.filter(pk=person.pk).exists():
        raise NotFoundForYou
