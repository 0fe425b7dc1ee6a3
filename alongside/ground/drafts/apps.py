from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "alongside.ground.drafts"
    label = "drafts"

    def ready(self) -> None:
        """Offer drafts to every form page that asks for them."""
        from alongside.ground.design_system import keeping
        from alongside.ground.drafts.keeper import Drafts

        keeping.register(Drafts())
