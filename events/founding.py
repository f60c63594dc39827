"""Which categories and languages does a new portal begin with? Editable afterwards; safe to repeat."""

from events.models import Category, SpokenLanguage

CATEGORIES = [
    ("health", "健康讲座", "Health", "ice"),
    ("dialect", "苏州话与吴文化", "Suzhou dialect and culture", "begonia"),
    ("senior", "乐龄活动", "For older people", "longevity"),
    ("youth", "少儿与青年", "Children and youth", "pinwheel"),
    ("culture", "文化手作", "Arts and crafts", "plum"),
    ("sport", "文体健身", "Sport and fitness", "wave"),
    ("service", "便民服务", "Everyday services", "square"),
]
LANGUAGES = [
    ("putonghua", "普通话", "Mandarin"),
    ("suzhou", "苏州话", "Suzhou dialect"),
    ("english", "英语", "English"),
    ("sign", "手语", "Sign language"),
]


def found_words() -> None:
    """Make the categories and languages that are missing; leave what an officer has changed."""
    for position, (code, name, name_en, pattern) in enumerate(CATEGORIES):
        Category.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "pattern": pattern, "position": position}
        )
    for position, (code, name, name_en) in enumerate(LANGUAGES):
        SpokenLanguage.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "position": position}
        )
