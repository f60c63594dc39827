"""Which letters are papers and posters set in? Noto Sans SC and Noto Serif SC, which come with the packages."""

from importlib.resources import files
from pathlib import Path

_FOLDER = Path(str(files("pylopdf_fonts_zh_cn")))
#: OpenType files that Pillow and fpdf2 read; one weight each. They lack rare characters (𠮷 and others beyond the
#: basic plane), which a paper then shows as a box.
SANS = _FOLDER / "NotoSansSC-Regular.otf"
SERIF = _FOLDER / "NotoSerifSC-Regular.otf"
