"""What do Wagtail's pages take from here? Policies, choosers that stay at home, records and their menu."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import policy_registry

from organisations import policies

policies.register()


@hooks.register("construct_page_chooser_queryset")
def choose_only_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Limit the page chooser, browsing and searching alike, to what the user's own tree shows."""
    seen = policy_registry.get_by_type(Page).choosable_instances(request.user)
    return pages.filter(pk__in=seen.values("pk"))


@hooks.register("insert_global_admin_css")
def own_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
