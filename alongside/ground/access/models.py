"""Who uses the system: agencies, their teams and people, and the roles each person holds."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Func, Q, Value

from alongside.ground.access.words import (
    AgencyKind,
    ClearanceKind,
    ExclusionKind,
    Permission,
    Reach,
    RecordClass,
    Section,
)
from alongside.ground.lib.clock import now
from alongside.ground.lib.models import Identified

NEXT_PRINCIPAL = Func(Value("access_principal"), function="nextval", output_field=models.IntegerField())


def code_of(principal: int, section: Section) -> int:
    """The number that stands in `readers` for a principal who reads one section only: negative, so never a principal.

    The same sum is in SQL, in `walls.py`.
    """
    return -(principal * 16 + section)


def section_of(code: int) -> tuple[int, Section]:
    """The principal and the section that `code_of` put into one number."""
    principal, section = divmod(-code, 16)
    return principal, Section(section)


class Principal(models.Model):
    """Whoever can be named as a reader of a record: a person, a team or a whole agency.

    Records keep `readers`, an array of these numbers (and of `code_of` for readers of one section): one comparison
    answers 'may this person see it?', in Python, in a queryset and in PostgreSQL's row-level security.
    """

    principal = models.IntegerField(unique=True, editable=False, db_default=NEXT_PRINCIPAL)

    class Meta:
        abstract = True


class Agency(Identified, Principal):
    """An organisation that takes part: a school, a health service, the police, a charity, the council's own teams."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in AgencyKind])
    telephone = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Team(Identified, Principal):
    """A team within an agency, which may serve one locality."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    locality = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="team_name_once_in_agency")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users known by their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@dataclass(frozen=True)
class Rights:
    """What somebody holds at this moment: roles, and the records named for them or barred to them, by id.

    The last three are worked out from the roles and the pack when first asked for (`policies.reach_of`, `wards_of`).
    """

    roles: frozenset[str] = frozenset()
    cleared: Mapping[uuid.UUID, ClearanceKind] = field(default_factory=dict)
    excluded: frozenset[uuid.UUID] = frozenset()
    held: list[Mapping[Permission, Reach]] = field(default_factory=list, compare=False)
    reaches: dict[Permission, Reach | None] = field(default_factory=dict, compare=False)
    wards: list[str] = field(default_factory=list, compare=False)


class User(AbstractBaseUser, Principal):
    """A person who signs in, or one of the two actors without a person: the public form and the system itself."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="people", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    persona = models.CharField(max_length=60, blank=True, help_text="Key of the demonstration persona, if this is one.")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["persona"], condition=~Q(persona=""), name="persona_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def principals(self) -> list[int]:
        """Every number under which this person may be named as a reader: their own, their team's, their agency's."""
        return [self.principal, *([self.team.principal] if self.team else []), self.agency.principal]

    @cached_property
    def rights(self) -> Rights:
        """Roles, clearances and exclusions this person holds now, in one query; read once for each request's user."""
        nothing = Value(None, output_field=models.UUIDField())
        cleared = self.clearances.filter(ended_at=None, since__lte=now(), until__gt=now())
        rows = list(
            self.roles.filter(until__isnull=True).order_by().values_list(Value("role"), "role", nothing).union(
                cleared.order_by().values_list(Value("cleared"), "kind", "subject"),
                self.exclusions.filter(ended_at=None).order_by().values_list(Value("excluded"), "kind", "subject"),
                all=True,
            )
        )  # fmt: skip
        kinds: dict[uuid.UUID, ClearanceKind] = {}
        for what, kind, subject in rows:
            if what == "cleared" and kinds.get(subject) in (None, ClearanceKind.BREAK_GLASS):
                kinds[subject] = ClearanceKind(kind)
        return Rights(
            roles=frozenset(kind for what, kind, _ in rows if what == "role"),
            cleared=kinds,
            excluded=frozenset(subject for what, _, subject in rows if what == "excluded"),
        )

    @property
    def role_keys(self) -> frozenset[str]:
        """Keys of the roles this person holds now."""
        return self.rights.roles

    def forget_rights(self) -> None:
        """Read the rights again when they are next asked for: they have just changed."""
        self.__dict__.pop("rights", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the person again, and forget the rights read before."""
        self.forget_rights()
        super().refresh_from_db(*args, **kwargs)


class Guarded(models.Model):
    """A record kept normally, restricted or sealed. `clearances` name who may see one that is kept closely."""

    record_class = models.PositiveSmallIntegerField(choices=RecordClass.choices, default=RecordClass.NORMAL)
    whom_to_ask = models.CharField(max_length=200, blank=True, help_text="Shown with a restricted record's name.")

    class Meta:
        abstract = True


class Clearance(Identified):
    """A named person may see one closely kept record (`subject`: a person, family, contact or address), until a moment.

    Every clearance ends by itself (security rule 27): 14 days for a task, six months for somebody who works with the
    family, 24 hours for an emergency; `protection` sets them.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="clearances")
    subject = models.UUIDField()
    kind = models.CharField(max_length=12, choices=ClearanceKind.choices)
    reason = models.TextField()
    case_reference = models.CharField(max_length=60, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["user", "until"]), models.Index(fields=["subject"])]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="clearance_ends_by_itself"),
            models.CheckConstraint(condition=~Q(reason=""), name="clearance_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Clearance of user {self.user_id} for {self.subject}"


class Exclusion(Identified):
    """A person may not see one record (a person or a family), whatever their role or clearance; it wins over both."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exclusions")
    subject = models.UUIDField()
    kind = models.CharField(max_length=12, choices=ExclusionKind.choices)
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why_ended = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject"])]
        constraints = [
            models.UniqueConstraint(fields=["user", "subject"], condition=Q(ended_at__isnull=True), name="barred_once"),
        ]

    def __str__(self) -> str:
        return f"Exclusion of user {self.user_id} from {self.subject}"


class RoleGrant(Identified):
    """A role held by a person for a period; ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=60)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(until__isnull=True), name="role_held_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="role_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} held by user {self.user_id}"
