"""Which addresses does a person's own corner have? Those below /me/ that belong to no trade."""

from django.urls import path

from portal.pages.views import inbox, my_page

app_name = "me"

urlpatterns = [
    path("", my_page.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="read_all"),
    path("inbox/<int:pk>/", inbox.message, name="message"),
    path("inbox/<int:pk>/read/", inbox.read, name="read"),
]
