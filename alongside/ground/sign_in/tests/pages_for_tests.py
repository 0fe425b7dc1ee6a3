"""A page that demands confirming, for tests: exports and the like come with other packages."""

from django.urls import include, path

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.fields import LongText
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.sign_in.pages import ConfirmedRecently


class ReasonForm(Form):
    """One question."""

    reason = LongText(label="Why?")


class Careful(ConfirmedRecently, AskedBy, FormPage):
    """Something only the person themselves may do."""

    title = "Careful"
    form_class = ReasonForm

    def act(self, form: Form) -> str:
        """Nothing."""
        return "/done/"


urlpatterns = [path("", include("alongside.project.urls")), path("careful/", Careful.as_view(), name="careful")]
