"""Addresses of the shell itself."""

from django.urls import path

from portal.pages.views.easy_view import easy_view
from portal.pages.views.statistics import statistics

app_name = "pages"
urlpatterns = [
    path("easy-view/", easy_view, name="easy_view"),
    path("statistics/", statistics, name="statistics"),
]
