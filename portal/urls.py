"""Which address leads where? Everything public has a language; the admin and machines' addresses have none."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import health
from portal.pages.views.demo_messages import demo_messages
from portal.pages.views.sitemap import robots, sitemap

handler500 = "portal.busy.server_error"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("", include("portal.api.urls")),
    path("admin/", include("portal.accounts.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if settings.DEMO:
    urlpatterns += i18n_patterns(
        path("demo/messages/", demo_messages, name="demo_messages"), prefix_default_language=False
    )
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += i18n_patterns(
    path("incubator/", include("incubator.urls")),
    path("", include("portal.pages.urls")),
    path("", include("organisations.urls")),
    path("me/", include("portal.pages.me_urls")),
    path("me/cases/", include("portal.cases.urls")),
    path("", include("events.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.proofs.urls")),
    path("accounts/", include("portal.accounts.allauth_urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
