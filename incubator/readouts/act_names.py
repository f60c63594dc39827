"""What is an act of the audit trail called in the history? Those of the incubator."""

from django.utils.translation import gettext_lazy as _

ACT_NAMES = {
    "application.begun": _("application to an incubator begun"),
    "intake.changed": _("call changed"),
    "intake.made": _("call prepared"),
    "intake.published": _("call published"),
    "review.assigned": _("reviewer assigned"),
    "review.recused": _("reviewer stepped back"),
    "review.submitted": _("review handed in"),
}
