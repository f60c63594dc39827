"""Which addresses does the API have? Those that the apps contribute; every other one below /api/ is a problem 404."""

from django.urls import path, re_path

from portal import contributions
from portal.api.answering import answered
from portal.api.interface import compose
from portal.api.problems import missing

urlpatterns = [
    path("api/v1/", compose(contributions.api_routers).urls),
    re_path(r"^api/", answered(missing)),
]
