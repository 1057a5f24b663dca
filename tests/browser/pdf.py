"""Reading printed pages back: text, size of letters, square codes, ink."""

import re
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

POINTS_PER_MM = 72 / 25.4
SCALE = 2.5
"""Pixels for a point: 180 to the inch, as a plain printer does."""


def squeezed(text: str) -> str:
    """Return ``text`` without spaces, and without what a line's end adds or takes."""
    return re.sub(r"[\s\u00ad\u0002\ufffe\uffff-]+", "", text)


@dataclass
class PrintedPage:
    """One page of a PDF."""

    page: pypdfium2.PdfPage

    @cached_property
    def size_mm(self) -> tuple[int, int]:
        """Return width and height in whole millimetres."""
        width, height = self.page.get_size()
        return round(width / POINTS_PER_MM), round(height / POINTS_PER_MM)

    @cached_property
    def text(self) -> str:
        """Return the text as a reader would copy it."""
        return self.page.get_textpage().get_text_range()

    @cached_property
    def letters(self) -> list[tuple[str, float, tuple]]:
        """Return each visible letter, its size in points and its box on the page."""
        textpage = self.page.get_textpage()
        matrix = pdfium.FS_MATRIX()
        found = []
        for place in range(textpage.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(textpage.raw, place))
            if letter.isspace() or pdfium.FPDFText_IsGenerated(textpage.raw, place):
                continue
            size = pdfium.FPDFText_GetFontSize(textpage.raw, place)
            pdfium.FPDFText_GetMatrix(textpage.raw, place, matrix)
            found.append((letter, size * abs(matrix.d), textpage.get_charbox(place)))
        return found

    @cached_property
    def _picture(self) -> tuple[bytes, int, int]:
        bitmap = self.page.render(scale=SCALE, grayscale=True)
        rows = bytes(bitmap.buffer)
        width, stride = bitmap.width, bitmap.stride
        pixels = b"".join(
            rows[row * stride : row * stride + width] for row in range(bitmap.height)
        )
        return pixels, width, bitmap.height

    @cached_property
    def codes(self) -> list[str]:
        """Return what the square codes hold, read from the rendered page."""
        pixels, width, height = self._picture
        image = memoryview(pixels).cast("B", (height, width))
        found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        return sorted(code.text for code in found)

    @cached_property
    def last_ink_mm(self) -> float:
        """Return how far down the lowest ink stands."""
        pixels, width, height = self._picture
        white = b"\xff" * width
        for row in range(height - 1, -1, -1):
            if pixels[row * width : (row + 1) * width] != white:
                return (row + 1) / SCALE / POINTS_PER_MM
        return 0.0

    @cached_property
    def share_of_ink(self) -> float:
        """Return the share of the page that is dark."""
        pixels, width, height = self._picture
        return pixels.translate(DARK).count(1) / (width * height)


DARK = bytes(int(grey < 128) for grey in range(256))


def printed(content: bytes) -> list[PrintedPage]:
    """Return the pages of a PDF."""
    return [PrintedPage(page) for page in pypdfium2.PdfDocument(content)]
