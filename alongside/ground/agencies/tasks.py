"""E-mail of agencies: invitations. The text names nobody; the link's secret is made when it is sent, and not kept."""

import uuid

from django.core.mail import send_mail
from django.urls import reverse
from procrastinate.contrib.django import app

from alongside.ground.agencies.actions import new_secret
from alongside.ground.agencies.queries import invitation_to_send

INVITED = """You are invited to use Alongside, where people who help children and families work together.

Open this link within 14 days to set your password:

{link}

If you did not expect this, do nothing.
"""


@app.task(name="agencies.send_invitation", queue="mail", retry=3, pass_context=False)
def send_invitation(invitation_id: str, address: str) -> None:
    """Send the link to whoever is invited; nothing for an invitation no longer open. `address` is our own, with '/'."""
    invitation = invitation_to_send(uuid.UUID(invitation_id))
    if invitation is None:
        return
    token = new_secret(invitation=invitation, by=invitation.invited_by)
    link = f"{address.rstrip('/')}{reverse('open_invitation', kwargs={'token': token})}"
    send_mail("An invitation to Alongside", INVITED.format(link=link), None, [invitation.email])
