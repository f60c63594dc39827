"""Which address of the incubator leads where?"""

from django.urls import path

from incubator import views

app_name = "incubator"
urlpatterns = [path("", views.bases, name="bases")]
