"""Finding services: for everybody what is published, for whoever keeps the directory all they keep."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, require, widest_reach
from alongside.ground.access.words import Permission, Reach
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import Pack
from alongside.helping.directory.models import Provider, Service, ServicePicture, ServiceUse
from alongside.helping.directory.policies import is_stale as is_stale
from alongside.helping.directory.policies import stale_before
from alongside.helping.directory.postcodes import Spot, metres_between
from alongside.helping.directory.postcodes import spot_of as spot_of
from alongside.helping.directory.rules import may_keep_service, providers_of
from alongside.helping.directory.words import Audience, ServiceState, Setting

USES_OF_DAYS = 90


@dataclass(frozen=True)
class Sought:
    """What somebody looks for; blank asks nothing. `age` is the child's, in whole years."""

    text: str = ""
    need: str = ""
    level: str = ""
    area: str = ""
    age: int | None = None

    def __bool__(self) -> bool:
        return self != Sought()


def published() -> QuerySet[Service]:
    """What everybody may see, by name."""
    rows = Service.objects.filter(state=ServiceState.PUBLISHED).select_related("provider")
    return rows.order_by("name", "id")


def like(rows: QuerySet[Service], text: str) -> QuerySet[Service]:
    """Those in which the words typed occur, in any form of the word ('bereaved' finds 'bereavement')."""
    vector = SearchVector("name", "description", "how_to_ask", "provider__name", config="english")
    words = SearchQuery(text, config="english", search_type="websearch")
    return rows.annotate(words=vector).filter(Q(words=words) | Q(name__icontains=text))


def find(sought: Sought, pack: Pack) -> QuerySet[Service]:
    """Published services for what somebody looks for."""
    rows = published()
    if sought.text:
        rows = like(rows, sought.text)
    if sought.need:
        rows = rows.filter(needs__contains=[sought.need])
    if sought.level:
        rows = rows.filter(levels__contains=[sought.level])
    if sought.area:
        rows = rows.filter(Q(areas=[]) | Q(areas__overlap=_meeting(pack, sought.area)))
    if sought.age is not None:
        rows = rows.filter(Q(from_age=None) | Q(from_age__lte=sought.age)).filter(
            Q(to_age=None) | Q(to_age__gte=sought.age)
        )
    return rows


def _meeting(pack: Pack, area_id: str) -> list[str]:
    """The area, those it lies in, and those that lie in it."""
    parents = {area.id: area.parent for area in pack.localities.areas}
    return [one for one in parents if area_id in _upward(parents, one) or one in _upward(parents, area_id)]


def _upward(parents: dict[str, str | None], area_id: str) -> list[str]:
    found: list[str] = []
    at: str | None = area_id
    while at is not None and at in parents:
        found.append(at)
        at = parents[at]
    return found


def within(rows: QuerySet[Service], spot: Spot, metres: float) -> list[uuid.UUID]:
    """Ids of those given at a place no farther than so many metres, the nearest first."""
    spots = rows.filter(setting=Setting.PLACE).values_list("pk", "easting", "northing")
    far = [
        (metres_between(spot, (east, north)), pk) for pk, east, north in spots if east is not None and north is not None
    ]
    return [pk for distance, pk in sorted(far) if distance <= metres]


def known_spot(postcode: str) -> Spot | None:
    """Where a stranger's postcode lies, if it begins like that of some published place: no others are worth reading."""
    letters = set(published().exclude(postcode="").values_list("postcode", flat=True))
    return spot_of(postcode) if postcode[:1].upper() in {one[0] for one in letters} else None


def service_for(by: User, service_id: uuid.UUID) -> Service:
    """A service this person may see: a published one, or one they keep. Raises NotFoundForYou."""
    found = Service.objects.select_related("provider", "checked_by").filter(pk=service_id).first()
    if found is None or not (found.state == ServiceState.PUBLISHED or may_keep_service(by, found)):
        raise NotFoundForYou
    return found


def picture_for(by: User, service_id: uuid.UUID) -> ServicePicture:
    """The picture of a service this person may see. Raises NotFoundForYou."""
    found = ServicePicture.objects.filter(service=service_for(by, service_id)).first()
    if found is None:
        raise NotFoundForYou
    return found


def says_of_picture(service: Service) -> str:
    """What the picture of a service shows, in words; '' without one."""
    return ServicePicture.objects.filter(service=service).values_list("says", flat=True).first() or ""


# for whoever keeps the directory


def keeps_all(by: User) -> bool:
    """Whether this person keeps everybody's services, not only those of their own agency."""
    return widest_reach(by.rights.roles, Permission.KEEP_DIRECTORY) is Reach.ALL


def keeps_some(by: User) -> bool:
    """Whether this person keeps any services, or may begin to."""
    return bool(may(by, Permission.KEEP_DIRECTORY))


def kept_by(by: User) -> QuerySet[Service]:
    """Every service this person keeps, whoever said longest ago that it is right first. Raises NotAllowed.

    Each has `by_families` and `by_practitioners`: how often it was opened in the last `USES_OF_DAYS` days.
    """
    require(by, Permission.KEEP_DIRECTORY)
    rows = Service.objects.filter(provider__in=Provider.objects.filter(providers_of(by))).select_related("provider")
    return rows.annotate(
        by_families=_opened(Audience.FAMILY), by_practitioners=_opened(Audience.PRACTITIONER)
    ).order_by("checked_on", "id")


def stale(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Those of the published that nobody has said to be right for too long."""
    return rows.filter(state=ServiceState.PUBLISHED, checked_on__lte=stale_before(today()))


def _opened(audience: Audience) -> Coalesce:
    since = today() - dt.timedelta(days=USES_OF_DAYS)
    uses = ServiceUse.objects.filter(service=OuterRef("pk"), audience=audience, day__gt=since).order_by()
    return Coalesce(Subquery(uses.values("service").annotate(total=Sum("opened")).values("total")), Value(0))


def kept_service(by: User, service_id: uuid.UUID) -> Service:
    """A service this person keeps. Raises NotFoundForYou for any other: a draft of somebody else's is not there."""
    found = Service.objects.select_related("provider", "checked_by").filter(pk=service_id).first()
    if found is None or not may_keep_service(by, found):
        raise NotFoundForYou
    return found


def providers_kept_by(by: User) -> QuerySet[Provider]:
    """The providers this person may write services for, by name. Raises NotAllowed."""
    require(by, Permission.KEEP_DIRECTORY)
    return Provider.objects.filter(providers_of(by)).order_by("name")


def kept_provider(by: User, provider_id: uuid.UUID) -> Provider:
    """A provider whose services this person keeps. Raises NotFoundForYou for any other."""
    found = Provider.objects.filter(providers_of(by), pk=provider_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def provider_called(name: str) -> Provider | None:
    """The provider of this name, however its letters are written."""
    return Provider.objects.filter(name__iexact=name.strip()).first()
