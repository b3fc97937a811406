from django.urls import path

from ovsgtoets.demo.provider import views

app_name = "demo_eid"
urlpatterns = [
    path("v1/auth", views.Authorize.as_view(), name="authorize"),
    path("v1/token", views.Token.as_view(), name="token"),
    path("v1/userinfo", views.UserInfo.as_view(), name="userinfo"),
    path("v1/keys", views.Keys.as_view(), name="keys"),
    path("v1/logout", views.SignOut.as_view(), name="sign_out"),
]
