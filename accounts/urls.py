"""Signing in, one's own account, and looking along. Only these of allauth's addresses exist."""

from django.urls import include, path

from accounts import views

own = [
    path("mijn-account/", views.Me.as_view(), name="me"),
    path("mijn-account/wachtwoord/", views.PasswordChange.as_view(), name="password_change"),
    path("mijn-account/e-mail/", views.EmailConfirm.as_view(), name="email_confirm"),
    path("mijn-account/e-mail/intrekken/", views.EmailWithdraw.as_view(), name="email_withdraw"),
    path("mijn-account/e-mail/<token>/", views.EmailOpen.as_view(), name="email_link"),
    path("tweestaps/", views.TwoStepsNeeded.as_view(), name="two_steps_needed"),
    path("weer-aangemeld/", views.SignedInAgain.as_view(), name="signed_in_again"),
    path("school/", views.SchoolSwitch.as_view(), name="switch"),
    path("wachtwoord/", views.PasswordSet.as_view(), name="password"),
    path("wachtwoord/bewaard/", views.PasswordDone.as_view(), name="password_done"),
    path("wachtwoord/nieuwe-link/", views.LinkRenew.as_view(), name="link_renew"),
    path("wachtwoord/verstuurd/", views.LinkRenewed.as_view(), name="link_renewed"),
    path("wachtwoord/<token>/", views.LinkOpen.as_view(), name="link"),
]
eid = [
    path("aanmelden/eid/", views.EidSignIn.as_view(), name="eid_sign_in"),
    path("aanmelden/eid/terug/", views.EidCallback.as_view(), name="eid_callback"),
    path("aanmelden/eid/afmelden/", views.EidSignOut.as_view(), name="eid_sign_out"),
    path("mijn-account/eid/koppelen/", views.EidLinkPage.as_view(), name="eid_link"),
    path("mijn-account/eid/ontkoppelen/", views.EidUnlink.as_view(), name="eid_unlink"),
]
# allauth's own names: it looks its pages up by them.
second_steps = [
    path("", views.SecondSteps.as_view(), name="mfa_index"),
    path("app/", views.AppAdd.as_view(), name="mfa_activate_totp"),
    path("app/verwijderen/", views.AppRemove.as_view(), name="mfa_deactivate_totp"),
    path("sleutel/", views.KeyAdd.as_view(), name="mfa_add_webauthn"),
    path("sleutel/<int:pk>/", views.KeyRename.as_view(), name="mfa_edit_webauthn"),
    path("sleutel/<int:pk>/verwijderen/", views.KeyRemove.as_view(), name="mfa_remove_webauthn"),
    path("herstelcodes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "herstelcodes/nieuw/", views.RecoveryCodesMake.as_view(), name="mfa_generate_recovery_codes"
    ),
]
confirming = [
    path("", views.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("code/", views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("sleutel/", views.ConfirmByKey.as_view(), name="mfa_reauthenticate_webauthn"),
]
looking = [
    path("acquire/", views.LookAlong.as_view(), name="acquire"),
    path("release/", views.LookAlongStop.as_view(), name="release"),
]

urlpatterns = [
    path("", include(([*own, *eid], "accounts"))),
    path("", include("accounts.idp.urls")),
    path("hijack/", include((looking, "hijack"))),
    path("mijn-account/tweestaps/", include(second_steps)),
    path("mijn-account/bevestigen/", include(confirming)),
    path("mijn-account/toestellen/", views.Devices.as_view(), name="usersessions_list"),
    path("aanmelden/tweestaps/", views.SignInStep.as_view(), name="mfa_authenticate"),
    path("aanmelden/", views.SignIn.as_view(), name="account_login"),
    path("uitloggen/", views.SignOut.as_view(), name="account_logout"),
    path("wachtwoord-vergeten/", views.Forgotten.as_view(), name="account_reset_password"),
]
