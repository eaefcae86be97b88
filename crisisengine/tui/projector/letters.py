"""Large letters, drawn with half blocks or whole ones: what has to be read from the last row of a room."""

from __future__ import annotations

import unicodedata

__all__ = ["HEIGHT", "LARGER", "big"]

HEIGHT = 3
"""Lines of a text in large letters."""
LARGER = 5
"""The same, twice as large."""
ROWS = 5
"""Pixels of a letter from top to bottom; at most as many across."""

_GLYPHS = {
    "A": " ## /#  #/####/#  #/#  #", "B": "### /#  #/### /#  #/### ", "C": " ###/#   /#   /#   / ###", "D": "### /#  #/#  #/#  #/### ",
    "E": "####/#   /### /#   /####", "F": "####/#   /### /#   /#   ", "G": " ###/#   /# ##/#  #/ ###", "H": "#  #/#  #/####/#  #/#  #",
    "I": "#/#/#/#/#", "J": "  ##/   #/   #/#  #/ ## ", "K": "#  #/# # /##  /# # /#  #", "L": "#   /#   /#   /#   /####",
    "M": "#   #/## ##/# # #/#   #/#   #", "N": "#   #/##  #/# # #/#  ##/#   #", "O": " ## /#  #/#  #/#  #/ ## ", "P": "### /#  #/### /#   /#   ",
    "Q": " ## /#  #/#  #/# ##/ ###", "R": "### /#  #/### /# # /#  #", "S": " ###/#   / ## /   #/### ", "T": "#####/  #  /  #  /  #  /  #  ",
    "U": "#  #/#  #/#  #/#  #/ ## ", "V": "#   #/#   #/#   #/ # # /  #  ", "W": "#   #/#   #/# # #/## ##/#   #", "X": "#   #/ # # /  #  / # # /#   #",
    "Y": "#   #/ # # /  #  /  #  /  #  ", "Z": "####/   #/ ## /#   /####",
    "0": " ## /#  #/#  #/#  #/ ## ", "1": " # /## / # / # /###", "2": "### /   #/ ## /#   /####", "3": "### /   #/ ## /   #/### ",
    "4": "#  #/#  #/####/   #/   #", "5": "####/#   /### /   #/### ", "6": " ## /#   /### /#  #/ ## ", "7": "####/   #/  # / #  / #  ",
    "8": " ## /#  #/ ## /#  #/ ## ", "9": " ## /#  #/ ###/   #/ ## ",
    "-": "   /   /###/   /   ", ":": " /#/ /#/ ", ".": " / / / /#", ",": "  /  /  / #/# ", "'": "#/#/ / / ", "\N{RIGHT SINGLE QUOTATION MARK}": "#/#/ / / ",
    "!": "#/#/#/ /#", "?": "### /   #/ ## /    / #  ", "/": "   #/  # /  # / #  /#   ", "&": " #  /# # / #  /# # / # #", " ": "  /  /  /  /  ",
}  # fmt: skip
HALVES = {("#", "#"): "█", ("#", " "): "▀", (" ", "#"): "▄", (" ", " "): " "}


def big(text: str, width: int, *, larger: bool = False) -> list[str]:
    """A text in large capitals, as lines; nothing where it does not fit, or has a sign that is not drawn here.

    Accents are left out, as on a headline.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.upper()) if not unicodedata.combining(sign))
    if not plain or any(sign not in _GLYPHS for sign in plain):
        return []
    glyphs = [_GLYPHS[sign].split("/") for sign in plain]
    pixels = [" ".join(glyph[row] for glyph in glyphs) for row in range(ROWS)]
    if larger:
        out = ["".join(("██" if sign == "#" else "  ") for sign in row) for row in pixels]
    else:
        pixels.append(" " * len(pixels[0]))
        pairs = zip(pixels[::2], pixels[1::2], strict=True)
        out = ["".join(HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs]
    return out if len(out[0]) <= width else []
