"""How does paper come and go? Sheets with row numbers, what was signed on them, their photographs, and workbooks."""

from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from events.door import paper
from events.door.lists import people_as_workbook
from events.forms.door import PhotoForm, RowsForm
from events.models import PaperSheet
from events.readouts.door import paper_rows
from events.views.door import AtDoor, for_staff
from organisations.forms.handing_out import HandingOutForm
from portal.handing_out import Purpose, Recipient
from portal.refusals import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_staff
def sheets(door: AtDoor) -> HttpResponse:
    """List the sheets that can still be entered; offer to print one and to take the list along."""
    return _sheets_page(door, HandingOutForm())


def _sheets_page(door: AtDoor, form: HandingOutForm, *, status: int = 200) -> HttpResponse:
    event = door.door.event
    session = door.session(door.request.GET.get("session", ""))
    context = {"event": event, "session": session, "sheets": paper.sheets_of(event, door.at), "form": form}
    return render(door.request, "events/door/sheets.html", context, status=status)


@require_POST
@for_staff
def print_sheet(door: AtDoor) -> HttpResponse:
    """Freeze the list as it is now and show it, to be printed."""
    session = door.session(door.request.POST.get("session", ""))
    made = paper.print_sheet(session, by=door.door.by, at=door.at)
    return redirect("events:door_sheet", door.door.event.pk, made.pk)


@require_safe
@for_staff
def sheet(door: AtDoor, pk: int) -> HttpResponse:
    """Show a sheet: as it is printed, with what is entered afterwards beside it."""
    return _sheet_page(door, _sheet(door, pk))


@require_POST
@for_staff
def enter(door: AtDoor, pk: int) -> HttpResponse:
    """Mark the people whose rows are signed."""
    one, form = _sheet(door, pk), RowsForm(door.request.POST)
    if not form.is_valid():
        return _sheet_page(door, one, rows_form=form, status=422)
    facts = form.cleaned_data
    try:
        outcomes = paper.enter(one, facts["rows"], key=facts["key"], by=door.door.by, at=door.at)
    except Refusal as refusal:
        form.add_error("rows" if refusal.reason == "bad_rows" else None, str(refusal.sentence))
        return _sheet_page(door, one, rows_form=form, status=422)
    taken = sum(not outcome.refusal for outcome in outcomes)
    told = ngettext("%(count)d person is marked as here.", "%(count)d people are marked as here.", taken)
    messages.success(door.request, told % {"count": taken})
    if gone := len(outcomes) - taken:
        messages.warning(door.request, _("%(count)d of these rows were cancelled since.") % {"count": gone})
    return redirect("events:door_sheet", one.event_id, one.pk)


@require_POST
@for_staff
def keep_photo(door: AtDoor, pk: int) -> HttpResponse:
    """Keep a photograph of the signed sheet."""
    one, form = _sheet(door, pk), PhotoForm(door.request.POST, door.request.FILES)
    if not form.is_valid():
        return _sheet_page(door, one, photo_form=form, status=422)
    try:
        paper.keep_photo(one, form.cleaned_data["photo"], by=door.door.by, at=door.at)
    except Refusal as refusal:
        form.add_error("photo", str(refusal.sentence))
        return _sheet_page(door, one, photo_form=form, status=422)
    messages.success(door.request, _("The photograph is kept."))
    return redirect("events:door_sheet", one.event_id, one.pk)


@require_safe
@for_staff
def photo(door: AtDoor, pk: int) -> FileResponse:
    """Show the photograph to staff who run the event, and to nobody else."""
    one = _sheet(door, pk)
    path = paper.photo_path(one)
    if not one.photo or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@for_staff
def export(door: AtDoor) -> HttpResponse:
    """Hand out the list as a workbook, once it is said for whom and what for."""
    form = HandingOutForm(door.request.POST)
    if not form.is_valid():
        return _sheets_page(door, form, status=422)
    recipient, purpose = Recipient(form.cleaned_data["recipient"]), Purpose(form.cleaned_data["purpose"])
    event = door.door.event
    content = people_as_workbook(event, recipient=recipient, purpose=purpose, by=door.door.by, at=door.at)
    name = f"linli-{event.pk}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _sheet(door: AtDoor, pk: int) -> PaperSheet:
    """Return a sheet of this very event, or raise ``Http404``."""
    one = get_object_or_404(PaperSheet.objects.select_related("session__room"), pk=pk, event=door.door.event)
    one.event = one.session.event = door.door.event
    return one


def _sheet_page(
    door: AtDoor,
    one: PaperSheet,
    *,
    rows_form: RowsForm | None = None,
    photo_form: PhotoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "event": door.door.event,
        "sheet": one,
        "rows": paper_rows(one),
        "rows_form": rows_form or RowsForm(initial={"key": uuid4()}),
        "photo_form": photo_form or PhotoForm(),
    }
    return render(door.request, "events/door/sheet.html", context, status=status)
