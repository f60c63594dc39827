"""Which address of the incubator leads where?"""

from django.urls import path

from incubator.views import applying, bases, calls, reviewing

app_name = "incubator"
urlpatterns = [
    path("", bases.bases, name="bases"),
    path("calls/<slug:call>/", calls.call, name="call"),
    path("calls/<slug:call>/apply/", applying.apply, name="apply"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<int:review_id>/", reviewing.review, name="review"),
    path("reviews/<int:review_id>/recuse/", reviewing.recuse, name="recuse"),
    path("reviews/<int:review_id>/files/<uuid:file_key>/", reviewing.file, name="review_file"),
]
