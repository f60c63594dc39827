"""Which addresses does a person's own corner have for organisations? The invitations to join their staff."""

from django.urls import path

from organisations.views import invitations

app_name = "organisations"

urlpatterns = [
    path("invitations/<int:pk>/", invitations.show, name="invitation"),
    path("invitations/<int:pk>/answer/", invitations.answer, name="answer_invitation"),
]
