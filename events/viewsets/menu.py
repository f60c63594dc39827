"""Where do staff find what concerns volunteers? Below one head of the menu."""

from django.utils.translation import gettext_lazy

from organisations.viewsets.menu import Head

VOLUNTEERS = Head("volunteers", gettext_lazy("Volunteers"), "group", 140)
