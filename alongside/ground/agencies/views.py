"""Pages of agencies: one's own, all of them for the council, and the way in for whoever is invited."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import public_door, require
from alongside.ground.access.words import Permission
from alongside.ground.agencies import actions, queries
from alongside.ground.agencies.forms import (
    AcceptForm,
    AgreementForm,
    ChangePersonForm,
    InviteAgencyForm,
    InvitePersonForm,
    JoinForm,
    ReviewForm,
)
from alongside.ground.agencies.models import Invitation
from alongside.ground.agencies.presenters import shown_agency, shown_invitation, shown_people
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in.pages import ConfirmedRecently, goes_on_in

LINK = "agencies_invitation"


def send(request: HttpRequest, invitation: Invitation) -> None:
    """Queue the message, and say so."""
    actions.have_sent(invitation=invitation, address=request.build_absolute_uri("/"), by=invitation.invited_by)
    messages.success(request, "The invitation is on its way. Its link works once, within 14 days.")


class Agencies(AskedBy, Page):
    """Every agency and how it stands."""

    title = "Agencies"
    template = "agencies/agencies.html"

    def context(self) -> dict[str, Any]:
        """The list, and the agreement in force."""
        require(self.by, Permission.MANAGE_AGENCIES)
        shown = [shown_agency(one) for one in queries.standings()]
        return {"agencies": shown, "agreement": queries.agreement_in_force()}


class ForTheCouncil(ConfirmedRecently, AskedBy, FormPage):
    """A form for the council's access administrators."""

    def initial(self) -> dict[str, Any]:
        """Nothing, for those who may not."""
        require(self.by, Permission.MANAGE_AGENCIES)
        return {}

    def back(self) -> str:
        """The list."""
        return reverse("agencies")


class InviteAgency(ForTheCouncil):
    """A new agency."""

    title = "Invite an agency"
    form_class = InviteAgencyForm
    button = "Send the invitation"

    def act(self, form: Form) -> str:
        """Invite it."""
        given = form.cleaned_data
        made = actions.invite_agency(name=given["name"], kind=given["kind"], email=given["email"], by=self.by)
        send(self.request, made)
        return reverse("agencies")


class PublishAgreement(ForTheCouncil):
    """The next version of the sharing agreement."""

    title = "Sharing agreement"
    form_class = AgreementForm
    button = "Publish this version"

    def initial(self) -> dict[str, Any]:
        """Begin with the version in force."""
        in_force = queries.agreement_in_force()
        return {**super().initial(), **({"text": in_force.text} if in_force else {})}

    def act(self, form: Form) -> str:
        """Publish it."""
        given = form.cleaned_data
        actions.publish_agreement(text=given["text"], review_months=int(given["review_months"]), by=self.by)
        messages.success(self.request, "The agreement is in force. Each agency is asked to accept it.")
        return reverse("agencies")


class OwnAgency(AskedBy, Page):
    """The staff of one's own agency, and what is due."""

    title = "Your agency"
    template = "agencies/own.html"

    def context(self) -> dict[str, Any]:
        """Staff, invitations, agreement and review."""
        agency = queries.own_agency(self.by)
        review, accepted, in_force = (
            queries.review_of(agency), queries.agreement_of(agency), queries.agreement_in_force(),
        )  # fmt: skip
        return {
            "people": shown_people(queries.staff(agency)),
            "me": self.by.pk,
            "invitations": [shown_invitation(one) for one in queries.open_invitations(agency)],
            "review": review,
            "review_is_due": review is None or review.due_on <= today(),
            "accepted": accepted,
            "must_accept": in_force is not None
            and (accepted is None or accepted.text_id != in_force.pk or accepted.review_on <= today()),
        }


class InOwnAgency(ConfirmedRecently, AskedBy, FormPage):
    """A form about one's own agency: changes of access, so the person has confirmed lately that it is they."""

    def initial(self) -> dict[str, Any]:
        """Nothing, for those who look after no agency."""
        queries.own_agency(self.by)
        return {}

    def back(self) -> str:
        """The staff."""
        return reverse("own_agency")

    def done(self, says: str) -> str:
        """Back to the staff, which says what was done."""
        messages.success(self.request, says)
        return reverse("own_agency")


class InvitePerson(InOwnAgency):
    """Somebody new."""

    title = "Invite a colleague"
    form_class = InvitePersonForm
    button = "Send the invitation"

    def form_options(self) -> dict[str, Any]:
        """The agency's teams, and the roles one may give."""
        agency = queries.own_agency(self.by)
        return {"teams": queries.teams_of(agency), "roles": queries.roles_to_give(self.by)}

    def act(self, form: Form) -> str:
        """Invite them."""
        given = form.cleaned_data
        made = actions.invite_person(
            email=given["email"], roles=given["roles"], job_title=given["job_title"],
            team=queries.team_of(self.by.agency, given.get("team", "")), by=self.by,
        )  # fmt: skip
        send(self.request, made)
        return reverse("own_agency")


class WithdrawInvitation(InOwnAgency):
    """Make an invitation's link useless."""

    title = "Withdraw an invitation"
    template = "agencies/sure.html"
    form_class = Form
    button = "Withdraw it"

    def context(self) -> dict[str, Any]:
        """What it means."""
        queries.open_invitation(self.by, self.kwargs["invitation_id"])
        return {"says": "The link we sent will no longer work."}

    def act(self, form: Form) -> str:
        """Withdraw it."""
        found = queries.open_invitation(self.by, self.kwargs["invitation_id"])
        actions.withdraw_invitation(invitation=found, by=self.by)
        return self.done("The invitation is withdrawn")


