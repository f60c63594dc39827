"""Where does an organisation keep its staff? Who serves as what, who is invited, and how that changes."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations import invitations, membership
from organisations.errors import AlreadyStaff, NoSuchDays
from organisations.forms import staff
from organisations.membership import grantable_roles
from organisations.models import Invitation, Membership, Organisation
from organisations.permissions import ROLES, Act, organisations_for, reach_of
from organisations.readouts.rights import roles_with_rights
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import (
    Guarded,
    GuardedCreate,
    GuardedEdit,
    GuardedIndex,
    GuardedViewSet,
    SavedByOperation,
)
from organisations.viewsets.menu import PEOPLE
from portal.accounts.phone_numbers import shown
from portal.refusals import Refusal
from portal.templatetags import when

MANAGERS = tuple(ROLES[Act.MANAGE])


class EndColumn(FormColumn):
    """A button that ends the membership; a form, because a link changes nothing."""

    cell_template_name = "organisations/admin/end_cell.html"

    def get_cell_context_data(self, instance: Membership, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        is_open = instance.is_open_on(timezone.localdate())
        return {**context, "request": request, "is_own": instance.user_id == request.user.pk, "is_open": is_open}


def managed(request: HttpRequest) -> QuerySet[Organisation]:
    """Return the organisations whose staff the user manages."""
    return organisations_for(request.user, Act.MANAGE)


class StaffFilters(WagtailFilterSet):
    """By organisation and by role."""

    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("organisation"), queryset=managed, widget=forms.Select
    )

    class Meta:
        model = Membership
        fields = ["role"]


def chosen_organisation(request: HttpRequest) -> Organisation | None:
    """Return the organisation whose staff is shown: the one that the address names, else the only one there is."""
    manageable = organisations_for(request.user, Act.MANAGE)
    wanted = request.GET.get("organisation", "")
    if wanted:
        return get_object_or_404(manageable, pk=wanted) if wanted.isdecimal() else None
    found = list(manageable[:2])
    return found[0] if len(found) == 1 else None


class MembershipIndex(GuardedIndex):
    """Who serves as what; above it, who is invited and has not answered."""

    add_item_label = gettext_lazy("Invite somebody")
    template_name = "organisations/admin/staff.html"
    page_title = gettext_lazy("Staff")

    @cached_property
    def organisation(self) -> Organisation | None:
        return chosen_organisation(self.request)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("user__person", "organisation").order_by("ends_on", "pk")
        return rows.filter(organisation=self.organisation) if self.organisation else rows

    def get_add_url(self) -> str | None:
        url, mine = super().get_add_url(), self.organisation
        if mine is None:
            own = organisations_for(self.request.user, Act.MANAGE).filter(pk__in=list(reach_of(self.request.user).own))
            mine = own.order_by("pk").first()
        return f"{url}?organisation={mine.pk}" if url and mine else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = organisations_for(self.request.user, Act.MANAGE)
        waiting = Invitation.objects.open_at(timezone.now()).filter(organisation__in=mine)
        if self.organisation:
            waiting = waiting.filter(organisation=self.organisation)
        rows = [(one, shown(one.phone)) for one in waiting.select_related("organisation", "invited_by__person")[:100]]
        return {**super().get_context_data(**kwargs), "invitations": rows}


class OfOneOrganisation:
    """For a view whose organisation the address names, and which tells of the roles that can be given."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = roles_with_rights(grantable_roles(self.request.user, self.organisation))
        return {**super().get_context_data(**kwargs), "roles": roles}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "organisation": self.organisation}

    def get_page_subtitle(self) -> str:
        return self.organisation.local_name

    def get_success_url(self) -> str:
        return f"{reverse('staff:index')}?organisation={self.organisation.pk}"

    def get_success_buttons(self) -> list[Any]:
        return []

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        fields = {NoSuchDays: "last_day", AlreadyStaff: "phone"}
        form.add_error(fields.get(type(refusal)), str(refusal.sentence))


