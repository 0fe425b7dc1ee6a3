"""Contacts with the front door: what was said, about whom, how it stands, what was decided and why."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.ground.access.models import Guarded, User
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.front_door.words import Agreement, BatchState, ContactState, Danger, EnquiryState, Match, TellHow
from alongside.people.families.models import Family, Person
from alongside.people.families.words import DateKnown, FamilyRole, Sex


class Contact(Identified, Versioned, Guarded):
    """Somebody tells the front door that they are worried, or asks for help (A1). Its words are never changed."""

    guarded_by = ""
    made_by = "author"
    wall_also = (  # whoever works with the family reads what the help was asked for (assessments.known)
        "EXISTS (SELECT 1 FROM episodes_episode e JOIN families_family f ON f.id = e.family_id"
        " WHERE e.from_contact = {table}.id AND {content_of_f})"
    )
    own_always = True  # whoever wrote it may follow it, even where it is about somebody they may not know of

    reference = models.CharField(max_length=20, unique=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=60, help_text="Id of the route in the pack.")
    route_answers = models.JSONField(default=dict)
    agency_kind = models.CharField(max_length=40, help_text="Kind of agency it comes from; 'public' for anybody.")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=200, blank=True)
    sender_role = models.CharField(max_length=200, blank=True)
    sender_agency = models.CharField(max_length=200, blank=True)
    sender_telephone = models.CharField(max_length=60, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    tell_how = models.CharField(max_length=12, choices=TellHow.choices, default=TellHow.ON_SCREEN)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    readers = ArrayField(models.IntegerField(), default=list, blank=True)
    state = models.CharField(max_length=24, choices=ContactState.choices, default=ContactState.RECEIVED)
    priority = models.CharField(max_length=60, blank=True, help_text="Id of the priority in the pack.")
    graded_at = models.DateTimeField(null=True, blank=True)
    graded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(help_text="When it must be answered; derived by the rule below, never typed.")
    due_rule = models.CharField(max_length=120)
    due_pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=60, blank=True, help_text="Id of the area, at the pack's lowest tier.")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    in_danger = models.CharField(max_length=10, choices=Danger.choices, blank=True)
    concern = models.TextField()
    going_well = models.TextField(blank=True)
    tried = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    anything_else = models.TextField(blank=True)
    agreement = models.CharField(max_length=12, choices=Agreement.choices, blank=True)
    agreement_why = models.TextField(blank=True)
    outside_age_reason = models.TextField(blank=True)
    not_waiting_because = models.TextField(blank=True, help_text="Why it was decided before every partner answered.")
    told_text = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=12, choices=TellHow.choices, blank=True)
    seen_by_sender_at = models.DateTimeField(null=True, blank=True)
    source_key = models.CharField(
        max_length=64, null=True, blank=True, unique=True, help_text="Fingerprint of the row of a file it came from."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="contact_queue",
                condition=Q(state__in=["received", "graded", "waiting_for_partners"]),
            ),
            models.Index(fields=["author", "-id"], name="contact_of_author"),
            models.Index(fields=["state", "due_on", "id"], name="contact_state_due"),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(told_at__isnull=True) & ~models.Q(told_text=""),
                name="contact_to_tell",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="graded_has_priority",
                condition=Q(graded_at__isnull=True, priority="") | (Q(graded_at__isnull=False) & ~Q(priority="")),
            ),
            models.CheckConstraint(
                name="taken_has_a_time",
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ContactPerson(Identified):
    """Somebody named on a contact, as the sender put it; `person` once it is settled who in the records they are."""

    walled_by = "contact"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="people")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    match = models.CharField(max_length=6, choices=Match.choices, blank=True, default=Match.UNDECIDED)
    role = models.CharField(max_length=10, choices=FamilyRole.choices)
    forename = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    date_known = models.CharField(max_length=10, choices=DateKnown.choices, default=DateKnown.UNKNOWN)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    has_send = models.BooleanField(null=True)
    upn = models.CharField(max_length=20, blank=True)
    nhs_number = models.CharField(max_length=20, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    no_fixed_address = models.BooleanField(default=False)
    lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    ward_code = models.CharField(max_length=9, blank=True)
    school = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=80, blank=True, help_text="What they are to the children.")

    class Meta:
        verbose_name_plural = "contact people"
        ordering = ["contact_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "position"], name="contact_person_position_once"),
            models.CheckConstraint(condition=~Q(forename="") | ~Q(surname=""), name="contact_person_has_a_name"),
            models.CheckConstraint(
                condition=Q(match="same", person__isnull=False) | ~Q(match="same"), name="same_names_the_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Person {self.position} of contact {self.contact_id}"

    @property
    def name(self) -> str:
        """The name as given, which may be a single one."""
        return f"{self.forename} {self.surname}".strip()


class ContactFactor(Identified):
    """A vulnerability factor the sender noticed (A6), about one of the people or the whole family."""

    walled_by = "contact"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="factors")
    about = models.ForeignKey(ContactPerson, on_delete=models.CASCADE, null=True, blank=True, related_name="factors")
    factor = models.CharField(max_length=60, help_text="Id of the factor in the pack.")
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.factor} on contact {self.contact_id}"


class ContactStatus(Identified):
    """A change of state: append-only."""

    walled_by = "contact"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=24, choices=ContactState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "contact statuses"
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="contact_status_append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class MoreInformation(Identified):
    """What the sender added after the hub asked for more; the contact's first words stay as they were."""

    walled_by = "contact"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="added")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Added to contact {self.contact_id} at {self.at:%Y-%m-%d}"


