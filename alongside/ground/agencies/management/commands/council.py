"""`alongside council invite E-MAIL --role ROLE`: a council's first people, and who is to hold what nobody may give."""

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from alongside.ground.access.queries import the_system
from alongside.ground.access.words import AgencyKind
from alongside.ground.agencies.actions import invite_by_the_machine, new_secret
from alongside.ground.agencies.words import INVITATION_DAYS
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import current_pack

KINDS = sorted(set(AgencyKind) - {AgencyKind.PUBLIC})


class Command(BaseCommand):
    """Invites somebody from the machine the product runs on, and prints the link to join."""

    help = "Invite the first people of a council: an access administrator, a hub manager, a privacy officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`invite E-MAIL --role ROLE`, `--role` as often as needed; `--json` for one JSON document."""
        parser.add_argument("what", choices=["invite"])
        parser.add_argument("email", metavar="E-MAIL")
        parser.add_argument("--role", action="append", required=True, dest="roles", help="as often as needed")
        parser.add_argument("--agency", default="", help="where they work; the council's early help unless told")
        parser.add_argument("--kind", choices=KINDS, default=AgencyKind.COUNCIL_EARLY_HELP, help="of a new agency")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, and say where the link leads."""
        try:
            agency = options["agency"] or f"{current_pack().pack.info.council} early help"
            invited = invite_by_the_machine(
                email=options["email"], roles=options["roles"], agency_name=agency, kind=options["kind"],
                by=the_system(),
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        token = new_secret(invitation=invited, by=the_system())
        link = f"{_own_address()}{reverse('open_invitation', kwargs={'token': token})}"
        if options["json"]:
            said = {"agency": invited.agency.name, "roles": invited.roles, "link": link, "days": INVITATION_DAYS}
            self.stdout.write(json.dumps(said))
            return
        self.stdout.write(
            f"{invited.email} is invited to {invited.agency.name}: {', '.join(invited.roles)}.\n"
            f"They join at {link}\n"
            f"The link works once, within {INVITATION_DAYS} days. It is not kept: who has it can join in their name."
        )


def _own_address() -> str:
    """How people reach the product: by the first of its names, over HTTPS; without HTTPS, where it listens itself."""
    if settings.SECURE_SSL_REDIRECT:
        return f"https://{settings.ALLOWED_HOSTS[0]}"
    here = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
    return f"http://{os.environ.get('ALONGSIDE_BIND', here)}"