class InvitationCreate(OfOneOrganisation, GuardedCreate):
    success_message = gettext_lazy("Invited. They get an SMS and have two weeks to accept.")
    template_name = "organisations/admin/staff_form.html"
    page_title = gettext_lazy("Invite somebody")
    submit_button_label = gettext_lazy("Send the invitation")

    @cached_property
    def organisation(self) -> Organisation:
        wanted = self.request.GET.get("organisation", "")
        if not wanted.isdecimal():
            raise Http404
        return get_object_or_404(organisations_for(self.request.user, Act.MANAGE), pk=wanted)

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?organisation={self.organisation.pk}"

    def perform(self, form: Any) -> Invitation:
        return invitations.invite(organisation=self.organisation, **form.offer(), **self.acting)


class MembershipEdit(OfOneOrganisation, GuardedEdit):
    success_message = gettext_lazy("The role has been changed; it holds from the next request.")
    template_name = "organisations/admin/staff_form.html"

    def get_queryset(self) -> Any:
        open_ones = super().get_queryset().exclude(ends_on__lte=timezone.localdate())
        return open_ones.select_related("organisation", "user__person")

    @cached_property
    def organisation(self) -> Organisation:
        return self.object.organisation

    def get_page_subtitle(self) -> str:
        return f"{self.object.who} · {self.organisation.local_name}"

    def perform(self, form: Any) -> Membership:
        offer = {"role": form.cleaned_data["role"], "until": form.until()}
        return membership.grant(organisation=self.organisation, user=self.object.user, **offer, **self.acting)


class EndMembership(Guarded, PermissionCheckedMixin, View):
    """Ends a membership; asked for by a button, so by POST alone."""

    model = Membership
    needs = ("delete",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(self.allowed_records().select_related("organisation"), pk=pk)
        try:
            membership.end(record, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("The membership has ended."))
        return HttpResponseRedirect(reverse("staff:index") + f"?organisation={record.organisation_id}")


class WithdrawInvitation(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Takes an invitation back; asked for by a button, so by POST alone."""

    model = Membership
    needs = ("delete",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        mine = Invitation.objects.filter(organisation__in=organisations_for(request.user, Act.MANAGE))
        record = get_object_or_404(mine.select_related("organisation"), pk=invitation_id)
        try:
            invitations.withdraw(record, **self.acting)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("The invitation is withdrawn. Nobody can accept it any more."))
        return HttpResponseRedirect(reverse("staff:index") + f"?organisation={record.organisation_id}")


def until(one: Membership) -> str:
    """Return the last day of a membership in words, or that it is over."""
    if one.ends_on is None:
        return ""
    if not one.is_open_on(timezone.localdate()):
        return _("ended on %(day)s") % {"day": when.day(one.ends_on)}
    return when.day(one.ends_on - timedelta(days=1))


class MembershipViewSet(GuardedViewSet):
    """The staff of an organisation: who, as what, since when and until when."""

    model = Membership
    name = "staff"
    icon = "group"
    menu_label = gettext_lazy("Staff")
    menu_hook = PEOPLE.hook
    menu_order = 20
    roles = MANAGERS
    index_view_class = MembershipIndex
    add_view_class = InvitationCreate
    edit_view_class = MembershipEdit
    search_fields = ["user__first_name", "user__last_name", "user__username", "user__person__name"]
    filterset_class = StaffFilters
    list_display = [
        "who",
        Column("role", label=gettext_lazy("role"), accessor="get_role_display", sort_key="role"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column(
            "starts_on", label=gettext_lazy("from"), accessor=lambda one: when.day(one.starts_on), sort_key="starts_on"
        ),
        Column("ends_on", label=gettext_lazy("until"), accessor=until, sort_key="ends_on"),
        EndColumn("end", label="", accessor="pk"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return staff.RoleForm if for_update else staff.InvitationForm

    def more_urlpatterns(self) -> list[Any]:
        withdraw = path(
            "invitations/<int:invitation_id>/withdraw/", self.construct_view(WithdrawInvitation), name="withdraw"
        )
        return [self.act("end", EndMembership), withdraw]