class Decision(Identified):
    """What was decided on a contact, by which rule of which pack, on which answers (A3). Never changed."""

    guarded_by = "contact"
    walled_by = "contact"
    made_by = "by"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="decisions")
    level = models.CharField(max_length=60, blank=True, help_text="Id of the level of need in the pack.")
    decision = models.CharField(max_length=60, blank=True, help_text="Id of the decision in the pack.")
    follows = models.CharField(max_length=40)
    rationale = models.TextField()
    safeguarding_needed = models.BooleanField(null=True)
    safeguarding_why = models.TextField(blank=True)
    answers = models.JSONField(default=dict, help_text="The answers the rule used: identifiers and yes or no.")
    rule = models.CharField(max_length=120)
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    episode = models.ForeignKey("episodes.Episode", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="contact_decision_append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.follows} on contact {self.contact_id}"


class PartnerEnquiry(Identified):
    """A partner in the hub asked what it knows (A4): on which lawful basis, by when, and what it answered."""

    guarded_by = "contact"
    walled_by = "contact"
    made_by = "asked_of"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="enquiries")
    partner = models.CharField(max_length=60, help_text="Id of the partner in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    lawful_basis = models.TextField()
    must_answer = models.BooleanField()
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=EnquiryState.choices, default=EnquiryState.ASKED)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "partner enquiries"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "partner"], name="partner_asked_once_a_contact"),
            models.CheckConstraint(
                name="answered_has_a_time",
                condition=Q(state=EnquiryState.ASKED, answered_at__isnull=True)
                | (~Q(state=EnquiryState.ASKED) & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["asked_of", "state", "due_on"], name="enquiry_waiting_for")]

    def __str__(self) -> str:
        return f"{self.partner} asked about contact {self.contact_id}"


class PublicKnock(Identified):
    """One sending of the public form: when, and from where as a keyed hash that cannot be turned back."""

    wall_sql = None  # about nobody: a count against flooding

    at = models.DateTimeField(db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"Knock at {self.at:%Y-%m-%d %H:%M}"


class ContactFile(Identified):
    """A spreadsheet of contacts being taken in, or taken in; its content is dropped once it has been read."""

    made_by = "sent_by"
    wall_sql = "{table}.sent_by_id = {me} OR {all_contacts}"

    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    kind = models.CharField(max_length=4)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.WAITING)
    headings = ArrayField(models.TextField(), default=list, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    why_failed = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"File {self.pk}"


class WrongRow(Identified):
    """A row of a file that could not be taken: as it was, and what is wrong, to be corrected and sent again."""

    walled_by = "file"

    file = models.ForeignKey(ContactFile, on_delete=models.CASCADE, related_name="wrong_rows")
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField(), default=list)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["file_id", "line"]

    def __str__(self) -> str:
        return f"Line {self.line} of file {self.file_id}"
