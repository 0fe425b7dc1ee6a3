"""A page that demands confirming, for tests: exports and the like come with other packages."""

from django.urls import path

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.fields import LongText
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.project import urls as product


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


urlpatterns = [*product.urlpatterns, path("careful/", Careful.as_view(), name="careful")]
