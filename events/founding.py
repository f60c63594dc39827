"""Which categories, languages and checks does a new portal begin with? Editable afterwards; safe to repeat."""

from django.utils import timezone

from events.models import Category, CheckKind, CheckList, QualificationKind, ReportingLabel, SpokenLanguage

CATEGORIES = [
    ("health", "健康讲座", "Health", "ice"),
    ("dialect", "苏州话与吴文化", "Suzhou dialect and culture", "begonia"),
    ("senior", "乐龄活动", "For older people", "longevity"),
    ("youth", "少儿与青年", "Children and youth", "pinwheel"),
    ("culture", "文化手作", "Arts and crafts", "plum"),
    ("sport", "文体健身", "Sport and fitness", "wave"),
    ("service", "便民服务", "Everyday services", "square"),
]
#: Code, names, and for how many months one is valid.
QUALIFICATIONS = [
    ("dialect_tutor", "苏州话辅导师", "Suzhou-dialect tutor", 36),
    ("first_aid", "急救员证", "First aid", 24),
    ("minors", "未成年人工作年度审查", "Yearly vetting for work with minors", 12),
]
LANGUAGES = [
    ("putonghua", "普通话", "Mandarin"),
    ("suzhou", "苏州话", "Suzhou dialect"),
    ("english", "英语", "English"),
    ("sign", "手语", "Sign language"),
]

#: Headings under which districts report.
LABELS = [
    ("new-era", "新时代文明实践", "New-era civility"),
    ("party", "党建", "Party building"),
    ("senior-learning", "老年教育", "Learning in later life"),
    ("disability", "助残", "Support for people with disabilities"),
]


def found_words() -> None:
    """Make the categories and languages that are missing; leave what an officer has changed."""
    for position, (code, name, name_en, pattern) in enumerate(CATEGORIES):
        Category.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "pattern": pattern, "position": position}
        )
    for position, (code, name, name_en, months) in enumerate(QUALIFICATIONS):
        QualificationKind.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "months": months, "position": position}
        )
    for position, (code, name, name_en) in enumerate(LANGUAGES):
        SpokenLanguage.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "position": position}
        )
    if not ReportingLabel.objects.exists():
        ReportingLabel.objects.bulk_create(
            ReportingLabel(code=code, name=name, name_en=name_en, position=position)
            for position, (code, name, name_en) in enumerate(LABELS)
        )


#: What is looked at before approving, by category: (key, kind, whether it has to be answered, Chinese, English).
CHECKS = {
    "health": [
        ("licence", CheckKind.TICK, True, "已查看主讲人的执业证书", "The speaker's practising licence was seen"),
        ("consent", CheckKind.TICK, True, "已查看其所在单位的同意证明", "The employer's consent was seen"),
        (
            "filing",
            CheckKind.NUMBER,
            True,
            "义诊备案号；不属于义诊的，写明原因",
            "Filing number of a free clinic, or why there is none",
        ),
        (
            "no-sales",
            CheckKind.TICK,
            True,
            "现场不推销、不收费、不收集居民信息",
            "Nothing is sold, charged or collected on the spot",
        ),
        (
            "meeting",
            CheckKind.NUMBER,
            False,
            "一会一报备案号（要求时填写）",
            "Number of the report on the meeting, where one is asked for",
        ),
    ],
    "dialect": [
        (
            "meeting",
            CheckKind.NUMBER,
            False,
            "讲座的一会一报备案号（要求时填写）",
            "For a lecture: number of the report on the meeting, where one is asked for",
        ),
    ],
    "youth": [
        ("no-school", CheckKind.TICK, True, "内容不涉及学科类培训", "Nothing of school subjects is taught"),
        ("vetted", CheckKind.TICK, True, "工作人员已通过从业查询", "The staff have been vetted for work with children"),
    ],
}


def found_checks() -> None:
    """Make the first version of what is looked at for each category that has none; safe to repeat."""
    names = ("key", "kind", "is_required", "words", "words_en")
    for code, rows in CHECKS.items():
        category = Category.objects.filter(code=code).first()
        if category and not category.check_lists.exists():
            items = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
            CheckList.objects.create(category=category, version=1, items=items, made_at=timezone.now())


def _plain(value: object) -> object:
    return value.value if isinstance(value, CheckKind) else value
