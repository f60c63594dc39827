"""Which addresses are there, and which of the admin's name no object of anybody? Read from the URL resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

#: Addresses of the admin that name no object: each answers with one's own, for the reason given.
WITHOUT_OBJECT = {
    "wagtailadmin_home": "one's own first page",
    "wagtailadmin_account": "one's own account",
    "workspace_alive": "one's own session",
    "wagtailadmin_dismissibles": "one's own settings",
    "wagtailadmin_explore_root": "one's own tree",
    "wagtailadmin_pages:search": "one's own tree",
    "wagtailadmin_pages:search_results": "one's own tree",
    "wagtailadmin_api:pages:listing": "one's own tree",
    "wagtailadmin_choose_page": "one's own tree",
    "wagtailadmin_choose_page_search": "one's own tree",
    "wagtailadmin_choose_page_chosen_multiple": "ids are in the query: tested with foreign ones below",
    "wagtailadmin_choose_page_external_link": "a form for a link",
    "wagtailadmin_choose_page_email_link": "a form for a link",
    "wagtailadmin_choose_page_phone_link": "a form for a link",
    "wagtailadmin_choose_page_anchor_link": "a form for a link",
    "wagtailadmin_block_preview": "a sample of a block",
    "wagtailadmin_editing_sessions:release": "one's own editing session, by its id",
    "wagtailimages:index": "one's own collection",
    "wagtailimages:index_results": "one's own collection",
    "wagtailimages:add": "into one's own collection",
    "wagtailimages:add_multiple": "into one's own collection",
    "wagtailimages_chooser:choose": "one's own collection",
    "wagtailimages_chooser:choose_results": "one's own collection",
    "wagtailimages_chooser:chosen_multiple": "ids are in the query: tested with foreign ones below",
    "wagtailimages_chooser:create": "into one's own collection",
    "wagtaildocs:index": "one's own collection",
    "wagtaildocs:index_results": "one's own collection",
    "wagtaildocs:add": "into one's own collection",
    "wagtaildocs:add_multiple": "into one's own collection",
    "wagtaildocs_chooser:choose": "one's own collection",
    "wagtaildocs_chooser:choose_results": "one's own collection",
    "wagtaildocs_chooser:chosen_multiple": "ids are in the query: tested with foreign ones below",
    "wagtaildocs_chooser:create": "into one's own collection",
    "approvals:index": "what waits for oneself",
    "calls:index": "one's own organisations'",
    "calls:index_results": "one's own organisations'",
    "calls:print": "one's own organisations'",
    "message_texts:index": "one's own centre's",
    "planning:index": "one's own events",
    "planning:import": "a form for a file",
    "planning:export": "one's own events",
    "planning:index_results": "one's own events",
    "organisations_admin:index": "one's own organisations",
    "organisations_admin:index_results": "one's own organisations",
    "standings:index": "one's own organisations",
    "standings:index_results": "one's own organisations",
    "staff:index": "one's own staff",
    "staff:index_results": "one's own staff",
    "calendar:index": "one's own programmes",
    "sign_ups:columns": "one's own choice of columns",
    "planning:columns": "one's own choice of columns",
    "history:index": "what was done in one's own organisations",
    "history:index_results": "what was done in one's own organisations",
    "history:columns": "one's own choice of columns",
    "history:hand_out": "what was done in one's own organisations",
    "rights:index": "one's own rights",
    "rights:switch": "one's own session; a foreign organisation chooses none",
    "approval_plans:index": "settings that all share",
    "approval_plans:index_results": "settings that all share",
    "check_lists:index": "words that all share",
    "facilities:index": "one's own centres'",
    "facilities:index_results": "one's own centres'",
    "facilities:add": "for one's own centres",
    "rooms:index": "one's own centres'",
    "rooms:index_results": "one's own centres'",
    "rooms:add": "for one's own centres",
    "equipment:index": "words that all share",
    "equipment:index_results": "words that all share",
    "bookings:index": "one's own bookings, and those of one's own rooms",
    "bookings:index_results": "one's own bookings, and those of one's own rooms",
    "bookings:planner": "one's own centre's; another's rooms, which are public, without what they are used for",
    "bookings:copy": "one's own bookings",
    "closures:index": "one's own centres'",
    "closures:index_results": "one's own centres'",
    "closures:add": "for one's own centres",
    "holidays:index": "days that all share",
    "holidays:index_results": "days that all share",
    "holidays:add": "days that all share",
    "cases_admin:index": "cases of one's own organisations",
    "cases_admin:index_results": "cases of one's own organisations",
    "intakes:index": "calls of one's own bases",
    "intakes:index_results": "calls of one's own bases",
    "bases:index": "one's own bases",
    "bases:index_results": "one's own bases",
    "appointments:index": "of one's own bases",
    "appointments:index_results": "of one's own bases",
    "workflows:index": "one's own organisations'",
    "workflows:index_results": "one's own organisations'",
    "reviews_admin:index": "applications to one's own bases",
    "reviews_admin:index_results": "applications to one's own bases",
    "reviews_admin:hand_out": "applications to one's own bases",
    "deciding:index": "lists of one's own bases",
    "deciding:index_results": "lists of one's own bases",
    "placements_admin:index": "placements at one's own bases",
    "placements_admin:index_results": "placements at one's own bases",
    "placements_admin:hand_out": "placements at one's own bases",
    "meetings_admin:index": "meetings of one's own bases",
    "meetings_admin:index_results": "meetings of one's own bases",
    "proofs_admin:index": "one's own organisations'",
    "proofs_admin:index_results": "one's own organisations'",
    "qualifications:index": "one's own organisations'",
    "qualifications:index_results": "one's own organisations'",
    "qualifications:add": "for people signed up with one's own organisations",
    "qualification_kinds:index": "words that all share",
    "qualification_kinds:index_results": "words that all share",
    "questions:index": "one's own organisations'",
    "questions:index_results": "one's own organisations'",
    "categories:index": "words that all share",
    "categories:index_results": "words that all share",
    "helpers:index": "one's own centres'",
    "helpers:index_results": "one's own centres'",
    "helpers:add": "for one's own centres",
    "allowances:index": "one's own organisations'",
    "allowances:index_results": "one's own organisations'",
    "allowances:add": "for one's own organisations",
    "api_tokens:index": "one's own tokens",
    "api_tokens:index_results": "one's own tokens",
    "api_tokens:add": "for oneself",
    "languages:index": "words that all share",
    "languages:index_results": "words that all share",
    "figures:index": "one's own organisations'; a foreign one is named in the query, tested below",
    "figures:hand_out": "one's own organisations'; a foreign one is named in the query, tested below",
    "standards:index": "how one's own centres keep what the district promises",
    "feedback:index": "of one's own programmes",
    "sales_alerts:index": "of one's own centres",
    "projects:index": "of one's own organisations, or paid for by them",
    "projects:index_results": "of one's own organisations, or paid for by them",
    "projects:add": "for one's own organisations",
    "window:number": "any account, with the papers of its household; for one's own centres alone",
    "labels:index": "one's own organisations'",
    "labels:workbook": "one's own organisations'",
    "labels:programmes": "one's own programmes; foreign ones in the form are missing",
    "reporting_labels:index": "words that all share",
    "reporting_labels:index_results": "words that all share",
    "wishes:index": "those of one's own centres, or passed on to one's own organisations",
    "wishes:figures": "one's own centres'",
}
#: These name their object in the query and are not there without it; those of words and areas are
#: the administrator's, and those of bases are there for whoever has a base.
NAMED_IN_THE_QUERY = {
    "planning:add",
    "staff:add",
    "sign_ups:index",
    "sign_ups:index_results",
    "sign_ups:hand_out",
    "sign_ups:on_many",
    "questions:make",
    "categories:add",
    "qualification_kinds:add",
    "languages:add",
    "reporting_labels:add",
    "approval_plans:add",
    "bookings:add",
    "equipment:add",
    "areas:index",
    "areas:index_results",
    "areas:add",
    "intakes:make",
    "bases:add",
    "appointments:add",
}
#: Wagtail answers these about a file of somebody else's upload with 400 or 404 and never with the file.
REFUSED_OTHERWISE = {
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
}


def walk(patterns: Any, namespace: str, arguments: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every address in these patterns."""
    for pattern in patterns:
        here = [*arguments, *pattern.pattern.regex.groupindex]
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{namespace}{pattern.name}", here
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner, here)


def admin_addresses() -> Iterator[tuple[str, list[str]]]:
    """Yield every address below /admin/."""
    for entry in get_resolver().url_patterns:
        if str(entry.pattern) == "admin/":
            yield from walk(entry.url_patterns, "", [])


def other_addresses() -> Iterator[tuple[str, list[str]]]:
    """Yield every address that is not below /admin/."""
    yield from walk([entry for entry in get_resolver().url_patterns if str(entry.pattern) != "admin/"], "", [])
