"""Which pictures does the demonstration have? Drawn for it, in the theme's colours; nobody's photographs."""

import io

from django.core.files.images import ImageFile
from wagtail.images.models import Image

from events.demo.content import FOLDER
from events.readouts.sessions import PICTURE
from organisations.models import Organisation
from portal.vectors import painted

SIZE = (1280, 800)
#: What each shows, as it stands in the organisation's collection.
TITLES = {
    "bridge": "石桥、小船和河边人家（示例插图）",
    "lamp": "夜里的台灯和一本书（示例插图）",
    "pipa": "琵琶、茶杯和梅枝（示例插图）",
    "print": "木版年画“一团和气”（示例插图）",
    "tea": "一壶茶、两只杯（示例插图）",
    "window": "月洞门外的亭子和竹子（示例插图）",
}


def picture(name: str, organisation: Organisation) -> Image:
    """Return the picture in the organisation's collection, painted now if it is not there yet."""
    title = TITLES[name]
    found = Image.objects.filter(collection=organisation.collection, title=title).first()
    if found:
        return found
    drawing = (FOLDER / "drawings" / f"{name}.svg").read_text(encoding="utf-8")
    content = io.BytesIO()
    painted(drawing, SIZE).save(content, "PNG")
    file = ImageFile(content, name=f"demo-{name}.png")
    image = Image.objects.create(title=title, file=file, collection=organisation.collection)
    image.get_rendition(PICTURE)
    return image
