"""Who keeps which services: everybody's, or those of their own agency."""

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.queries import widest_reach
from alongside.ground.access.words import Permission, Reach
from alongside.helping.directory.models import Provider, Service

NOBODYS = Q(pk__in=[])


def providers_of(by: User) -> Q:
    """The providers whose services this person may keep."""
    reach = widest_reach(by.rights.roles, Permission.KEEP_DIRECTORY) if by.is_active else None
    if reach is Reach.ALL:
        return Q()
    return Q(agency=by.agency) if reach is Reach.INVOLVED else NOBODYS


def may_keep(by: User, provider: Provider) -> bool:
    """Whether this person may write and change the services of a provider: the twin of `providers_of`."""
    reach = widest_reach(by.rights.roles, Permission.KEEP_DIRECTORY) if by.is_active else None
    return reach is Reach.ALL or (reach is Reach.INVOLVED and provider.agency_id == by.agency_id)


def may_keep_service(by: User, service: Service) -> bool:
    """Whether this person may change this service."""
    return may_keep(by, service.provider)
