"""What is an act of the audit trail called in the history? Those of the incubator."""

from django.utils.translation import gettext_lazy as _

ACT_NAMES = {
    "application.begun": _("application to an incubator begun"),
    "appointment.changed": _("appointment to an incubation base changed"),
    "appointment.made": _("appointed to an incubation base"),
    "base.changed": _("incubation base changed"),
    "base.made": _("incubation base made"),
    "intake.called_off": _("call called off"),
    "intake.closed": _("call closed"),
    "intake.changed": _("call changed"),
    "intake.made": _("call prepared"),
    "intake.published": _("call published"),
    "review.assigned": _("reviewer assigned"),
    "review.recused": _("reviewer stepped back"),
    "review.submitted": _("review handed in"),
}
