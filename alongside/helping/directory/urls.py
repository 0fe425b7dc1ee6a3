"""Addresses of the directory: what is looked for may stand in them, for it is about nobody."""

from django.urls import path

from alongside.helping.directory.views import keeping, public

urlpatterns = [
    path("services/", public.Services.as_view(), name="services"),
    path("services/<uuid:service_id>/", public.OneService.as_view(), name="service"),
    path("services/<uuid:service_id>/picture.jpg", public.ThePicture.as_view(), name="service_picture"),
    path("directory/", keeping.Directory.as_view(), name="directory"),
    path("directory/add/", keeping.AddService.as_view(), name="add_service"),
    path("directory/<uuid:service_id>/", keeping.KeptService.as_view(), name="kept_service"),
    path("directory/<uuid:service_id>/change/", keeping.ChangeService.as_view(), name="change_service"),
    path("directory/<uuid:service_id>/discard/", keeping.Discard.as_view(), name="discard_service"),
    path("directory/providers/<uuid:provider_id>/", keeping.ChangeProvider.as_view(), name="change_provider"),
    path("directory/<uuid:service_id>/publish/", keeping.Publish.as_view(), name="publish_service"),
    path("directory/<uuid:service_id>/take-down/", keeping.TakeDown.as_view(), name="take_down_service"),
    path("directory/<uuid:service_id>/still-right/", keeping.StillRight.as_view(), name="confirm_service"),
    path("directory/<uuid:service_id>/picture/", keeping.SetPicture.as_view(), name="set_service_picture"),
    path("directory/<uuid:service_id>/picture/remove/", keeping.RemovePicture.as_view(), name="remove_service_picture"),
]
