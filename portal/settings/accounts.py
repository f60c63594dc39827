"""How do people sign in? Settings of phone codes, of allauth, and of the staff's second factor."""

from django.urls import reverse_lazy

from portal.settings import environment

LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "me:home"
LOGOUT_REDIRECT_URL = "/"

# Codes by SMS. A centre's residents share one address, so the limit of an address is loose; those of a number are
# not settings. The limit of a day guards the bill: raise it with the number of residents.
SIGN_IN_CODES_AN_HOUR_PER_ADDRESS = int(environment.text("SIGN_IN_CODES_AN_HOUR_PER_ADDRESS", "60"))
SIGN_IN_CODES_A_DAY = int(environment.text("SIGN_IN_CODES_A_DAY", "5000"))

# How many proxies of the operator stand before the portal and append to X-Forwarded-For; 0: the header is not read.
TRUSTED_PROXY_COUNT = int(environment.text("TRUSTED_PROXY_COUNT", "0"))

# Staff enter /admin/ only with an authenticator app or a passkey. The demo does without (see development.py).
STAFF_SECOND_FACTOR = environment.switch("STAFF_SECOND_FACTOR", True)

# The workspace closes after so many minutes without a sign of life; 0: never.
STAFF_IDLE_MINUTES = int(environment.text("STAFF_IDLE_MINUTES", "15"))

# allauth: passwords, e-mail addresses and second factors. Its own sign-up, codes and numbers are not mounted.
ACCOUNT_ADAPTER = "portal.accounts.allauth_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.signing_in.PasswordSignInForm",
    "add_email": "portal.accounts.forms.profile.EmailForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
# The names `login` and `login_failed` are allauth's; five wrong passwords lock a name for five minutes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/300s/key"}
MFA_FORMS = {"add_webauthn": "portal.accounts.forms.profile.PasskeyForm"}
MFA_ADAPTER = "portal.accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A number is proven already: an e-mail address that is not confirmed must not keep staff from a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1

# Wagtail's own doors stay shut: its sign-in and passwords go through ours.
WAGTAILADMIN_LOGIN_URL = reverse_lazy("accounts:sign_in")
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
