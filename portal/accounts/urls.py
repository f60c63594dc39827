"""Which addresses do people's accounts have? Mounted inside ``i18n_patterns``."""

from django.urls import path

from portal.accounts.views import collectors, erasing, household, profile, signing_in

app_name = "accounts"
urlpatterns = [
    path("accounts/sign-in/", signing_in.sign_in, name="sign_in"),
    path("accounts/code/", signing_in.code, name="code"),
    path("accounts/who/", signing_in.second_fact, name="second_fact"),
    path("accounts/sign-out/", signing_in.sign_out, name="sign_out"),
    path("accounts/second-factor/", signing_in.second_factor, name="second_factor"),
    path("me/welcome/", signing_in.welcome, name="welcome"),
    path("me/household/", household.household, name="household"),
    path("me/household/add/", household.add_person, name="add_person"),
    path("me/household/<int:person_id>/", household.edit_person, name="edit_person"),
    path("me/household/<int:person_id>/collectors/", collectors.collectors, name="collectors"),
    path("me/household/<int:person_id>/remove/", household.remove_person, name="remove_person"),
    path("me/household/<int:person_id>/erase/", erasing.erase_person, name="erase_person"),
    path("me/household/<int:person_id>/consents/<slug:purpose>/", household.consent, name="consent"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/channels/", profile.channels, name="channels"),
    path("me/profile/wechat/", profile.link_wechat, name="link_wechat"),
    path("me/profile/wechat/unlink/", profile.unlink, name="unlink_wechat"),
    path("me/profile/password/", profile.password, name="password"),
    path("me/data/", profile.my_data, name="my_data"),
    path("notices/<slug:purpose>/", household.notice, name="notice"),
]
