"""Which addresses do events answer? Readable words are in all of them, so they have a language."""

from django.urls import path

from events.views import (
    asking,
    door,
    door_access,
    door_code,
    feeds,
    my_registrations,
    programme,
    programme_list,
    registration,
)

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
    path("me/registrations/<slug:reference>/answers/", asking.answers, name="answers"),
    path("me/registrations/<slug:reference>/files/<uuid:file_key>/", asking.answer_file, name="answer_file"),
    path("me/registrations/<slug:reference>/cancel/", my_registrations.cancel, name="cancel"),
    path("checkin/", door.doors, name="doors"),
    path("checkin/door-worker.js", door.worker, name="door_worker"),
    path("checkin/open/<slug:secret>/", door_access.open_door, name="door_open"),
    path("checkin/here/", door_code.here, name="door_here"),
    path("checkin/here/tap/", door_code.tap, name="door_tap"),
    path("checkin/scanned/<int:session_id>/<slug:secret>/", door_code.scanned, name="door_scanned"),
    path("checkin/<int:event_id>/", door.show, name="door"),
    path("checkin/<int:event_id>/mark/", door.mark, name="door_mark"),
    path("checkin/<int:event_id>/marks/", door.marks, name="door_marks"),
    path("checkin/<int:event_id>/states/", door.states, name="door_states"),
    path("checkin/<int:event_id>/walk-in/", door.walk_in, name="door_walk_in"),
    path("checkin/<int:event_id>/code/", door_code.code, name="door_code"),
    path("checkin/<int:event_id>/links/", door_access.links, name="door_links"),
    path("checkin/<int:event_id>/links/make/", door_access.make_link, name="door_make_link"),
    path("checkin/<int:event_id>/links/<int:pk>/revoke/", door_access.revoke_link, name="door_revoke_link"),
]
