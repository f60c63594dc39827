import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("timetable", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="Equipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="OrganisationIndexPage",
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
            ],
            options={
                "verbose_name": "directory of organisations",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="ApiFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["address_digest", "at"], name="organisatio_address_5dfb3b_idx")],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("district", "district"),
                            ("subdistrict", "sub-district"),
                            ("committee", "residents' committee"),
                            ("estate", "estate"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                ("path", models.CharField(db_index=True, editable=False, max_length=170)),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired on")),
                ("household_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="households")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisations.area",
                        verbose_name="lies in",
                    ),
                ),
            ],
            options={
                "verbose_name": "area",
                "verbose_name_plural": "areas",
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("centre", "community centre"),
                            ("social", "social organisation"),
                            ("committee", "residents' committee"),
                            ("authority", "public authority"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("legal_form", models.CharField(blank=True, max_length=30, verbose_name="legal form")),
                ("field_of_work", models.CharField(blank=True, max_length=100, verbose_name="field of work")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("suspended", "suspended")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("suspension_reason", models.CharField(blank=True, max_length=500, verbose_name="why it is suspended")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="address")),
                ("address_en", models.CharField(blank=True, max_length=160, verbose_name="address in English")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="organisations.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisation",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "home_centre",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"kind": "centre"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_organisations",
                        to="organisations.organisation",
                        verbose_name="home centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("workstation", "Community workstation"),
                            ("club", "People's club"),
                            ("senior", "Senior living hall"),
                            ("children", "Children's sunshine bar"),
                            ("health", "Health service station"),
                            ("library", "Neighbourhood library"),
                            ("sports", "Neighbourhood culture and sports station"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        limit_choices_to={"kind": "centre"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilities",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "facility",
                "verbose_name_plural": "facilities",
                "constraints": [models.UniqueConstraint(fields=("centre", "kind"), name="one_facility_of_a_kind")],
            },
        ),
        migrations.AddField(
            model_name="area",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="served_areas",
                to="organisations.organisation",
                verbose_name="served by",
            ),
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="what it is for")),
                ("number", models.CharField(editable=False, max_length=12, unique=True, verbose_name="token number")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("scopes", models.JSONField(default=list, verbose_name="what it may do")),
                ("created_at", models.DateTimeField(verbose_name="issued on")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked on")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens_for_machines",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "token",
                "verbose_name_plural": "tokens",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="token_has_a_life"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationPage",
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
                ("summary", models.CharField(blank=True, max_length=200, verbose_name="in one sentence")),
                (
                    "summary_en",
                    models.CharField(blank=True, max_length=300, verbose_name="in one sentence, in English"),
                ),
                ("body", wagtail.fields.RichTextField(blank=True, verbose_name="who we are")),
                ("body_en", wagtail.fields.RichTextField(blank=True, verbose_name="who we are, in English")),
                ("volunteering", models.TextField(blank=True, verbose_name="how to join us as a volunteer")),
                (
                    "volunteering_en",
                    models.TextField(blank=True, verbose_name="how to join us as a volunteer, in English"),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile of an organisation",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.AddField(
            model_name="organisation",
            name="page",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organisation",
                to="organisations.organisationpage",
                verbose_name="page",
            ),
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("capacity", models.PositiveIntegerField(verbose_name="how many people it holds")),
                ("is_step_free", models.BooleanField(default=True, verbose_name="step-free access")),
                ("has_lift", models.BooleanField(default=False, verbose_name="lift")),
                ("has_hearing_loop", models.BooleanField(default=False, verbose_name="hearing loop")),
                ("opening_hours", models.JSONField(blank=True, default=dict, verbose_name="opening hours")),
                (
                    "set_up_minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="minutes for setting up before",
                    ),
                ),
                (
                    "clear_up_minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="minutes for clearing up after",
                    ),
                ),
                (
                    "diary",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="room", to="timetable.diary"
                    ),
                ),
                (
                    "equipment",
                    models.ManyToManyField(
                        blank=True, related_name="rooms", to="organisations.equipment", verbose_name="equipment"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="organisations.facility",
                        verbose_name="facility",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="organisations.room",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["facility", "name"],
                "constraints": [models.UniqueConstraint(fields=("facility", "code"), name="one_room_code_a_facility")],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="closed from")),
                ("ends_at", models.DateTimeField(verbose_name="open again from")),
                ("reason", models.CharField(max_length=100, verbose_name="reason")),
                ("reason_en", models.CharField(blank=True, max_length=150, verbose_name="reason in English")),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="organisations.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "verbose_name": "closure",
                "verbose_name_plural": "closures",
                "ordering": ["-starts_at"],
                "indexes": [models.Index(fields=["centre", "ends_at"], name="organisatio_centre__0bb1e9_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="closure_has_length"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="to")),
                ("purpose", models.CharField(max_length=100, verbose_name="what for")),
                ("attendance", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many people come")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "asked for"),
                            ("confirmed", "confirmed"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("is_for_event", models.BooleanField(default=False, editable=False)),
                ("series", models.UUIDField(blank=True, db_index=True, editable=False, null=True)),
                (
                    "override_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why in spite of what is in the way"),
                ),
                ("answer_by", models.DateTimeField(blank=True, null=True, verbose_name="to be answered by")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered on")),
                ("offered_starts_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("offered_ends_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "offered_room",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.room",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="organisations.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "verbose_name": "booking",
                "verbose_name_plural": "bookings",
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(fields=["room", "starts_at"], name="organisatio_room_id_24fa67_idx"),
                    models.Index(fields=["organisation", "starts_at"], name="organisatio_organis_5f176b_idx"),
                    models.Index(
                        condition=models.Q(("state", "requested")), fields=["answer_by"], name="bookings_to_answer"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="booking_has_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_ends_at", None), ("offered_room", None), ("offered_starts_at", None)),
                            models.Q(
                                ("offered_ends_at__gt", models.F("offered_starts_at")), ("offered_room__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="offer_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoomPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="organisations.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "ordering": ["room", "place"],
                "constraints": [models.UniqueConstraint(fields=("room", "image"), name="one_picture_once_a_room")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_name", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=1000)),
                ("columns", models.JSONField(blank=True, null=True)),
                ("audience", models.CharField(blank=True, max_length=40)),
                ("changed_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["name", "pk"],
                "indexes": [models.Index(fields=["list_name", "audience"], name="organisatio_list_na_b4cb38_idx")],
                "constraints": [models.UniqueConstraint(fields=("owner", "list_name", "name"), name="one_view_a_name")],
            },
        ),
        migrations.CreateModel(
            name="DefaultView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_name", models.CharField(max_length=40)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="default_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="defaults",
                        to="organisations.savedview",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "list_name"), name="one_default_a_list")],
            },
        ),
        migrations.CreateModel(
            name="ServiceStandard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, unique=True, verbose_name="kind")),
                (
                    "working_days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="working days",
                    ),
                ),
            ],
            options={
                "verbose_name": "service standard",
                "verbose_name_plural": "service standards",
                "ordering": ["kind"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("working_days__gte", 1), ("working_days__lte", 40)),
                        name="standard_can_be_kept",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShownColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_name", models.CharField(max_length=40)),
                ("columns", models.JSONField(default=list)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shown_columns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "list_name"), name="one_choice_a_list")],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("association", "social association"),
                            ("service", "social service organisation"),
                            ("foundation", "foundation"),
                            ("filed", "filed community group"),
                            ("committee", "residents' committee"),
                            ("authority", "public authority"),
                            ("institution", "public institution"),
                            ("company", "company"),
                        ],
                        max_length=12,
                        verbose_name="legal form",
                    ),
                ),
                ("credit_code", models.CharField(blank=True, max_length=18, verbose_name="unified social credit code")),
                ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="filing number")),
                ("registrar", models.CharField(blank=True, max_length=100, verbose_name="registered with")),
                ("supervising_body", models.CharField(blank=True, max_length=100, verbose_name="supervising body")),
                ("guiding_committee", models.CharField(blank=True, max_length=100, verbose_name="guiding committee")),
                ("certificate_until", models.DateField(blank=True, null=True, verbose_name="certificate valid until")),
                ("rating", models.CharField(blank=True, max_length=2, verbose_name="rating")),
                ("rating_until", models.DateField(blank=True, null=True, verbose_name="rating valid until")),
                ("is_listed", models.BooleanField(default=False, verbose_name="on a list of dishonest organisations")),
                ("has_party_branch", models.BooleanField(default=False, verbose_name="has a Party branch")),
                ("verified_on", models.DateField(verbose_name="verified on")),
                ("verified_until", models.DateField(db_index=True, verbose_name="verified until")),
                ("case_reference", models.CharField(max_length=20, verbose_name="Case number")),
                ("reminded_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal standing",
                "verbose_name_plural": "legal standings",
                "ordering": ["verified_until", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("credit_code", ""), _negated=True),
                        fields=("credit_code",),
                        name="one_organisation_a_credit_code",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("organiser", "organiser"),
                            ("coordinator", "volunteer coordinator"),
                            ("officer", "officer"),
                            ("desk", "window staff"),
                            ("door", "door"),
                            ("viewer", "viewer"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("user", "organisation"),
                        name="one_open_membership",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="mobile number")),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("organiser", "organiser"),
                            ("coordinator", "volunteer coordinator"),
                            ("officer", "officer"),
                            ("desk", "window staff"),
                            ("door", "door"),
                            ("viewer", "viewer"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField(verbose_name="can be accepted until")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["phone", "state"], name="organisatio_phone_2e8866_idx"),
                    models.Index(fields=["organisation", "state"], name="organisatio_organis_ace9e1_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("organisation", "phone"),
                        name="one_waiting_invitation_a_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=12)),
                ("value", models.JSONField()),
                ("words", models.TextField()),
                ("case_reference", models.CharField(max_length=20)),
                ("on", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact of an organisation",
                "verbose_name_plural": "facts of organisations",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "name"), name="one_fact_a_name")],
            },
        ),
    ]
