import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemoMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=16)),
                ("text", models.TextField()),
                ("sent_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans", max_length=10
                    ),
                ),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("path", models.CharField(blank=True, max_length=200)),
                ("about", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(db_index=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [
                    models.Index(fields=["recipient", "-created_at"], name="outbox_mess_recipie_84d99b_idx"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["recipient"], name="outbox_message_unread"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "e-mail"), ("wechat", "WeChat")], max_length=10
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("template", models.CharField(blank=True, max_length=40)),
                ("variables", models.JSONField(default=dict)),
                ("is_pressing", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "to be sent"),
                            ("claimed", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("unclear", "unclear"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("claim", models.UUIDField(blank=True, editable=False, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("provider_id", models.CharField(blank=True, max_length=100)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="outbox.message"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "indexes": [models.Index(fields=["state", "due_at"], name="outbox_deli_state_0c0f7d_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "channel"), name="one_delivery_a_channel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "claimed"), _negated=True),
                            models.Q(("claim__isnull", False), ("claimed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="claimed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(choices=[("zh-hans", "简体中文"), ("en", "English")], max_length=10)),
                ("organisation_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("body", models.TextField(max_length=1000, verbose_name="text")),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a message",
                "verbose_name_plural": "texts of messages",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("organisation_id", None)),
                        fields=("kind", "language"),
                        name="one_text_for_the_district",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation_id__isnull", False)),
                        fields=("kind", "language", "organisation_id"),
                        name="one_text_a_centre",
                    ),
                ],
            },
        ),
    ]
