"""The one axis of every picture over a run: the start, then each decision by its number, and the turning points."""

from __future__ import annotations

from attrs import frozen

from crisisengine.debriefing.model import Debrief
from crisisengine.reports.charts.svg import SMALL, Item, element, placed, text
from crisisengine.reports.markup import Markup

__all__ = ["Axis", "turning_keys"]

_NARROWEST = 19
"""Between two labels."""
_HALF = 13
"""Of a diamond's breadth."""


@frozen
class Axis:
    """Where the states of a run stand between two edges: 0 is the start, n the state after decision n."""

    debrief: Debrief
    left: float
    right: float

    def x(self, state: int) -> float:
        """Where it stands."""
        return self.left + (self.right - self.left) * state / max(1, len(self.debrief.reviews))

    def axis(self, top: float, bottom: float) -> tuple[list[Markup], float]:
        """A faint line and a number for each decision, or for every fifth, and how far down it all reaches."""
        count = len(self.debrief.reviews)
        room = (self.right - self.left) / max(1, count)
        stride = next(
            stride
            for stride in (1, 5, 10, 20, 50, 100, 200, 500, count + 1)
            if room * stride >= _NARROWEST or stride > count
        )
        numbers = range(stride, count + 1, stride)
        drawn = [
            element("line", x1=self.x(state), x2=self.x(state), y1=top, y2=bottom, stroke="grid")
            for state in (0, *numbers)
        ]
        drawn += [
            text(self.x(number), bottom + 17, str(number), size=SMALL, fill="muted", text_anchor="middle")
            for number in numbers
        ]
        if self.x(stride) - self.left > 34:
            drawn.append(text(self.left, bottom + 17, "start", size=SMALL, fill="muted", text_anchor="middle"))
        else:  # beside the first number it would run into it
            drawn.append(text(self.left + 4, bottom + 17, "start", size=SMALL, fill="muted", text_anchor="end"))
        middle = (self.left + self.right) / 2
        drawn.append(text(middle, bottom + 34, "decision", size=SMALL, fill="muted", text_anchor="middle"))
        return drawn, bottom + 38

    def verticals(self, top: float, bottom: float) -> list[Markup]:
        """A line down from each turning point."""
        return [
            element(
                "line",
                x1=self.x(point.number),
                x2=self.x(point.number),
                y1=top,
                y2=bottom,
                stroke="turn",
                stroke_width=1.5,
            )
            for point in self.debrief.turning_points
        ]

    def flags(self, top: float) -> tuple[list[Markup], float]:
        """A numbered diamond over each turning point, neighbours in rows above each other, and how far down they reach."""
        ends: list[float] = []
        seats = []
        for point in self.debrief.turning_points:
            x = self.x(point.number)
            row = next((row for row, end in enumerate(ends) if end <= x - _HALF), len(ends))
            ends[row : row + 1] = [x + _HALF + 2]
            seats.append((point, x, row))
        height = 2 * _HALF + 2
        bottom = top + height * len(ends)
        stems, drawn = [], []
        for point, x, row in seats:
            y = bottom - height * row - _HALF - 1
            stems.append(element("line", x1=x, x2=x, y1=y, y2=bottom, stroke="turn", stroke_width=1.5))
            drawn.append(placed(x, y, _diamond(point.by, _HALF), _numeral(point.number, point.by)))
        return [*stems, *drawn], bottom


def turning_keys(debrief: Debrief) -> list[Item]:
    """The legend's entries for the turning points that there are."""
    meanings = {"decision": "turning point, by decision", "chance": "turning point, by chance"}
    found = {point.by for point in debrief.turning_points}
    return [Item(_diamond(by, 8), meaning) for by, meaning in meanings.items() if by in found]


def _diamond(by: str, half: float) -> Markup:
    shape = f"M0 -{half}L{half} 0L0 {half}L-{half} 0Z"
    fill = "paper" if by == "chance" else "turn"
    return element("path", d=shape, fill=fill, stroke="turn", stroke_width=1.5)


def _numeral(number: int, by: str) -> Markup:
    fill = "turn" if by == "chance" else "paper"
    return text(0, 4.2, str(number), size=SMALL, fill=fill, font_weight="600", text_anchor="middle")
