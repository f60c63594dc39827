import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_sequence", models.BigIntegerField(default=0)),
                ("last_hash", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "audit chain",
                "verbose_name_plural": "audit chains",
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("first_sequence", models.BigIntegerField(unique=True)),
                ("last_sequence", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("last_hash", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("kept", "kept"), ("purging", "purging"), ("purged", "purged")],
                        default="kept",
                        max_length=10,
                    ),
                ),
                ("purged_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "audit segment",
                "verbose_name_plural": "audit segments",
                "ordering": ["first_sequence"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "count",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("last_sequence"), "-", models.F("first_sequence")
                                    ),
                                    "+",
                                    models.Value(1),
                                ),
                            )
                        ),
                        name="segment_without_gaps",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("actor_id", models.BigIntegerField(db_index=True, null=True)),
                ("actor_name", models.CharField(blank=True, max_length=40)),
                ("act", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.CharField(max_length=40)),
                ("beneficiary_id", models.BigIntegerField(db_index=True, null=True)),
                ("organisation_id", models.BigIntegerField(db_index=True, null=True)),
                ("facts", models.JSONField(default=dict)),
                ("sequence", models.BigIntegerField(editable=False, null=True, unique=True)),
                ("hash", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="audit.segment",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
                "indexes": [
                    models.Index(fields=["object_type", "object_id"], name="audit_entry_object__d8644d_idx"),
                    models.Index(condition=models.Q(("sequence", None)), fields=["id"], name="audit_entry_unsealed"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hash", ""), ("segment", None), ("sequence", None)),
                            models.Q(
                                ("segment__isnull", False),
                                ("sequence__isnull", False),
                                models.Q(("hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="entry_sealed_whole_or_not_at_all",
                    )
                ],
            },
        ),
    ]
