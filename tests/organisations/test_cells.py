"""Buttons in lists work in a browser: whatever form stands in a cell has its token."""

import re
from collections.abc import Iterator

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column

from organisations.models import Membership
from organisations.viewsets.cells import FormColumn, PlainColumn
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
