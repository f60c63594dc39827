"""Where do staff find what concerns the incubator? Below one head of the menu."""

from django.utils.translation import gettext_lazy

from organisations.viewsets.menu import Head

INCUBATION = Head("incubation", gettext_lazy("Incubation"), "pick", 160)
