"""Which address of the incubator leads where?"""

from django.urls import path

from incubator.views import applying, bases, calls

app_name = "incubator"
urlpatterns = [
    path("", bases.bases, name="bases"),
    path("calls/<slug:call>/", calls.call, name="call"),
    path("calls/<slug:call>/apply/", applying.apply, name="apply"),
]
