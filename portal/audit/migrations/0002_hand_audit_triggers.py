from django.db import migrations

from portal.audit import triggers


class Migration(migrations.Migration):
    """The database refuses changes of the audit trail; ``portal.audit.triggers`` says which."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
