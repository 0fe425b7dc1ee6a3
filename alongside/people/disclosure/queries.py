"""Does a text hold what its reader must not learn? Everything that leaves the system asks here, for one named reader.

What is protected (confidential addresses, how to reach closely kept people, who sealed people are, where their
children learn and where they are met) is out of the sight of whoever asks: the database compares, and answers only
yes or no for each kind (`disclosure_found`, migration 0002). Whatever goes wrong there is a refusal.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Model

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import get_visible, may
from alongside.ground.audit import reading
from alongside.ground.audit.words import ReadAction, Standing
from alongside.ground.lib.errors import NotFoundForYou
from alongside.people.disclosure.errors import MayNotLeave, NotChecked
from alongside.people.disclosure.models import PERMISSION, Copy
from alongside.people.disclosure.policies import strings_in
from alongside.people.disclosure.words import Document, Kind
from alongside.people.families.models import Family, Person

__all__ = [
    "About", "MayNotLeave", "NotChecked", "Saying", "allows", "check", "copies_of", "copy_for", "looks_kept",
    "strings_in",
]  # fmt: skip

Recipient = Person | User | Agency
KINDS_OF_READER: dict[type[Model], str] = {Person: "person", User: "user", Agency: "agency"}
EVERY_KIND = frozenset(Kind)
WARNED_OF = frozenset({Kind.ADDRESS, Kind.CONTACT, Kind.PERSON})
ASK = "SELECT * FROM disclosure_found(%s::text[], %s::uuid, %s::uuid[], %s::uuid[], %s, %s, %s)"


@dataclass(frozen=True)
class About:
    """Whose household's protected values must not be in it: a family's, or (before there is one) some people's.

    `told` are people the reader is told of on purpose: whom a referral to social care is about.
    """

    family: Family | None = None
    people: Sequence[uuid.UUID] = ()
    told: Sequence[uuid.UUID] = ()


@dataclass(frozen=True)
class Saying:
    """How a refusal speaks of an output: 'The copy', 'Nothing was made.', 'the plan', and the field of the form."""

    what: str = "The text"
    kept: str = "Nothing was sent."
    where: str = "the text"
    field: str = field(default="")


def check(
    text: str, family: Family | About, recipient: Recipient, *, by: User, saying: Saying | None = None,
    kinds: Collection[Kind] = EVERY_KIND,
) -> None:  # fmt: skip
    """Return if the text may go to this one reader. Raises MayNotLeave, or NotChecked when that cannot be known.

    A refusal is written down as an attempt under the family, and stays written though the action is undone.
    """
    said, about = saying or Saying(), family if isinstance(family, About) else About(family)
    try:
        found = _ask([text], about, recipient)[0] & frozenset(kinds)
    except Exception as error:
        raise NotChecked(what=said.what, kept=said.kept, field=said.field) from error
    if not found:
        return
    in_order = [kind for kind in Kind if kind in found]
    _remember_refusal(in_order, about, by)
    raise MayNotLeave(in_order, what=said.what, kept=said.kept, where=said.where, field=said.field)


def allows(texts: Iterable[str], family: Family, recipient: Recipient) -> list[bool]:
    """For each text whether it may go to this reader: what a document made for them leaves out by itself.

    Leaves out everything when that cannot be known.
    """
    asked = list(texts)
    try:
        return [not found for found in _ask(asked, About(family), recipient)]
    except Exception:  # whatever it is: what is not checked does not leave
        return [False] * len(asked)


def looks_kept(texts: Iterable[str], family: Family, by: User) -> frozenset[Kind]:
    """Kinds of protected value in the texts that `by` is cleared to know, to warn before saving for a family to read.

    Says nothing of what `by` may not know: saving a guess must not tell whether it is right. Nothing when it cannot
    be known, because every output is checked again.
    """
    try:
        found = _ask(list(texts), About(family), by, known=True)
    except Exception:
        return frozenset()
    return frozenset[Kind]().union(*found) & WARNED_OF


def copy_for(by: User, family: Family, copy_id: uuid.UUID, document: Document, record_id: uuid.UUID) -> Copy:
    """One copy of this document of this family; raises NotFoundForYou otherwise. The reader must see that section."""
    rows = Copy.objects.filter(family=family, document=document, record_id=record_id)
    return get_visible(rows.select_related("family", "person", "given_by"), by, PERMISSION[document], pk=copy_id)


def copies_of(family: Family, document: Document, record_id: uuid.UUID) -> list[Copy]:
    """Copies of a document that were made, the last first."""
    rows = Copy.objects.filter(family=family, document=document, record_id=record_id)
    return list(rows.select_related("person", "given_by").order_by("-prepared_at", "-id"))


def person_in(family: Family, person_id: uuid.UUID) -> Person:
    """Somebody who belongs to the family now; raises NotFoundForYou otherwise."""
    found = Person.objects.filter(pk=person_id, memberships__family=family, memberships__until=None).first()
    if found is None:
        raise NotFoundForYou
    return found


def note_printed(copy: Copy, by: User) -> None:
    """Have it written down that the file of a copy was opened."""
    standing = may(by, PERMISSION[Document(copy.document)], copy).standing
    reading.note(
        by=by, record_type=copy._meta.label_lower, record_id=copy.pk, family_id=copy.family_id, standing=standing,
        action=ReadAction.PRINTED,
    )  # fmt: skip


def _ask(texts: list[str], about: About, recipient: Recipient, *, known: bool = False) -> list[frozenset[Kind]]:
    """The kinds found in each text; in a savepoint, so that an error does not break the request's transaction."""
    clean = [text.replace("\x00", " ") for text in texts]
    kind = next(kind for model, kind in KINDS_OF_READER.items() if isinstance(recipient, model))
    family_id = about.family.pk if about.family else None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ASK, [clean, family_id, list(about.people), list(about.told), kind, str(recipient.pk), known])
        rows = cursor.fetchall()
    if len(rows) != len(clean):
        raise ValueError("every text needs an answer")
    return [frozenset(one for one, found in zip(Kind, row[1:], strict=True) if found) for row in rows]


def _remember_refusal(kinds: Iterable[Kind], about: About, by: User) -> None:
    """Written as attempts, which stay when the refused action is undone, and raise an alert when there are many."""
    family_id = about.family.pk if about.family else None
    for kind in kinds:
        reading.note(
            by=by, record_type=f"disclosure.{kind}", record_id=family_id or about.people[0], family_id=family_id,
            standing=Standing.NONE, action=ReadAction.DENIED,
        )  # fmt: skip
