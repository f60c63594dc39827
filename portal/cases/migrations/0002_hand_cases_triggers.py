from django.db import migrations

from portal.cases import triggers


class Migration(migrations.Migration):
    """The database refuses changes of cases' histories; ``portal.cases.triggers`` says which."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
