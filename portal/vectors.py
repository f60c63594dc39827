"""How does a drawing of our own become pixels? Pillow paints what the theme's SVG files are made of.

Only what those files use: paths, circles, groups, clip paths, patterns and linear gradients, moved and scaled. They
are the project's own files; nothing that somebody uploads is ever read here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from PIL import Image, ImageChops, ImageColor, ImageDraw

#: Painted so many times larger and then made smaller, which smooths the edges.
FINER = 2
_SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"(translate|scale)\(([^)]*)\)")
_REFERENCE = re.compile(r"url\(#([\w-]+)\)")

Point = tuple[float, float]
Ring = list[Point]
Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Place:
    """Where the units of a drawing lie among the pixels, and what is inherited from the groups around."""

    scale: float
    left: float
    top: float
    fill: str = "#000"
    stroke: str = "none"
    stroke_width: float = 1
    opacity: float = 1

    def __call__(self, point: Point) -> Point:
        return point[0] * self.scale + self.left, point[1] * self.scale + self.top

    def moved(self, transform: str) -> "Place":
        """Return the place inside a group with this transform."""
        place = self
        for name, words in _MOVED.findall(transform):
            x, y = ([float(word) for word in re.split(r"[ ,]+", words.strip())] + [0.0])[:2]
            if name == "translate":
                place = replace(place, left=place.left + x * place.scale, top=place.top + y * place.scale)
            else:
                place = replace(place, scale=place.scale * x)
        return place

    def inside(self, element: Element) -> "Place":
        """Return the place for what lies in ``element``, or for itself."""
        given = element.get
        return replace(
            self.moved(given("transform", "")),
            fill=given("fill", self.fill),
            stroke=given("stroke", self.stroke),
            stroke_width=float(given("stroke-width", self.stroke_width)),
            opacity=self.opacity * float(given("opacity", 1)),
        )


class _Flat(BasePen):
    """Gathers a path as rings of straight pieces, so short that the eye sees curves."""

    PIECES = 14

    def __init__(self) -> None:
        super().__init__(None)
        self.rings: list[tuple[Ring, bool]] = []

    def _moveTo(self, point: Point) -> None:
        self.rings.append(([point], False))

    def _lineTo(self, point: Point) -> None:
        self.rings[-1][0].append(point)

    def _curveToOne(self, one: Point, two: Point, end: Point) -> None:
        ring = self.rings[-1][0]
        start = ring[-1]
        for step in range(1, self.PIECES + 1):
            t = step / self.PIECES
            s = 1 - t
            a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
            ring.append(
                (
                    a * start[0] + b * one[0] + c * two[0] + d * end[0],
                    a * start[1] + b * one[1] + c * two[1] + d * end[1],
                )
            )

    def _closePath(self) -> None:
        ring, _closed = self.rings[-1]
        self.rings[-1] = (ring, True)


def painted(drawing: str, size: tuple[int, int], *, across: float = 0.5, down: float = 0.5) -> Image.Image:
    """Return the drawing as a picture that fills ``size``; what does not fit is cut off.

    ``across`` and ``down`` say how much of that at the left and at the top: a half is the middle, 0 keeps the top.
    """
    root = ElementTree.fromstring(drawing)  # noqa: S314  # one of our own files
    left, top, width, height = (float(number) for number in root.get("viewBox", "").split())
    wide, high = size[0] * FINER, size[1] * FINER
    scale = max(wide / width, high / height)
    place = Place(scale, (wide - width * scale) * across - left * scale, (high - height * scale) * down - top * scale)
    canvas = Image.new("RGB", (wide, high), "#ffffff")
    _Painter(root, canvas).paint(root, place, None)
    return canvas.resize(size, Image.Resampling.BOX)


class _Painter:
    """Paints the elements of one drawing onto one canvas."""

    def __init__(self, root: Element, canvas: Image.Image):
        self.named = {element.get("id"): element for element in root.iter() if element.get("id")}
        self.canvas = canvas

    def paint(self, element: Element, place: Place, clip: Image.Image | None) -> None:
        """Paint what lies in ``element``; ``clip`` is what may be painted on."""
        if element.tag == f"{_SVG}defs":
            return
        inside = place.inside(element)
        if reference := _REFERENCE.fullmatch(element.get("clip-path", "")):
            clip = self._clipped(self.named[reference[1]], inside, clip)
        if element.tag in (f"{_SVG}path", f"{_SVG}circle"):
            self._shape(element, inside, clip)
        for child in element:
            self.paint(child, inside, clip)

    def _clipped(self, element: Element, place: Place, clip: Image.Image | None) -> Image.Image:
        mask = Image.new("L", self.canvas.size)
        draw = ImageDraw.Draw(mask)
        for shape in element:
            for ring, _closed in _rings(shape, place):
                draw.polygon(ring, fill=255)
        return ImageChops.multiply(mask, clip) if clip else mask

    def _shape(self, element: Element, place: Place, clip: Image.Image | None) -> None:
        rings = _rings(element, place)
        if place.fill != "none":
            see_through = float(element.get("fill-opacity", 1)) * place.opacity
            self._apply(place.fill, place, clip, see_through, rings, lambda draw, at: _fill(draw, rings, at))
        if place.stroke != "none":
            see_through = float(element.get("stroke-opacity", 1)) * place.opacity
            width = place.stroke_width * place.scale
            is_round = "round" in (element.get("stroke-linejoin", ""), element.get("stroke-linecap", ""))
            self._apply(
                place.stroke,
                place,
                clip,
                see_through,
                rings,
                lambda draw, at: _stroke(draw, rings, at, width, is_round),
                margin=width,
            )

    def _apply(
        self,
        paint: str,
        place: Place,
        clip: Image.Image | None,
        opacity: float,
        rings: list[tuple[Ring, bool]],
        draw_on: Callable[[ImageDraw.ImageDraw, Point], None],
        margin: float = 0,
    ) -> None:
        """Paint a mask that ``draw_on`` draws, in a colour, a pattern or a gradient; only where the shape lies."""
        box = self._box(rings, margin)
        if box is None:
            return
        size = box[2] - box[0], box[3] - box[1]
        mask = Image.new("L", size)
        draw_on(ImageDraw.Draw(mask), (box[0], box[1]))
        if clip:
            mask = ImageChops.multiply(mask, clip.crop(box))
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        reference = _REFERENCE.fullmatch(paint)
        if reference is None:
            self.canvas.paste(ImageColor.getrgb(paint), box, mask)
        elif (element := self.named[reference[1]]).tag == f"{_SVG}pattern":
            self._pattern(element, place, box, mask)
        else:
            self.canvas.paste(_gradient(element, size), box, mask)

    def _box(self, rings: list[tuple[Ring, bool]], margin: float) -> tuple[int, int, int, int] | None:
        points = [point for ring, _closed in rings for point in ring]
        if not points:
            return None
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        left, top = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
        right = min(self.canvas.width, int(max(xs) + margin) + 2)
        bottom = min(self.canvas.height, int(max(ys) + margin) + 2)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _pattern(self, element: Element, place: Place, box: tuple[int, int, int, int], mask: Image.Image) -> None:
        """Lay the tile again and again, from the pattern's own corner on."""
        step_x, step_y = (float(element.get(side, 0)) * place.scale for side in ("width", "height"))
        left, top = place((float(element.get("x", 0)), float(element.get("y", 0))))
        first_x, first_y = (box[0] - left) // step_x - 1, (box[1] - top) // step_y - 1
        colours: dict[str, Image.Image] = {}
        # The box has two pixels to spare at its right and at its bottom; no tile begins there.
        for across in range(int(first_x), int((box[2] - 3 - left) // step_x) + 1):
            for down in range(int(first_y), int((box[3] - 3 - top) // step_y) + 1):
                here = replace(place, left=left + across * step_x, top=top + down * step_y, opacity=1)
                for shape in element:
                    inside = here.inside(shape)
                    rings = _rings(shape, inside)
                    for paint, is_line in ((inside.fill, False), (inside.stroke, True)):
                        if paint == "none":
                            continue
                        tile = colours.setdefault(paint, Image.new("L", mask.size))
                        draw = ImageDraw.Draw(tile)
                        if is_line:
                            _stroke(draw, rings, box[:2], inside.stroke_width * inside.scale, False)
                        else:
                            _fill(draw, rings, box[:2])
        for paint, tile in colours.items():
            self.canvas.paste(ImageColor.getrgb(paint), box, ImageChops.multiply(tile, mask))


def _rings(element: Element, place: Place) -> list[tuple[Ring, bool]]:
    """Return a shape as rings of pixels, each with whether it closes."""
    if element.tag == f"{_SVG}circle":
        x, y, r = (float(element.get(name, 0)) for name in ("cx", "cy", "r"))
        words = f"M{x - r} {y}a{r} {r} 0 0 1 {2 * r} 0a{r} {r} 0 0 1 {-2 * r} 0z"
    else:
        words = element.get("d", "")
    pen = _Flat()
    parse_path(words, pen)
    return [([place(point) for point in ring], closed) for ring, closed in pen.rings]


def _fill(draw: ImageDraw.ImageDraw, rings: list[tuple[Ring, bool]], at: Point) -> None:
    for ring, _closed in rings:
        if len(ring) > 2:
            draw.polygon([(x - at[0], y - at[1]) for x, y in ring], fill=255)


def _stroke(draw: ImageDraw.ImageDraw, rings: list[tuple[Ring, bool]], at: Point, width: float, is_round: bool) -> None:
    wide = max(1, round(width))
    for ring, closed in rings:
        points = [(x - at[0], y - at[1]) for x, y in _whole(ring, closed)]
        if len(points) < 2:
            continue
        draw.line(points, fill=255, width=wide, joint="curve")
        if is_round and wide > 2:
            for x, y in (points[0], points[-1]):
                draw.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=255)


def _whole(ring: Ring, closed: bool) -> Iterator[Point]:
    yield from ring
    if closed:
        yield from ring[:2]


def _gradient(element: Element, size: tuple[int, int]) -> Image.Image:
    """Return a linear gradient from top to bottom, or from left to right, over the shape's own box."""
    stops: list[tuple[float, tuple[int, ...]]] = [
        (float(stop.get("offset", 0)), ImageColor.getrgb(stop.get("stop-color", "#000"))) for stop in element
    ]
    is_across = float(element.get("x2", 1)) > float(element.get("y2", 0))
    length = size[0] if is_across else size[1]
    strip = Image.new("RGB", (length, 1))
    strip.putdata([_between(stops, step / max(1, length - 1)) for step in range(length)])
    return (strip if is_across else strip.transpose(Image.Transpose.ROTATE_270)).resize(size)


def _between(stops: list[tuple[float, tuple[int, ...]]], part: float) -> tuple[int, ...]:
    before = next((stop for stop in reversed(stops) if stop[0] <= part), stops[0])
    after = next((stop for stop in stops if stop[0] >= part), stops[-1])
    if after[0] == before[0]:
        return before[1]
    share = (part - before[0]) / (after[0] - before[0])
    return tuple(round(one + (two - one) * share) for one, two in zip(before[1], after[1], strict=True))
