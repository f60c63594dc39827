"""Issues a token for the API and shows it this once."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organisations.api_tokens import LONGEST_DAYS, issue
from organisations.models import ApiToken, Organisation
from portal.refusals import Refusal


class Command(BaseCommand):
    help = "Issue a token for the API and show it once. It can never do more than its owner may."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the account that the token acts for")
        parser.add_argument(
            "--scope", action="append", required=True, choices=ApiToken.Scope.values, help="what it may do; repeat it"
        )
        parser.add_argument("--organisation", metavar="CODE", help="the organisation that it is limited to")
        parser.add_argument("--days", type=int, default=90, help=f"how long it is valid, up to {LONGEST_DAYS}")
        parser.add_argument("--name", default="", help="what it is for, shown in the admin")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = get_user_model().objects.filter(username=options["username"]).first()
        if owner is None:
            raise CommandError(f"There is no account {options['username']}.")
        organisation = None
        if code := options["organisation"]:
            organisation = Organisation.objects.filter(code=code).first()
            if organisation is None:
                raise CommandError(f"There is no organisation {code}.")
        try:
            token, text = issue(
                owner=owner,
                name=options["name"][:60] or "issue_token",
                scopes=options["scope"],
                organisation=organisation,
                days=options["days"],
                by="issue_token",
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stderr.write(f"{token.name}: {', '.join(token.scopes)}, until {token.expires_at:%Y-%m-%d}. Shown once:")
        self.stdout.write(text)
