"""What can the text of a programme be made of?"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class Picture(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(label=_("what it shows, for those who cannot see it"), max_length=200)
    alternative_en = blocks.CharBlock(label=_("what it shows, in English"), max_length=300, required=False)
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)
    caption_en = blocks.CharBlock(label=_("caption in English"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "events/programme/blocks/picture.html"


class Audio(blocks.StructBlock):
    recording = DocumentChooserBlock(label=_("recording"))
    title_en = blocks.CharBlock(label=_("title in English"), max_length=200, required=False)
    transcript = blocks.RichTextBlock(label=_("the words of it"))
    transcript_en = blocks.RichTextBlock(label=_("the words of it, in English"), required=False)

    class Meta:
        icon = "media"
        label = _("audio with its words")
        template = "events/programme/blocks/audio.html"


class Question(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=200)
    question_en = blocks.CharBlock(label=_("question in English"), max_length=300, required=False)
    answer = blocks.RichTextBlock(label=_("answer"), features=["bold", "ol", "ul", "link"])
    answer_en = blocks.RichTextBlock(
        label=_("answer in English"), features=["bold", "ol", "ul", "link"], required=False
    )


class ProgrammeBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("text"), features=["h3", "bold", "italic", "ol", "ul", "link"])
    english = blocks.RichTextBlock(label=_("text in English"), features=["h3", "bold", "italic", "ol", "ul", "link"])
    picture = Picture()
    audio = Audio()
    questions = blocks.ListBlock(
        Question(), label=_("questions and answers"), icon="help", template="events/programme/blocks/questions.html"
    )
    file = DocumentChooserBlock(label=_("file"), icon="doc-full", template="events/programme/blocks/file.html")
