"""Which addresses do organisations answer beside their own pages? Joining, and a person's invitations to staff."""

from django.urls import path

from organisations.views import invitations, joining

app_name = "organisations"

urlpatterns = [
    path("organisations/join/", joining.join, name="join"),
    path("me/invitations/<int:pk>/", invitations.show, name="invitation"),
    path("me/invitations/<int:pk>/answer/", invitations.answer, name="answer_invitation"),
]
