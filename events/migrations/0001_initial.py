import django.core.validators
import django.db.models.deletion
import events.models.calendar_token
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('most', models.PositiveSmallIntegerField(verbose_name='sign-ups a person, at most')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to')),
            ],
            options={
                'verbose_name': 'allowance',
                'verbose_name_plural': 'allowances',
                'ordering': ['-starts_on', 'name'],
            },
        ),
        migrations.CreateModel(
            name='AnswerSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict)),
                ('erased', models.JSONField(default=list)),
                ('shortest_days', models.PositiveIntegerField(blank=True, db_index=True, null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'answers',
                'verbose_name_plural': 'answers',
            },
        ),
        migrations.CreateModel(
            name='ApprovalPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.CharField(choices=[('centre', "the home centre's officer"), ('subdistrict', "the sub-district's officer"), ('district', "the district's officer")], default='centre', max_length=12, verbose_name='first review')),
                ('second', models.CharField(blank=True, choices=[('centre', "the home centre's officer"), ('subdistrict', "the sub-district's officer"), ('district', "the district's officer")], max_length=12, verbose_name='second review')),
                ('third', models.CharField(blank=True, choices=[('centre', "the home centre's officer"), ('subdistrict', "the sub-district's officer"), ('district', "the district's officer")], max_length=12, verbose_name='final review')),
            ],
            options={
                'verbose_name': 'levels of approval',
                'verbose_name_plural': 'levels of approval',
            },
        ),
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('takes_photos', models.BooleanField(default=False, verbose_name='photographs are taken')),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'what is asked at sign-up',
                'verbose_name_plural': 'what is asked at sign-up',
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('expected', 'not here yet'), ('present', 'here'), ('late', 'late'), ('leave', 'on leave'), ('absent', 'absent')], max_length=10, verbose_name='state')),
                ('way', models.CharField(choices=[('scan', 'code scanned'), ('search', 'found on the list'), ('walk_in', 'walk-in'), ('self', 'by themselves'), ('paper', 'entered from paper'), ('system', 'by the system')], max_length=10, verbose_name='how')),
                ('marked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendances',
            },
        ),
        migrations.CreateModel(
            name='AttendanceMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('state', models.CharField(choices=[('expected', 'not here yet'), ('present', 'here'), ('late', 'late'), ('leave', 'on leave'), ('absent', 'absent')], max_length=10)),
                ('way', models.CharField(choices=[('scan', 'code scanned'), ('search', 'found on the list'), ('walk_in', 'walk-in'), ('self', 'by themselves'), ('paper', 'entered from paper'), ('system', 'by the system')], max_length=10)),
                ('marked_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'mark at the door',
                'verbose_name_plural': 'marks at the door',
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entries', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('closed_at', models.DateTimeField()),
                ('seed', models.CharField(blank=True, max_length=100)),
                ('first_witness', models.CharField(blank=True, max_length=50)),
                ('second_witness', models.CharField(blank=True, max_length=50)),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
                ('places', models.JSONField(default=dict)),
                ('result', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'ballot',
                'verbose_name_plural': 'ballots',
            },
        ),
        migrations.CreateModel(
            name='CalendarToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(default=events.models.calendar_token.new_secret, max_length=32, unique=True)),
                ('renewed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('pattern', models.CharField(default='ice', max_length=20, verbose_name='pattern of its covers')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='CheckList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('items', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'checks before approval',
                'verbose_name_plural': 'checks before approval',
                'ordering': ['category', '-version'],
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'qualification course',
                'verbose_name_plural': 'qualification courses',
            },
        ),
        migrations.CreateModel(
            name='CourseResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('passed', 'passed'), ('not_passed', 'not passed')], max_length=10)),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
            },
        ),
        migrations.CreateModel(
            name='CourseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('interview', 'interview'), ('training', 'training'), ('examination', 'examination'), ('other', 'another step')], max_length=12, verbose_name='kind of step')),
                ('title', models.CharField(max_length=40, verbose_name='name')),
                ('title_en', models.CharField(blank=True, max_length=60, verbose_name='name in English')),
                ('most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points at most')),
                ('enough', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points to pass')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DoorLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='for which device')),
                ('made_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField(verbose_name='works until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'device link',
                'verbose_name_plural': 'device links',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DoorLinkTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_digest', models.CharField(max_length=64)),
                ('tried_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(editable=False, max_length=8, unique=True, verbose_name='short address')),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='name of this class, if there are several')),
                ('label_en', models.CharField(blank=True, max_length=100, verbose_name='its name in English')),
                ('state', models.CharField(choices=[('scheduled', 'scheduled'), ('cancelled', 'cancelled')], default='scheduled', max_length=10, verbose_name='state')),
                ('state_note', models.CharField(blank=True, max_length=200, verbose_name='what people are told about it')),
                ('needs_sign_up', models.BooleanField(default=True, verbose_name='sign-up needed')),
                ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='sign-up opens')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='sign-up closes')),
                ('has_waiting_list', models.BooleanField(default=True, verbose_name='keeps a waiting list')),
                ('fills_from', models.DateTimeField(blank=True, null=True, verbose_name='from then the first party that fits is taken')),
                ('max_party_size', models.PositiveSmallIntegerField(default=5, verbose_name='people in one sign-up, at most')),
                ('allocation', models.CharField(choices=[('first_come', 'first come, first served'), ('ballot', 'by ballot'), ('approval', 'each sign-up is approved')], default='first_come', max_length=10, verbose_name='who gets a place')),
                ('offer_hours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours to accept a place that became free')),
                ('estate_codes', models.JSONField(blank=True, default=list, verbose_name='only for residents of')),
                ('priority_until', models.DateTimeField(blank=True, null=True, verbose_name="until then only residents of the centre's estates")),
                ('max_per_household', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='people of one household, at most')),
                ('certified', models.CharField(choices=[('most', 'whoever came to four fifths of the sessions'), ('all', 'whoever came to every session'), ('some', 'whoever came to so many sessions:'), ('nobody', 'nobody: this event has no certificate')], default='most', max_length=6, verbose_name='certificate of attendance')),
                ('certified_sessions', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='so many sessions')),
                ('starts_at', models.DateTimeField(editable=False, verbose_name='starts')),
                ('ends_at', models.DateTimeField(editable=False, verbose_name='ends')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HostApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_publisher', models.BooleanField()),
                ('level', models.PositiveSmallIntegerField(default=0, verbose_name='level')),
                ('office', models.CharField(choices=[('host', 'the co-host itself'), ('centre', "the home centre's officer"), ('subdistrict', "the sub-district's officer"), ('district', "the district's officer")], default='host', max_length=12)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('checks', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': "a host's approval",
                'verbose_name_plural': "hosts' approvals",
            },
        ),
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField(db_index=True)),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('content', models.BinaryField()),
                ('imported_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'file to import',
                'verbose_name_plural': 'files to import',
            },
        ),
        migrations.CreateModel(
            name='NoShow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField()),
                ('reply', models.CharField(blank=True, max_length=200, verbose_name='what they say')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('excused_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'no-show',
                'verbose_name_plural': 'no-shows',
            },
        ),
        migrations.CreateModel(
            name='NoShowRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveSmallIntegerField(default=3, verbose_name='no-shows')),
                ('days', models.PositiveSmallIntegerField(default=90, verbose_name='within days')),
            ],
            options={
                'verbose_name': 'rule on no-shows',
                'verbose_name_plural': 'rules on no-shows',
            },
        ),
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('rows', models.JSONField(default=list)),
                ('printed_at', models.DateTimeField()),
                ('photo', models.CharField(blank=True, max_length=100)),
                ('photo_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'sign-in sheet',
                'verbose_name_plural': 'sign-in sheets',
                'ordering': ['event', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_key', models.UUIDField()),
                ('request_digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('entered', 'in the ballot'), ('pending', 'awaiting approval'), ('waiting', 'on the waiting list'), ('offered', 'a place is offered'), ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('lapsed', 'offer lapsed'), ('declined', 'not accepted')], max_length=10, verbose_name='state')),
                ('size', models.PositiveSmallIntegerField(verbose_name='people')),
                ('lent', models.PositiveSmallIntegerField(default=0)),
                ('ticket', models.PositiveIntegerField(blank=True, null=True)),
                ('stands_by_until', models.DateTimeField(blank=True, null=True)),
                ('offer_ends_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'sign-up',
                'verbose_name_plural': 'sign-ups',
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('open', 'open to all'), ('estate', 'kept for estates'), ('desk', 'kept for the window')], default='open', max_length=10, verbose_name='kind')),
                ('capacity', models.PositiveIntegerField(verbose_name='places')),
                ('taken', models.PositiveIntegerField(default=0, verbose_name='taken')),
                ('waiting', models.PositiveIntegerField(default=0, verbose_name='waiting')),
                ('next_ticket', models.PositiveIntegerField(default=1)),
                ('estate_codes', models.JSONField(blank=True, default=list, verbose_name='estates')),
                ('releases_at', models.DateTimeField(blank=True, null=True, verbose_name='kept until')),
                ('released_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'places',
                'verbose_name_plural': 'places',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(choices=[('guide', 'Under the guidance of'), ('host', 'Host'), ('organiser', 'Organiser'), ('partner', 'Partner')], default='host', max_length=10, verbose_name='role')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name, if not in the list')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('share_percent', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='share in the figures, in per cent')),
            ],
            options={
                'verbose_name': 'host',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProgrammePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('title_en', models.CharField(blank=True, max_length=255, verbose_name='title in English')),
                ('audience', models.CharField(choices=[('everyone', 'Everyone'), ('seniors', 'Older people'), ('families', 'Families'), ('children', 'Children'), ('youth', 'Young people'), ('adults', 'Adults')], default='everyone', max_length=12, verbose_name='for whom')),
                ('min_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='from age')),
                ('max_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='to age')),
                ('summary', models.CharField(max_length=200, verbose_name='in one sentence')),
                ('summary_en', models.CharField(blank=True, max_length=300, verbose_name='in one sentence, in English')),
                ('body', wagtail.fields.StreamField([('text', 0), ('english', 1), ('picture', 7), ('audio', 12), ('questions', 18), ('file', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'ol', 'ul', 'link'], 'label': 'text'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'ol', 'ul', 'link'], 'label': 'text in English'}), 2: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'what it shows, for those who cannot see it', 'max_length': 200}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'what it shows, in English', 'max_length': 300, 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'caption in English', 'max_length': 300, 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('image', 2), ('alternative', 3), ('alternative_en', 4), ('caption', 5), ('caption_en', 6)]], {}), 8: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'recording'}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'title in English', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.RichTextBlock', (), {'label': 'the words of it'}), 11: ('wagtail.blocks.RichTextBlock', (), {'label': 'the words of it, in English', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('recording', 8), ('title_en', 9), ('transcript', 10), ('transcript_en', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'question', 'max_length': 200}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'question in English', 'max_length': 300, 'required': False}), 15: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link'], 'label': 'answer'}), 16: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link'], 'label': 'answer in English', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('question', 13), ('question_en', 14), ('answer', 15), ('answer_en', 16)]], {}), 18: ('wagtail.blocks.ListBlock', (17,), {'icon': 'help', 'label': 'questions and answers', 'template': 'events/programme/blocks/questions.html'}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'icon': 'doc-full', 'label': 'file', 'template': 'events/programme/blocks/file.html'})}, verbose_name='text')),
                ('fee_yuan', models.DecimalField(decimal_places=2, default=0, max_digits=7, verbose_name='materials fee in yuan')),
                ('bring', models.CharField(blank=True, max_length=200, verbose_name='what to bring')),
                ('bring_en', models.CharField(blank=True, max_length=300, verbose_name='what to bring, in English')),
                ('is_wheelchair_accessible', models.BooleanField(default=True, verbose_name='accessible by wheelchair')),
                ('access_note', models.CharField(blank=True, max_length=200, verbose_name='about access')),
                ('access_note_en', models.CharField(blank=True, max_length=300, verbose_name='about access, in English')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='ProgrammeSpeaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('credentials', models.CharField(blank=True, max_length=120, verbose_name='title and employer')),
                ('credentials_en', models.CharField(blank=True, max_length=200, verbose_name='title and employer, in English')),
                ('checked_by', models.CharField(blank=True, max_length=60, verbose_name='credentials checked by')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
            ],
            options={
                'verbose_name': 'speaker',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=100, verbose_name='issued by')),
                ('issuer_en', models.CharField(blank=True, max_length=150, verbose_name='issued by, in English')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='number on the paper')),
                ('obtained_on', models.DateField(verbose_name='obtained on')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('checked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'qualification',
                'verbose_name_plural': 'qualifications',
                'ordering': ['-obtained_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='QualificationKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='code')),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='valid for so many months')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'kind of qualification',
                'verbose_name_plural': 'kinds of qualification',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Recurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.UUIDField(blank=True, db_index=True, editable=False, null=True)),
                ('frequency', models.CharField(choices=[('once', 'not at all: a single session'), ('weekly', 'every week on the same weekday'), ('weekdays', 'every week on chosen weekdays'), ('monthly_day', 'every month on the same day (the 12th)'), ('monthly_weekday', 'every month on the same weekday (the second Thursday)')], default='once', max_length=16, verbose_name='repeats')),
                ('every', models.PositiveSmallIntegerField(default=1, verbose_name='every so many weeks or months')),
                ('weekdays', models.CharField(blank=True, max_length=7, verbose_name='on which weekdays')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('count', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how many sessions')),
                ('on_holiday', models.CharField(choices=[('held', 'it is held as always'), ('skipped', 'it is left out'), ('moved', 'it moves to the next free day')], default='skipped', max_length=8, verbose_name='on a public holiday')),
                ('on_make_up_day', models.CharField(choices=[('held', 'it is held as always'), ('skipped', 'it is left out'), ('moved', 'it moves to the next free day')], default='held', max_length=8, verbose_name='on a make-up working day')),
            ],
            options={
                'verbose_name': 'rule of repetition',
                'verbose_name_plural': 'rules of repetition',
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('entered', 'in the ballot'), ('pending', 'awaiting approval'), ('waiting', 'on the waiting list'), ('offered', 'a place is offered'), ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('lapsed', 'offer lapsed'), ('declined', 'not accepted')], max_length=10, verbose_name='state')),
                ('reference', models.CharField(max_length=10, unique=True, verbose_name='reference')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='subject')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='subject in English')),
                ('starts_at', models.DateTimeField(db_index=True, verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='place, if not in one of our rooms')),
                ('place_en', models.CharField(blank=True, max_length=150, verbose_name='place in English')),
                ('state', models.CharField(choices=[('scheduled', 'scheduled'), ('cancelled', 'cancelled')], default='scheduled', max_length=10, verbose_name='state')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('note_en', models.CharField(blank=True, max_length=300, verbose_name='note in English')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SpokenLanguage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'spoken language',
                'verbose_name_plural': 'spoken languages',
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='StepMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.CharField(choices=[('passed', 'passed'), ('not_passed', 'not passed'), ('absent', 'absent')], max_length=10)),
                ('points', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'result of a step',
                'verbose_name_plural': 'results of steps',
            },
        ),
        migrations.CreateModel(
            name='WordsApproval',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
            ],
            options={
                'verbose_name': 'approval of words',
            },
            bases=('wagtailcore.task',),
        ),
    ]
