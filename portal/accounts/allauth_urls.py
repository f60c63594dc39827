"""Which of allauth's views are open? Passwords, e-mail and second factors; all it does not list answers 404.

Closed: its sign-up, its codes and numbers, and its password reset, because whoever proves the number can set a new
password. The names are allauth's, which look one another up. Mounted inside ``i18n_patterns`` under ``accounts/``.
"""

from allauth.account import views
from django.urls import include, path, re_path

from portal.accounts.views.signing_in import sign_out

urlpatterns = [
    path("password/", views.login, name="account_login"),
    path("leave/", sign_out, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("email/", views.email, name="account_email"),
    path("email/sent/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^email/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("2fa/", include("allauth.mfa.urls")),
]
