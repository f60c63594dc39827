"""Which columns may a file of programmes have, and by which other names are they known?"""

import unicodedata

from portal.languages import in_reader_language

COLUMNS = (
    "title",
    "title_en",
    "summary",
    "category",
    "audience",
    "organisation",
    "facility",
    "room",
    "starts_at",
    "ends_at",
    "capacity",
    "repeat",
    "until",
    "min_age",
    "max_age",
    "languages",
)
REQUIRED = ("title", "organisation", "starts_at", "ends_at")
#: What the heading may say instead, in Chinese or in British and American English.
ALIASES = {
    "title": ("名称", "活动名称", "标题", "name"),
    "title_en": ("英文名称", "英文标题", "english title", "title in english"),
    "summary": ("简介", "一句话介绍", "description"),
    "category": ("类别", "分类"),
    "audience": ("对象", "适合人群", "for whom"),
    "organisation": ("组织", "主办单位", "机构", "organization", "host"),
    "facility": ("载体", "设施"),
    "room": ("场地", "房间", "地点", "place"),
    "starts_at": ("开始时间", "开始", "start", "starts", "starts at"),
    "ends_at": ("结束时间", "结束", "end", "ends", "ends at"),
    "capacity": ("名额", "人数", "places"),
    "repeat": ("重复", "重复方式", "repeats"),
    "until": ("截止", "截止日期", "重复到", "until or count"),
    "min_age": ("最小年龄", "年龄下限", "from age", "min age"),
    "max_age": ("最大年龄", "年龄上限", "to age", "max age"),
    "languages": ("语言", "授课语言", "language"),
}


def folded(text: str) -> str:
    """Return text as it is compared: no matter the width of characters, their case or spaces around."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


_BY_NAME = {folded(name): column for column in COLUMNS for name in (column, *ALIASES[column])}


def called(column: str) -> str:
    """Return what a column is called in the reader's language; in Chinese also what an English file calls it."""
    return in_reader_language(f"{ALIASES[column][0]}（{column}）", column)


def column_named(heading: str) -> str | None:
    """Return the column that a heading means, or nothing."""
    return _BY_NAME.get(folded(heading))
