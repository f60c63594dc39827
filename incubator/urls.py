"""Which address of the incubator leads where?"""

from django.urls import path

from incubator.views import applying, appointments, bases, calls, meetings, notices, placements, reviewing

app_name = "incubator"
PLACEMENT = "placements/<int:placement_id>/"
MILESTONE = f"{PLACEMENT}milestones/<int:milestone_id>/"
urlpatterns = [
    path("", bases.bases, name="bases"),
    path("calls/<slug:call>/", calls.call, name="call"),
    path("calls/<slug:call>/apply/", applying.apply, name="apply"),
    path("appointments/<int:appointment_id>/", appointments.appointment, name="appointment"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<int:review_id>/", reviewing.review, name="review"),
    path("reviews/<int:review_id>/recuse/", reviewing.recuse, name="recuse"),
    path("reviews/<int:review_id>/files/<uuid:file_key>/", reviewing.file, name="review_file"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
    path("notices/<int:notice_id>/object/", notices.object_to, name="object"),
    path("placements/", placements.placements, name="placements"),
    path(PLACEMENT, placements.placement, name="placement"),
    path(f"{PLACEMENT}connect/", placements.connect, name="connect"),
    path(f"{PLACEMENT}papers/<uuid:file_key>/", placements.paper, name="placement_paper"),
    path(f"{PLACEMENT}proof/", placements.proof, name="graduation_proof"),
    path(f"{PLACEMENT}meet/", meetings.arrange, name="meet"),
    path(MILESTONE, placements.milestone, name="milestone"),
    path(f"{MILESTONE}files/<uuid:file_key>/", placements.milestone_file, name="milestone_file"),
    path("meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
]
