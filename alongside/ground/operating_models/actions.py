"""Putting an operating model in force."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alongside.ground.audit.actions import record
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.models import PackInForce, PackVersion
from alongside.ground.operating_models.policies import removed_ids, reused_ids
from alongside.ground.operating_models.queries import (
    earlier_packs,
    find_pack_again,
    in_force_id,
    version_numbered,
    version_with_digest,
)
from alongside.ground.operating_models.reading.load import check_folder, content_of, digest_of
from alongside.ground.operating_models.reading.problems import Problem
from alongside.ground.operating_models.schema import Pack

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class PackHasProblems(Refused):
    """The pack has mistakes; `problems` lists them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        how_many = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        super().__init__(f"This pack has {how_many}, so it was not adopted.", what_to_do="Correct them and try again.")
        self.problems = problems


class IdsRemoved(Refused):
    """Ids that records may hold are no longer in the pack; `ids` lists them."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            f"An earlier version had these and this one does not: {', '.join(ids)}.",
            what_to_do="Put them back with a retired_on date: records still name them.",
        )
        self.ids = ids


class IdsReused(Refused):
    """Ids that were retired are used again; `ids` lists them."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            f"An earlier version retired these and this one uses them again: {', '.join(ids)}.",
            what_to_do="Give the new one another id: people may still hold the old one.",
        )
        self.ids = ids


class VersionTaken(Refused):
    """Another content was adopted under the same version number."""


@dataclass(frozen=True)
class Adoption:
    """The version now in force, and whether adopting it changed anything."""

    version: PackVersion
    changed: bool


@action
def adopt(*, folder: Path, by: "AbstractBaseUser", note: str = "") -> Adoption:
    """Check the pack in `folder`, keep it whole as an immutable version and put it in force.

    The same content already in force changes nothing; an earlier version adopted before comes back into force.
    Raises PackHasProblems, IdsRemoved, IdsReused or VersionTaken, and then changes nothing.
    """
    checked = check_folder(folder)
    if checked.pack is None:
        raise PackHasProblems(checked.problems)
    digest = digest_of(checked.pack)
    version = version_with_digest(digest) or _keep(checked.pack, digest, by, note)
    if in_force_id() == version.pk:
        return Adoption(version, changed=False)
    PackInForce.objects.create(version=version, since=now(), by_id=by.pk)
    find_pack_again()
    record(
        kind="operating_models.pack_adopted",
        by=by,
        record=version,
        pack_version_id=version.pk,
        detail={"pack": version.pack_id, "version": version.version, "digest": version.digest},
    )
    return Adoption(version, changed=True)


def _keep(pack: Pack, digest: str, by: "AbstractBaseUser", note: str) -> PackVersion:
    earlier = earlier_packs(pack.info.id)
    if removed := removed_ids(pack, earlier):
        raise IdsRemoved(removed)
    if reused := reused_ids(pack, earlier):
        raise IdsReused(reused)
    if version_numbered(pack.info.id, pack.info.version):
        raise VersionTaken(
            f"Version {pack.info.version} of {pack.info.id} was adopted with other content.",
            what_to_do="Give this one a new version number in pack.yaml.",
        )
    return PackVersion.objects.create(
        pack_id=pack.info.id,
        council=pack.info.council,
        version=pack.info.version,
        digest=digest,
        content=content_of(pack),
        adopted_at=now(),
        adopted_by_id=by.pk,
        note=note,
    )
