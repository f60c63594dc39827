"""Is this a photograph, and what of it is kept? It is drawn anew: upright, small, without what its camera wrote in."""

import warnings
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.refusals import Refusal

LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE = 2400


class NotAPicture(Refusal):
    """The uploaded file is no photograph that we can keep."""

    reason = "not_a_picture"


def redrawn(upload: BinaryIO, *, longest_side: int = LONGEST_SIDE) -> bytes:
    """Return the photograph as a JPEG in which nothing can hide; raises ``NotAPicture``."""
    refusal = NotAPicture(_("This is not a photograph that we can read. Please send a JPEG or PNG of up to 12 MB."))
    if getattr(upload, "size", 0) > LARGEST_BYTES:
        raise refusal
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=("JPEG", "PNG", "WEBP"))
            # The size stands in the head of the file: a bomb is refused before it is unpacked.
            if picture.width * picture.height > LARGEST_PIXELS:
                raise refusal
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise refusal from error
    except (OSError, ValueError, SyntaxError) as error:
        raise refusal from error
    upright.thumbnail((longest_side, longest_side))
    file = BytesIO()
    upright.save(file, "JPEG", quality=82, optimize=True)
    return file.getvalue()
