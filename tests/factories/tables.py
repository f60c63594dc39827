"""Files of programmes as staff have them, and all that an import could change."""

import csv
import io

import openpyxl

from events.importing.columns import COLUMNS
from events.models import Event, ProgrammePage, Session
from portal.audit.models import Entry

GOOD = {
    "title": "太极拳入门",
    "organisation": "惠悦服务中心",
    "starts_at": "2026-12-01 14:00",
    "ends_at": "2026-12-01 15:30",
}


def csv_file(*rows, columns=COLUMNS, encoding="utf-8"):
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return file.getvalue().encode(encoding)


def xlsx_file(*rows, columns=COLUMNS):
    book = openpyxl.Workbook()
    book.active.append(list(columns))
    for row in rows:
        book.active.append([row.get(column) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def everything():
    return (
        list(Event.objects.order_by("pk").values()),
        list(Session.objects.order_by("pk").values()),
        list(ProgrammePage.objects.order_by("pk").values("title", "latest_revision", "summary")),
        Entry.objects.count(),
    )