class AboutColleague(InOwnAgency):
    """A form about one of the staff; 404 for anybody else."""

    template = "agencies/sure.html"
    form_class: ClassVar[type[Form]] = Form

    @property
    def person(self) -> User:
        """Whom it is about."""
        return queries.colleague(self.by, self.kwargs["person_id"])


class ChangePerson(AboutColleague):
    """What a colleague does."""

    title = "What a colleague may do"
    template = "agencies/person.html"
    form_class = ChangePersonForm
    button = "Save"

    def context(self) -> dict[str, Any]:
        """Whom it is about."""
        return {"person": shown_people([self.person])[0]}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        person = self.person
        return {"job_title": person.job_title, "team": str(person.team_id or ""), "roles": sorted(person.role_keys)}

    def form_options(self) -> dict[str, Any]:
        """The agency's teams, and the roles one may give."""
        agency = queries.own_agency(self.by)
        return {"teams": queries.teams_of(agency), "roles": queries.roles_to_give(self.by)}

    def act(self, form: Form) -> str:
        """Change it."""
        given = form.cleaned_data
        actions.change_person(
            person=self.person, job_title=given["job_title"], roles=given["roles"],
            team=queries.team_of(self.by.agency, given.get("team", "")), by=self.by,
        )  # fmt: skip
        return self.done("Saved")


class EndAccess(AboutColleague):
    """End a colleague's access."""

    title = "End a colleague’s access"
    button = "End their access now"
    button_warns = True

    def context(self) -> dict[str, Any]:
        """What it means."""
        return {"says": f"{self.person.name} is signed out at once and cannot sign in again. What they wrote stays."}

    def act(self, form: Form) -> str:
        """End it."""
        actions.end_access(person=self.person, by=self.by)
        return self.done("Their access is ended")


class StartAgain(AboutColleague):
    """A colleague lost their phone and their recovery codes."""

    title = "Have a colleague set up their second factor again"
    button = "Have them start again"
    button_warns = True

    def context(self) -> dict[str, Any]:
        """What it means."""
        asked = f"Do this only when {self.person.name} has asked you in person or on a number you know."
        return {"says": f"{asked} They are signed out, and set up a new second factor after their password."}

    def act(self, form: Form) -> str:
        """Take the old ones away."""
        actions.start_sign_in_again(person=self.person, by=self.by)
        return self.done("They set up a second factor at their next sign-in")


class ReviewAccess(InOwnAgency):
    """Who still needs access."""

    title = "Who still needs access?"
    form_class = ReviewForm
    template = "agencies/review.html"
    button = "Save the review"

    def form_options(self) -> dict[str, Any]:
        """Everybody of the agency."""
        return {"people": queries.staff(queries.own_agency(self.by)), "by": self.by}

    def act(self, form: Form) -> str:
        """Keep and end."""
        if not isinstance(form, ReviewForm):
            raise NotFoundForYou
        actions.review_access(keep=form.answers("keep"), end=form.answers("end"), by=self.by)
        return self.done("The review is saved. The next is due in 90 days.")


class AcceptAgreement(InOwnAgency):
    """The sharing agreement, for an agency that is here already."""

    title = "Sharing agreement"
    template = "agencies/agreement.html"
    form_class = AcceptForm
    button = "Accept"

    def context(self) -> dict[str, Any]:
        """The text in force."""
        found = queries.agreement_in_force()
        if found is None:
            raise NotFoundForYou
        return {"agreement": found}

    def initial(self) -> dict[str, Any]:
        """The version the person reads."""
        found = queries.agreement_in_force()
        return {**super().initial(), "version": found.version if found else 0}

    def act(self, form: Form) -> str:
        """Accept what was read."""
        read = queries.agreement_version(form.cleaned_data["version"])
        actions.accept_agreement(text=read, by=self.by)
        return self.done("Your agency has accepted the sharing agreement")


class OpenInvitation(Page):
    """The link of the message: takes its secret out of the address, so that no history or log keeps it in use."""

    public = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """On to the form."""
        request.session[LINK] = kwargs["token"]
        return redirect("join")


class Join(FormPage):
    """Whoever is invited: their name and password, and for the first of an agency, the sharing agreement."""

    title = "Join Alongside"
    public = True
    template = "agencies/join.html"
    form_class = JoinForm
    button = "Continue"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a link that is used, withdrawn, too old or made up; and whoever is signed in already."""
        self.token = str(request.session.get(LINK, ""))
        self.invitation = queries.invitation_of(self.token) if self.token else None
        if request.user.is_authenticated:
            return self.render("agencies/not_yours.html", status=409, title="You are signed in already")
        if self.invitation is None:
            return self.render(
                "agencies/over.html", status=410, title=actions.NO_LONGER[0], what_to_do=actions.NO_LONGER[1]
            )
        return super().dispatch(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """The agency, and the agreement where it must be accepted."""
        if self.invitation is None:
            return {}
        return {"agency": self.invitation.agency.name, "agreement": queries.needs_agreement(self.invitation)}

    def form_options(self) -> dict[str, Any]:
        """Whether the agreement is asked about."""
        return {"asks_agreement": self.invitation is not None and queries.needs_agreement(self.invitation) is not None}

    def act(self, form: Form) -> str:
        """Open the account, and on to the second factor."""
        given = form.cleaned_data
        accepts = queries.needs_agreement(self.invitation) if self.invitation and given.get("accepts") else None
        person = actions.accept_invitation(
            token=self.token, name=given["name"], password=given["password"], accepts=accepts, by=public_door()
        )
        self.request.session.pop(LINK, None)
        return goes_on_in(self.request, person, "/")
