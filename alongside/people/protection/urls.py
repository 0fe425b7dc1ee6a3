"""Addresses of closely kept records."""

from django.urls import path

from alongside.people.protection import views

app_name = "protection"
FAMILY = "families/<uuid:family_id>/protection/"
KEPT = "protection/<uuid:restriction_id>/"
urlpatterns = [
    path(FAMILY, views.FamilyProtection.as_view(), name="family"),
    path(f"{FAMILY}keep/", views.KeepFamily.as_view(), name="keep_family"),
    path(f"{FAMILY}bar/", views.Bar.as_view(), name="bar"),
    path(f"{FAMILY}barred/<int:user_id>/end/", views.EndBar.as_view(), name="end_bar"),
    path(f"{FAMILY}people/<uuid:person_id>/keep/", views.KeepPerson.as_view(), name="keep_person"),
    path("protection/", views.KeptList.as_view(), name="list"),
    path(KEPT, views.Kept.as_view(), name="kept"),
    path(f"{KEPT}clear/", views.Clear.as_view(), name="clear"),
    path(f"{KEPT}people/<int:user_id>/end/", views.EndClearance.as_view(), name="end_clearance"),
    path(f"{KEPT}review/", views.ReviewKept.as_view(), name="review"),
    path(f"{KEPT}no-longer-needed/", views.AskToLift.as_view(), name="ask_to_lift"),
    path(f"{KEPT}lift/", views.Lift.as_view(), name="lift"),
    path("protection/emergency/<uuid:subject_id>/", views.Emergency.as_view(), name="emergency"),
    path("protection/i-know/<uuid:person_id>/", views.IKnowThem.as_view(), name="i_know"),
    path("protection/addresses/<uuid:address_id>/", views.ShowAddress.as_view(), name="show_address"),
]
