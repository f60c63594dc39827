"""Which addresses do events answer? Readable words are in all of them, so they have a language."""

from django.urls import path

from events.views import feeds, my_registrations, programme, programme_list, registration

app_name = "events"

urlpatterns = [
    path("programmes/", programme_list.programmes, name="programmes"),
    path("programmes/feed.ics", feeds.programmes_calendar, name="programmes_calendar"),
    path("programmes/feed.rss", feeds.programmes_rss, name="programmes_rss"),
    path("organisations/<slug:organisation>/<slug:programme>/", programme.programme, name="programme"),
    path("e/<slug:code>", programme.short, name="short"),
    path("events/<int:event_id>.ics", feeds.event_calendar, name="event_calendar"),
    path("me/calendar/", feeds.calendar_subscription, name="calendar_subscription"),
    path("me/calendar/renew/", feeds.renew_calendar, name="renew_calendar"),
    path("me/calendar/revoke/", feeds.revoke_calendar, name="revoke_calendar"),
    path("me/calendar/<slug:secret>.ics", feeds.my_calendar, name="my_calendar"),
    path("events/<int:event_id>/register/", registration.who, name="register"),
    path("events/<int:event_id>/register/check/", registration.check, name="register_check"),
    path("me/registrations/", my_registrations.registrations, name="registrations"),
    path("me/registrations/<slug:reference>/", my_registrations.registration, name="registration"),
    path("me/registrations/<slug:reference>/cancel/", my_registrations.cancel, name="cancel"),
]
