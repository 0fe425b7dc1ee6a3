"""Addresses of the directory: what is looked for may stand in them, for it is about nobody."""

from django.urls import path

from alongside.helping.directory import views

urlpatterns = [
    path("services/", views.Services.as_view(), name="services"),
    path("services/<uuid:service_id>/", views.OneService.as_view(), name="service"),
    path("services/<uuid:service_id>/picture.jpg", views.ThePicture.as_view(), name="service_picture"),
    path("directory/", views.Directory.as_view(), name="directory"),
    path("directory/add/", views.AddService.as_view(), name="add_service"),
    path("directory/<uuid:service_id>/", views.KeptService.as_view(), name="kept_service"),
    path("directory/<uuid:service_id>/change/", views.ChangeService.as_view(), name="change_service"),
    path("directory/<uuid:service_id>/publish/", views.Publish.as_view(), name="publish_service"),
    path("directory/<uuid:service_id>/take-down/", views.TakeDown.as_view(), name="take_down_service"),
    path("directory/<uuid:service_id>/still-right/", views.StillRight.as_view(), name="confirm_service"),
    path("directory/<uuid:service_id>/picture/", views.SetPicture.as_view(), name="set_service_picture"),
    path("directory/<uuid:service_id>/picture/remove/", views.RemovePicture.as_view(), name="remove_service_picture"),
]
