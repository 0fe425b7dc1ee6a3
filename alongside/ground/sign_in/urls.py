"""Addresses of signing in and out. The names of the providers' addresses are those allauth looks up."""

from django.urls import path

from alongside.ground.sign_in.views import confirming, entering, own, passwords, provider, setting_up

urlpatterns = [
    path("sign-in/", entering.SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", entering.Code.as_view(), name="sign_in_code"),
    path("sign-in/passkey/", entering.Passkey.as_view(), name="sign_in_passkey"),
    path("sign-in/set-up/", setting_up.Choose.as_view(), name="set_up_second_factor"),
    path("sign-in/set-up/app/", setting_up.AddApp.as_view(), name="add_app"),
    path("sign-in/set-up/passkey/", setting_up.AddPasskey.as_view(), name="add_passkey"),
    path("sign-out/", entering.SignOut.as_view(), name="sign_out"),
    path("demo/sign-in", entering.DemoSignIn.as_view(), name="demo_sign_in"),
    path("confirm/", confirming.Confirm.as_view(), name="confirm"),
    path("your-sign-in/", own.YourSignIn.as_view(), name="your_sign_in"),
    path("your-sign-in/recovery-codes/", setting_up.RecoveryCodes.as_view(), name="recovery_codes"),
    path("your-sign-in/recovery-codes/new/", own.NewCodes.as_view(), name="new_recovery_codes"),
    path("your-sign-in/app/remove/", own.RemoveApp.as_view(), name="remove_app"),
    path("your-sign-in/passkeys/<int:passkey_id>/remove/", own.RemovePasskey.as_view(), name="remove_passkey"),
    path("your-sign-in/password/", own.ChangePassword.as_view(), name="change_password"),
    path("your-sign-in/sessions/<int:session_id>/end/", own.EndSession.as_view(), name="end_session"),
    path("your-sign-in/sessions/end-others/", own.EndOthers.as_view(), name="end_other_sessions"),
    path("password/", passwords.Forgotten.as_view(), name="forgotten_password"),
    path("password/sent/", passwords.LinkSent.as_view(), name="password_link_sent"),
    path("password/new/", passwords.NewPassword.as_view(), name="new_password"),
    path("password/<int:user_id>/<str:token>/", passwords.OpenLink.as_view(), name="open_password_link"),
    path("sign-in/openid/<str:provider_id>/", provider.ToOpenId.as_view(), name="openid_connect_login"),
    path("sign-in/openid/<str:provider_id>/back/", provider.FromOpenId.as_view(), name="openid_connect_callback"),
    path("sign-in/saml/<str:provider_id>/", provider.ToSaml.as_view(), name="saml_login"),
    path("sign-in/saml/<str:provider_id>/answer/", provider.SamlPosted.as_view(), name="saml_acs"),
    path("sign-in/saml/<str:provider_id>/back/", provider.FromSaml.as_view(), name="saml_finish_acs"),
    path("sign-in/saml/<str:provider_id>/metadata/", provider.SamlMetadata.as_view(), name="saml_metadata"),
]
