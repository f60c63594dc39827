"""Which addresses do organisations answer beside their own pages? Joining, where to go, invitations to staff."""

from django.urls import path

from organisations.views import invitations, joining, places

app_name = "organisations"

urlpatterns = [
    path("organisations/join/", joining.join, name="join"),
    path("places/", places.places, name="places"),
    path("places/<slug:centre>/<slug:kind>/", places.facility, name="facility"),
    path("places/<slug:centre>/<slug:kind>/<slug:room>/", places.room, name="room"),
    path("me/invitations/<int:pk>/", invitations.show, name="invitation"),
    path("me/invitations/<int:pk>/answer/", invitations.answer, name="answer_invitation"),
]
