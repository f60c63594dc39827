"""What are made-up people, organisations and programmes called? Parts put together by chance."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml


@cache
def parts() -> dict[str, Any]:
    """Return the parts that names and titles are made of."""
    return yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def person(chance: Random) -> str:
    """Return a name such as 沈巧云."""
    return chance.choice(parts()["surnames"]) + chance.choice(parts()["given"])


def organisation(chance: Random, number: int) -> str:
    """Return a name such as 金鸡湖助老服务社12号."""
    words = parts()["organisation"]
    return "".join(chance.choice(words[kind]) for kind in ("places", "fields", "forms")) + f"{number}号"


def programme(chance: Random) -> tuple[str, str]:
    """Return a category's code and a title such as 高血压居家护理课(长辈专场)."""
    category = chance.choice(sorted(parts()["categories"]))
    words = parts()["categories"][category]
    what, form, whom = (chance.choice(some) for some in (words["topics"], words["forms"], parts()["whom"]))
    return category, f"{what}{form}\N{FULLWIDTH LEFT PARENTHESIS}{whom}\N{FULLWIDTH RIGHT PARENTHESIS}"
