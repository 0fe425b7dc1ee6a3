"""Addresses of signing in and out."""

from django.urls import path

from alongside.ground.access.views import DemoSignIn, SignIn, SignOut

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", SignOut.as_view(), name="sign_out"),
    path("demo/sign-in", DemoSignIn.as_view(), name="demo_sign_in"),
]
