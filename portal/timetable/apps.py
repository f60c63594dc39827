from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "portal.timetable"
    label = "timetable"
    verbose_name = "时间表"
