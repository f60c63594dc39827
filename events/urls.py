"""Which addresses do events answer? Readable words are in all of them, so they have a language."""

from django.urls import path

from events.views import my_registrations, registration

app_name = "events"

urlpatterns = [
    path("events/<int:event_id>/register/", registration.who, name="register"),
    path("events/<int:event_id>/register/check/", registration.check, name="register_check"),
    path("me/registrations/", my_registrations.registrations, name="registrations"),
    path("me/registrations/<str:reference>/", my_registrations.registration, name="registration"),
    path("me/registrations/<str:reference>/cancel/", my_registrations.cancel, name="cancel"),
]
