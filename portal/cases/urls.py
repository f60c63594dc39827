"""Which addresses have one's cases? All below /me/cases/."""

from django.urls import path

from portal.cases.views import files, moving, showing, writers, writing

app_name = "cases"
urlpatterns = [
    path("", showing.cases, name="list"),
    path("join/<str:token>/", writers.join, name="join"),
    path("<str:case_reference>/", showing.case, name="case"),
    path("<str:case_reference>/write/", writing.write, name="write"),
    path("<str:case_reference>/move/<slug:key>/", moving.move, name="move"),
    path("<str:case_reference>/files/<uuid:file_key>/", files.file, name="file"),
    path("<str:case_reference>/documents/", files.lay_in, name="lay_in"),
    path("<str:case_reference>/documents/<int:pk>/", files.document, name="document"),
    path("<str:case_reference>/writers/", writers.invite, name="invite"),
    path("<str:case_reference>/writers/<int:pk>/", writers.part, name="part"),
]
