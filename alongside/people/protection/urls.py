"""Addresses of closely kept records."""

from django.urls import path

from alongside.people.protection.views import family, kept, people

app_name = "protection"
FAMILY = "families/<uuid:family_id>/protection/"
KEPT = "protection/<uuid:restriction_id>/"
urlpatterns = [
    path(FAMILY, family.FamilyProtection.as_view(), name="family"),
    path(f"{FAMILY}keep/", family.KeepFamily.as_view(), name="keep_family"),
    path(f"{FAMILY}bar/", family.Bar.as_view(), name="bar"),
    path(f"{FAMILY}barred/<int:user_id>/end/", family.EndBar.as_view(), name="end_bar"),
    path(f"{FAMILY}people/<uuid:person_id>/keep/", family.KeepPerson.as_view(), name="keep_person"),
    path("protection/", kept.KeptList.as_view(), name="list"),
    path(KEPT, kept.Kept.as_view(), name="kept"),
    path(f"{KEPT}clear/", kept.Clear.as_view(), name="clear"),
    path(f"{KEPT}people/<int:user_id>/end/", kept.EndClearance.as_view(), name="end_clearance"),
    path(f"{KEPT}review/", kept.ReviewKept.as_view(), name="review"),
    path(f"{KEPT}no-longer-needed/", kept.AskToLift.as_view(), name="ask_to_lift"),
    path(f"{KEPT}lift/", kept.Lift.as_view(), name="lift"),
    path("protection/emergency/<uuid:subject_id>/", people.Emergency.as_view(), name="emergency"),
    path("protection/i-know/<uuid:person_id>/", people.IKnowThem.as_view(), name="i_know"),
    path("protection/addresses/<uuid:address_id>/", people.ShowAddress.as_view(), name="show_address"),
]
