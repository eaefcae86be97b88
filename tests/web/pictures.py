"""A terminal's cells as a picture: half blocks fill halves of a cell, as terminals draw them; anything else is background."""

from __future__ import annotations

import re

import numpy as np

WIDTH, HEIGHT = 8, 16
"""Pixels of a cell."""
HALVES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1)}
Cell = tuple[str, tuple[int, int, int], tuple[int, int, int]]
"""Character, colour, background."""
_SGR = re.compile(r"\x1b\[([\d;]*)m")
_BASE = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)]


def painted(rows: list[list[Cell]]) -> np.ndarray:
    """Rows of cells as an image: height x width x 3."""
    across = max((len(row) for row in rows), default=0)
    image = np.zeros((len(rows) * HEIGHT, across * WIDTH, 3), np.uint8)
    for line, row in enumerate(rows):
        for column, (character, colour, background) in enumerate(row):
            cell = image[line * HEIGHT : (line + 1) * HEIGHT, column * WIDTH : (column + 1) * WIDTH]
            upper, lower = HALVES.get(character, (0, 0))
            cell[: HEIGHT // 2] = colour if upper else background
            cell[HEIGHT // 2 :] = colour if lower else background
    return image


def cells_of(pane: str) -> list[list[Cell]]:
    """What `tmux capture-pane -e -p` tells, as cells; colours of 16, of 256 and of 24 bits."""
    rows = []
    colour, background = _BASE[7], _BASE[0]
    for line in pane.splitlines():
        row: list[Cell] = []
        for place, part in enumerate(_SGR.split(line)):
            if place % 2:
                colour, background = _after(part, colour, background)
            else:
                row += [(character, colour, background) for character in part]
        rows.append(row)
    return rows


def _after(codes: str, colour: tuple, background: tuple) -> tuple[tuple, tuple]:
    numbers = [int(code or 0) for code in codes.split(";")]
    while numbers:
        code = numbers.pop(0)
        if code == 0:
            colour, background = _BASE[7], _BASE[0]
        elif code in (38, 48):
            kind = numbers.pop(0)
            found = tuple(numbers.pop(0) for _ in range(3)) if kind == 2 else _palette(numbers.pop(0))
            colour, background = (found, background) if code == 38 else (colour, found)
        elif 30 <= code <= 37 or code == 39:
            colour = _BASE[min(code - 30, 7)]
        elif 40 <= code <= 47 or code == 49:
            background = _BASE[code - 40] if code < 48 else _BASE[0]
        elif 90 <= code <= 97:
            colour = (255, 255, 255) if code == 97 else _BASE[code - 90]
        elif 100 <= code <= 107:
            background = (255, 255, 255) if code == 107 else _BASE[code - 100]
    return colour, background


def _palette(number: int) -> tuple[int, int, int]:
    if number < 16:
        return (255, 255, 255) if number == 15 else _BASE[number % 8]
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    steps = (0, 95, 135, 175, 215, 255)
    return steps[(number - 16) // 36], steps[(number - 16) // 6 % 6], steps[(number - 16) % 6]


def read(image: np.ndarray) -> str:
    """What a stranger's decoder reads in it; empty where it finds nothing."""
    import cv2

    return cv2.QRCodeDetectorAruco().detectAndDecode(image)[0] if image.size else ""
