"""Who uses the system: agencies, their teams and people, and the roles each person holds."""

from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Func, Q, Value

from alongside.ground.access.words import AgencyKind
from alongside.ground.lib.models import Identified

NEXT_PRINCIPAL = Func(Value("access_principal"), function="nextval", output_field=models.IntegerField())


class Principal(models.Model):
    """Whoever can be named as a reader of a record: a person, a team or a whole agency.

    Records keep `readers`, an array of these numbers: one indexed comparison answers 'may this person see it?', in
    Python, in a queryset and (with the access work) in PostgreSQL's row-level security.
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
    def role_keys(self) -> frozenset[str]:
        """Keys of the roles this person holds now. Read once for each request's user."""
        return frozenset(self.roles.filter(until__isnull=True).values_list("role", flat=True))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the person again, and forget the roles read before."""
        self.__dict__.pop("role_keys", None)
        super().refresh_from_db(*args, **kwargs)


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
