"""Writing down services, publishing them, saying that they are still right, and counting how often they are opened."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import public_door, require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.lib.text import tidy, tidy_postcode
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.directory.models import Provider, Service, ServicePicture, ServiceUse
from alongside.helping.directory.pictures import made_anew
from alongside.helping.directory.policies import OF_A_PLACE, SERVICE, check_answers
from alongside.helping.directory.postcodes import spot_of
from alongside.helping.directory.queries import keeps_all, provider_called
from alongside.helping.directory.rules import may_keep, may_keep_service
from alongside.helping.directory.words import Audience, ServiceState, Setting

TEXTS = (
    "name", "description", "how_to_ask", "place", "address", "town", "postcode", "when_words", "cost", "url", "email",
    "telephone",
)  # fmt: skip
ANSWERS = (*TEXTS, "setting", "from_age", "to_age", "needs", "levels", "areas", "days", "opens_at", "closes_at")
OF_THE_PACK = ("needs", "levels", "areas")


@action
def add_provider(*, name: str, description: str, by: User) -> Provider:
    """Write down who runs services. One with the name of an agency on board is that agency, and its staff keep it.

    Somebody who keeps only their own agency's services adds that agency, whatever name is given. Raises NotAllowed;
    Refused for a name that is there already.
    """
    require(by, Permission.KEEP_DIRECTORY)
    name = tidy(name) if keeps_all(by) else by.agency.name
    if not name:
        raise Refused("Enter who runs it", field="provider_name")
    if not description.strip():
        raise Refused("Say in a sentence who they are", field="provider_about")
    agency = Agency.objects.filter(name__iexact=name, as_provider=None).first()
    made = provider_called(name) or Provider(name=name)
    if made.agency_id or (keeps_all(by) and provider_called(name)):
        raise Refused("There is a provider of this name already.", what_to_do="Select it.", field="provider_name")
    made.description, made.agency = description.strip(), agency
    made.save()
    audit.record(kind="directory.provider_added", by=by, record=made)
    return made


@action
def change_provider(*, provider: Provider, seen_version: int, name: str, description: str, by: User) -> Provider:
    """Change what is said of who runs services. An agency on board keeps its own name.

    Raises NotFoundForYou, Refused, or Conflict when somebody else changed it meanwhile.
    """
    if not may_keep(by, provider):
        raise NotFoundForYou
    name = provider.name if provider.agency_id else tidy(name)
    if not name:
        raise Refused("Enter who runs it", field="name")
    if not description.strip():
        raise Refused("Say in a sentence who they are", field="description")
    other = provider_called(name)
    if other is not None and other.pk != provider.pk:
        raise Refused("There is a provider of this name already.", field="name")
    provider.name, provider.description = name, description.strip()
    save_seen(provider, seen_version, fields=("name", "description"))
    audit.record(kind="directory.provider_changed", by=by, record=provider)
    return provider


@action
def add_service(*, provider: Provider, answers: Mapping[str, Any], by: User) -> Service:
    """Write down a service as a draft. `answers` are by the names of `ANSWERS`.

    Raises NotFoundForYou for a provider whose services are not theirs to keep; Refused for answers that do not fit.
    """
    if not may_keep(by, provider):
        raise NotFoundForYou
    made = Service(provider=provider, checked_on=today(), checked_by=by, changed_at=now(), **_fitting(answers))
    with _named_once(provider, made.name):
        made.save(force_insert=True)
    audit.record(kind="directory.service_added", by=by, record=made)
    return made


@action
def change_service(*, service: Service, seen_version: int, answers: Mapping[str, Any], by: User) -> Service:
    """Change what a service says of itself; who changes it says that the rest is right too.

    Raises NotFoundForYou, Refused, or Conflict when somebody else changed it meanwhile.
    """
    _require_keeps(by, service)
    fitting = _fitting(answers)
    told = {**fitting, "checked_on": today(), "checked_by": by, "changed_at": now()}
    for name, value in told.items():
        setattr(service, name, value)
    with _named_once(service.provider, service.name, service):
        save_seen(service, seen_version, fields=told)
    audit.record(kind="directory.service_changed", by=by, record=service)
    return service


@action
def publish(*, service: Service, by: User) -> Service:
    """Show a service to everybody, on the page and as Open Referral."""
    return _step(service, "publish", by)


@action
def take_down(*, service: Service, by: User) -> Service:
    """Show a service to nobody else any more; it can be published again."""
    return _step(service, "take_down", by)


@action
def discard_draft(*, service: Service, by: User) -> None:
    """Throw a draft away. Raises Refused once it has been published: what families saw is taken down, not forgotten."""
    locked = _locked(service, by)
    if locked.state != ServiceState.DRAFT:
        raise Refused("Only a draft can be thrown away.", what_to_do="Take the service down instead.")
    audit.record(kind="directory.draft_discarded", by=by, record=locked)
    locked.delete()


@action
def confirm_still_right(*, service: Service, by: User) -> Service:
    """Say that everything about a service is still so."""
    locked = _locked(service, by)
    locked.checked_on, locked.checked_by = today(), by
    locked.save(update_fields=["checked_on", "checked_by"])
    audit.record(kind="directory.service_confirmed", by=by, record=locked)
    return locked


@action
def set_picture(*, service: Service, content: bytes, says: str, by: User) -> ServicePicture:
    """Give a service its picture, in place of the one before; `says` tells who cannot see it what it shows.

    Raises Refused for what is not a picture, or where the scanner refuses it (`pictures.made_anew`).
    """
    locked = _locked(service, by)
    if not says.strip():
        raise Refused("Say what the picture shows", field="says")
    drawn = made_anew(content)
    told = {"content": drawn.content, "width": drawn.width, "height": drawn.height, "says": says.strip()}
    picture, _ = ServicePicture.objects.update_or_create(service=locked, defaults=told)
    audit.record(kind="directory.picture_set", by=by, record=locked)
    return picture


@action
def remove_picture(*, service: Service, by: User) -> None:
    """Take the picture away; nothing happens when there is none."""
    locked = _locked(service, by)
    if ServicePicture.objects.filter(service=locked).delete()[0]:
        audit.record(kind="directory.picture_removed", by=by, record=locked)


@action
def count_use(*, service: Service, by: User) -> None:
    """Count that a published service was opened: by a practitioner, or by anybody else (Stockton counts its FIS's use).

    Whoever keeps the service is not counted, and of nobody is it kept that they looked.
    """
    if may_keep_service(by, service):
        return
    audience = Audience.FAMILY if by == public_door() else Audience.PRACTITIONER
    row, _ = ServiceUse.objects.get_or_create(service=service, day=today(), audience=audience)
    ServiceUse.objects.filter(pk=row.pk).update(opened=F("opened") + 1)


SAME_NAME = "This provider has a service of this name already."


def _fitting(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers tidied and checked, with where the postcode lies; blank what does not belong to the setting."""
    texts = {name: str(given.get(name) or "").strip() for name in TEXTS}
    texts["postcode"] = tidy_postcode(texts["postcode"])
    if given.get("setting") != Setting.PLACE:
        texts |= dict.fromkeys((*OF_A_PLACE, "place"), "")
    told = (
        {name: given.get(name) for name in ANSWERS}
        | {name: list(given.get(name) or ()) for name in (*OF_THE_PACK, "days")}
        | {"setting": given.get("setting") or ""}
        | texts
    )
    check_answers(told)
    _check_ids(told)
    spot = spot_of(texts["postcode"])
    return told | {"easting": spot[0] if spot else None, "northing": spot[1] if spot else None}


def _check_ids(told: Mapping[str, Any]) -> None:
    pack = current_pack().pack
    known = {
        "needs": {need.id for need in pack.needs},
        "levels": {level.id for level in pack.levels},
        "areas": {area.id for area in pack.localities.areas},
    }
    for name, ids in known.items():
        if not set(told[name]) <= ids:
            raise Refused("Select from the answers shown", field=name)


def _named_like(provider: Provider, name: str, but: Service | None = None) -> bool:
    others = Service.objects.filter(provider=provider, name__iexact=name)
    return (others.exclude(pk=but.pk) if but else others).exists()


@contextmanager
def _named_once(provider: Provider, name: str, but: Service | None = None) -> Iterator[None]:
    """Around writing a service: refuse a name its provider has already, also where somebody else is quicker."""
    if _named_like(provider, name, but):
        raise Refused(SAME_NAME, field="name")
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        raise Refused(SAME_NAME, field="name") from twice


def _require_keeps(by: User, service: Service) -> None:
    if not may_keep_service(by, service):
        raise NotFoundForYou


def _locked(service: Service, by: User) -> Service:
    _require_keeps(by, service)
    return Service.objects.select_for_update(of=("self",)).select_related("provider").get(pk=service.pk)


def _step(service: Service, name: str, by: User) -> Service:
    locked = _locked(service, by)
    step = SERVICE.step(ServiceState(locked.state), name)
    locked.state, locked.changed_at = step.target, now()
    if name == "publish":
        locked.checked_on, locked.checked_by = today(), by
    locked.save(update_fields=["state", "changed_at", "checked_on", "checked_by"])
    audit.record(kind=f"directory.service_{step.event}", by=by, record=locked)
    return locked
