from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "账户"

    def ready(self) -> None:
        # Importing the second factor connects its receivers.
        from portal import contributions
        from portal.accounts import second_factor  # noqa: F401
        from portal.accounts.founding import found_notices
        from portal.accounts.phone_codes import purge_codes
        from portal.accounts.readouts import personal_data

        contributions.foundations.register(found_notices, order=15)
        contributions.due.register(purge_codes, order=90)
        contributions.personal_data.register(personal_data, order=10)
