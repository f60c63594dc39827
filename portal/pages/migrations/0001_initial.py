import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=255, verbose_name="title in English")),
                ("welcome", models.CharField(blank=True, max_length=120, verbose_name="welcome")),
                ("welcome_en", models.CharField(blank=True, max_length=120, verbose_name="welcome in English")),
            ],
            options={
                "verbose_name": "home page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="PlainPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=255, verbose_name="title in English")),
                ("body", wagtail.fields.RichTextField(blank=True, verbose_name="text")),
                ("body_en", wagtail.fields.RichTextField(blank=True, verbose_name="text in English")),
            ],
            options={
                "verbose_name": "plain page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
    ]
