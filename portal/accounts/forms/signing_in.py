"""What is asked at the door? A number, six digits, a name; or a password of those who set one."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.fields import BirthDateField, CodeField, MobileField, NameField
from portal.accounts.phone_numbers import parse_mobile


class PhoneForm(forms.Form):
    phone = MobileField()


class CodeForm(forms.Form):
    code = CodeField()


class SecondFactForm(forms.Form):
    """Something that a stranger with the same number does not know: a birth date, or where none is kept a name."""

    birth_date = BirthDateField(
        label=_("Date of birth of yourself or somebody of your household"),
        help_text=_("Such as 1951-05-04 or 1951年5月4日."),
    )
    name = NameField(
        label=_("Your own name, as you gave it here"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, asks_birth_date: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.asked = "birth_date" if asks_birth_date else "name"
        del self.fields["name" if asks_birth_date else "birth_date"]
        self.fields[self.asked].error_messages["required"] = _("Please tell us this, so that we know it is you.")


class WelcomeForm(forms.Form):
    name = NameField(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    birth_date = BirthDateField(
        label=_("Your date of birth"),
        required=False,
        help_text=_("Only for activities that are for a certain age. You can add it later."),
    )


class PasswordSignInForm(LoginForm):
    """allauth's form with its limits; one number typed in two ways counts as one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.max_length = _("User name or mobile number"), 150
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        login.error_messages["required"] = _("Please enter your user name or mobile number.")
        password.label, password.help_text = _("Password"), ""
        password.widget.attrs = {"autocomplete": "current-password"}
        password.error_messages["required"] = _("Please enter your password.")

    def clean_login(self) -> str:
        login = super().clean_login()
        try:
            return parse_mobile(login)
        except ValidationError:
            return login
