"""Addresses of a family's 'People' tab."""

from django.urls import path

from alongside.people.families import moving, noticing, views

app_name = "families"
PEOPLE = "families/<uuid:family_id>/people/"
PERSON = f"{PEOPLE}<uuid:person_id>/"
urlpatterns = [
    path(PEOPLE, views.People.as_view(), name="people"),
    path(f"{PEOPLE}add/", views.AddPerson.as_view(), name="add_person"),
    path(f"{PEOPLE}move/", moving.Move.as_view(), name="move"),
    path(f"{PEOPLE}relationships/add/", views.Relate.as_view(), name="relate"),
    path(
        f"{PEOPLE}relationships/<uuid:relationship_id>/end/", views.EndRelationship.as_view(), name="end_relationship"
    ),
    path(f"{PEOPLE}noticed/add/", noticing.NoticeFactor.as_view(), name="notice_factor"),
    path(f"{PEOPLE}noticed/<uuid:factor_id>/end/", noticing.EndFactor.as_view(), name="end_factor"),
    path(f"{PEOPLE}be-careful/", noticing.BeCareful.as_view(), name="be_careful"),
    path(f"{PERSON}change/", views.ChangePerson.as_view(), name="change_person"),
    path(f"{PERSON}names/add/", views.AddName.as_view(), name="add_name"),
    path(f"{PERSON}leave/", views.Leave.as_view(), name="leave"),
]
