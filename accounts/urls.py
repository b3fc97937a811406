"""Signing in, one's own account, and looking along. Only these of allauth's addresses exist."""

from django.urls import include, path

from accounts import views

own = [
    path("mijn-account/", views.Me.as_view(), name="me"),
    path("mijn-account/wachtwoord/", views.PasswordChange.as_view(), name="password_change"),
    path("school/", views.SchoolSwitch.as_view(), name="switch"),
    path("wachtwoord/", views.PasswordSet.as_view(), name="password"),
    path("wachtwoord/bewaard/", views.PasswordDone.as_view(), name="password_done"),
    path("wachtwoord/nieuwe-link/", views.LinkRenew.as_view(), name="link_renew"),
    path("wachtwoord/verstuurd/", views.LinkRenewed.as_view(), name="link_renewed"),
    path("wachtwoord/<token>/", views.LinkOpen.as_view(), name="link"),
]
looking = [
    path("acquire/", views.LookAlong.as_view(), name="acquire"),
    path("release/", views.LookAlongStop.as_view(), name="release"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("hijack/", include((looking, "hijack"))),
    path("aanmelden/", views.SignIn.as_view(), name="account_login"),
    path("uitloggen/", views.SignOut.as_view(), name="account_logout"),
    path("wachtwoord-vergeten/", views.Forgotten.as_view(), name="account_reset_password"),
]
