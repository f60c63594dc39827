"""Buttons in lists work in a browser: whatever form stands in a cell has its token."""

import re
from collections.abc import Iterator

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, Table, TitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown

from organisations.models import Membership
from organisations.viewsets.cells import FormColumn, PlainColumn
from organisations.viewsets.tables import DrawnTable, DrawnTitleColumn
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def colleague(organisation):
    return factories.make_member(factories.make_user("colleague"), organisation, "viewer")


def test_a_role_is_ended_from_the_list_with_the_token_of_the_page(centre_officer, colleague):
    client = Client(enforce_csrf_checks=True)
    client.force_login(centre_officer, backend=BACKEND)
    page = client.get(reverse("staff:index")).content.decode()
    address = reverse("staff:end", args=[colleague.pk])
    form = page.partition(f'action="{address}"')[2].partition("</form>")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    assert client.post(address, {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert not Membership.objects.valid_on(timezone.localdate()).filter(pk=colleague.pk).exists()


def columns(kind: type = Column) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from columns(one)


def test_every_column_with_a_form_gives_it_its_token():
    with_form = [
        one
        for one in columns()
        if isinstance(one.cell_template_name, str)
        and "csrf_token" in get_template(one.cell_template_name).template.source
    ]
    assert len(with_form) >= 7
    assert [one for one in with_form if not issubclass(one, FormColumn)] == []


def test_plain_cells_are_safe_and_written_as_wagtail_writes_them():
    class Row:
        name = "<b>惠悦</b>"
        count = 1234
        nothing = None

    def cell(name):
        return PlainColumn(name).render_cell_html(Row(), {})

    assert cell("name") == '<td class="">&lt;b&gt;惠悦&lt;/b&gt;</td>'
    assert cell("count") == '<td class="">1234</td>'
    assert cell("nothing") == '<td class=""></td>'


class Row:
    pk = 7
    name = "<b>惠悦</b>"
    count = 1234
    empty = " "


def squeezed(html: str) -> str:
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html)).strip()


def with_buttons(kind: type, name: str, **more) -> Column:
    class Titles(ButtonsColumnMixin, kind):
        def get_buttons(self, instance, parent_context):
            edit = Button("改 <i>", url="/edit/?a=1&b=2", icon_name="edit", priority=1)
            quiet = Button("停", attrs={"data-x": "<"}, priority=2)
            more = ButtonWithDropdown(buttons=[quiet, edit], icon_name="dots-horizontal", attrs={"aria-label": "“多”"})
            return [more, ButtonWithDropdown("更多", buttons=[edit]), edit, quiet]

    return Titles(name, **more)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("name", {"get_url": lambda row: f"/edit/{row.pk}/?a=1&b=2", "link_classname": "x"}),
        ("name", {"label_prefix": "pick", "get_title_id": lambda row: f"title-{row.pk}", "classname": "wide"}),
        ("count", {}),
        ("empty", {"link_attrs": {"download": True, "hidden": False}, "get_url": lambda row: "/"}),
    ],
)
def test_titles_and_their_buttons_are_as_wagtail_draws_them(name, more):
    context = {"table": None, "row": None}
    drawn, wagtails = (
        with_buttons(kind, name, **more).render_cell_html(Row(), context) for kind in (DrawnTitleColumn, TitleColumn)
    )
    assert squeezed(drawn) == squeezed(wagtails)
    assert "&lt;b&gt;" in drawn or name != "name"


def test_a_table_is_as_wagtail_draws_it(rf):
    columns = [
        TitleColumn("name", width="30%", classname="wide"),
        Column("count", label="<n>", sort_key="count"),
        Column("empty", classname="thin"),
    ]
    options = {"ordering": "count", "caption": "说明 <1>", "attrs": {"data-a": "<"}, "base_url": "/list/"}
    context = {"request": rf.get("/list/?q=1")}
    drawn, wagtails = (kind(columns, [Row(), Row()], **options).render_html(context) for kind in (DrawnTable, Table))
    assert squeezed(drawn).replace(" />", ">") == squeezed(wagtails).replace(" />", ">")
    assert drawn.count("<tr>") == 3
