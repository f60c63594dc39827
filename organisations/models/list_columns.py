"""Which columns of a list does this member of staff want to see?"""

from django.conf import settings
from django.db import models


class ShownColumns(models.Model):
    """One person's choice for one list: the names of the columns, in the list's own order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shown_columns")
    list_name = models.CharField(max_length=40)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list_name"], name="one_choice_a_list")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.list_name}"
