"""The provider's addresses, with allauth's names. No registration of clients, no devices."""

from django.urls import include, path

from accounts.idp import views

oidc = [
    path(".well-known/openid-configuration", views.Configuration.as_view(), name="configuration"),
    path(".well-known/jwks.json", views.Keys.as_view(), name="jwks"),
    path("identity/o/authorize", views.Authorization.as_view(), name="authorization"),
    path("identity/o/logout", views.LogOut.as_view(), name="logout"),
    path("identity/o/api/token", views.TokenGiven.as_view(), name="token"),
    path("identity/o/api/userinfo", views.UserInfo.as_view(), name="userinfo"),
    path("identity/o/api/revoke", views.Revoked.as_view(), name="revoke"),
]
app_name = "idp"
urlpatterns = [path("", include((oidc, "oidc")))]
