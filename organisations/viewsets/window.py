"""Where does a window give an old account another number? On one page: papers, reasons, the number, its code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from organisations import admin_gate, window
from organisations.forms.window import NumberForm
from organisations.permissions import ROLES, Act
from organisations.viewsets.menu import RESIDENTS, StaffMenuItem
from portal.accounts.addresses import client_address
from portal.accounts.errors import CodeSpent, WrongCode
from portal.accounts.phone_codes import redeem_code, send_code
from portal.refusals import Refusal


class GiveNumber(View):
    """Asks, sends six digits to the new number, and gives it to the account when they are read out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, NumberForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NumberForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(request, form, status=422)
        said, at = form.cleaned_data, timezone.now()
        try:
            window.check_claim(form.claim, centre=said["centre"], by=request.user)
            if "send" in request.POST or not said["code"]:
                send_code(said["phone"], address=client_address(request), at=at)
                return self.page(request, form, is_sent=True)
            redeem_code(said["phone"], said["code"], at=at)
            window.give_number(said["phone"], form.claim, centre=said["centre"], by=request.user, at=at)
        except (WrongCode, CodeSpent) as refusal:
            form.add_error("code", str(refusal.sentence))
            return self.page(request, form, is_sent=True, status=422)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(request, form, status=422)
        messages.success(request, _("The account has its new number. Whoever was signed in with the old one is out."))
        return HttpResponseRedirect(reverse("window:number"))

    def page(self, request: HttpRequest, form: NumberForm, *, is_sent: bool = False, status: int = 200) -> HttpResponse:
        context = {"form": form, "is_sent": is_sent}
        return render(request, "organisations/admin/give_number.html", context, status=status)


class WindowViewSet(ViewSet):
    """The window."""

    name = "window"
    url_prefix = "window"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Another number")
    menu_hook = RESIDENTS.hook
    menu_order = 50

    def get_urlpatterns(self) -> list[Any]:
        return [path("number/", GiveNumber.as_view(), name="number")]

    @property
    def menu_url(self) -> str:
        return reverse("window:number")

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["window:number"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(ROLES[Act.SERVE], ["window:number"])
