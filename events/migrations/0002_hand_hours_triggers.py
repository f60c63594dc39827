from django.db import migrations

from events import triggers


class Migration(migrations.Migration):
    """The database refuses changes of the ledger of hours; ``events.triggers`` says which."""

    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
