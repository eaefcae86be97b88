"""Four themes of our own, because none of the built-in ones is readable throughout.

Every text they paint has a contrast of 4.5:1 or more, disabled text 3:1; `tests/tui` measures what is painted. The names
of the semantic colours (`$quiet`, `$good`, `$bad` ...) are the whole vocabulary of `styles.tcss` and of `typesetting`.
"""

from __future__ import annotations

import os
from typing import Any

from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.theme import Theme

from crisisengine.tui.theme_names import DEFAULT_THEME, THEMES, ThemeName

__all__ = ["ANSI_COLOURS", "CRISIS_THEMES", "dress", "following", "ignore_empty_no_color"]

Colours = dict[str, str]


def _theme(name: ThemeName, colours: Colours, *, dark: bool = True) -> Theme:
    """A theme from the few colours that matter."""
    accent, ink, ground, card = (colours[key] for key in ("accent", "ink", "ground", "card"))
    quiet, line, chosen, under = (colours[key] for key in ("quiet", "line", "chosen", "chosen-ground"))
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        warning=colours["bad"],
        error=colours["bad"],
        success=colours["good"],
        foreground=ink,
        background=ground,
        surface=ground,
        panel=card,
        boost=card,
        text_alpha=1.0,
        variables={
            **{
                key: colours[key]
                for key in ("quiet", "faint", "line", "card", "good", "bad", "chosen", "chosen-ground")
            },
            "gauge": ink,
            "trace": colours["faint"],
            "code": accent,
            "link": accent,
            "text": ink,
            "text-muted": quiet,
            "text-disabled": quiet,
            "foreground-muted": quiet,
            "foreground-disabled": quiet,
            "block-cursor-foreground": chosen,
            "block-cursor-background": under,
            "block-cursor-blurred-foreground": chosen,
            "block-cursor-blurred-background": under,
            "block-hover-background": card,
            "border": accent,
            "border-blurred": line,
            "scrollbar": line,
            "scrollbar-hover": quiet,
            "scrollbar-active": accent,
            "scrollbar-background": ground,
            "scrollbar-background-hover": ground,
            "scrollbar-background-active": ground,
            "scrollbar-corner-color": ground,
            "input-cursor-background": ink,
            "input-cursor-foreground": ground,
            "input-selection-background": under,
            "input-selection-foreground": chosen,
            "screen-selection-background": under,
            "screen-selection-foreground": chosen,
        },
    )


_COLOURS: dict[ThemeName, Colours] = {
    "crisis-dark": {
        "ground": "#14171c",
        "ink": "#dde2e8",
        "quiet": "#9aa5b4",
        "faint": "#667385",
        "line": "#39424f",
        "card": "#1c222b",
        "accent": "#7cb9f0",
        "good": "#84cfae",
        "bad": "#f0a07c",
        "chosen": "#ffffff",
        "chosen-ground": "#20364f",
    },
    "crisis-light": {
        "ground": "#faf8f4",
        "ink": "#20242a",
        "quiet": "#565f6b",
        "faint": "#858e99",
        "line": "#cdc7bb",
        "card": "#f0ece4",
        "accent": "#0b559c",
        "good": "#0b6647",
        "bad": "#a3360c",
        "chosen": "#0a2540",
        "chosen-ground": "#cfe1f3",
    },
    "crisis-projector": {
        "ground": "#000000",
        "ink": "#ffffff",
        "quiet": "#d6d6d6",
        "faint": "#9a9a9a",
        "line": "#8a8a8a",
        "card": "#101010",
        "accent": "#ffdf5d",
        "good": "#8dffb0",
        "bad": "#ffab8a",
        "chosen": "#ffffff",
        "chosen-ground": "#1d3f94",
    },
    "crisis-okabe": {
        "ground": "#10131a",
        "ink": "#e6e6e6",
        "quiet": "#a9b0ba",
        "faint": "#6f7a88",
        "line": "#3c4450",
        "card": "#191e27",
        "accent": "#f0e442",
        "good": "#56b4e9",
        "bad": "#e69f00",
        "chosen": "#ffffff",
        "chosen-ground": "#003c61",
    },
}
_LIGHT: frozenset[ThemeName] = frozenset({"crisis-light"})

CRISIS_THEMES = tuple(_theme(name, _COLOURS[name], dark=name not in _LIGHT) for name in THEMES)
"""In the order in which `t` goes through them."""

ANSI_COLOURS = {
    "quiet": "ansi_default",
    "faint": "ansi_default",
    "line": "ansi_default",
    "card": "ansi_default",
    "good": "ansi_default",
    "bad": "ansi_default",
    "gauge": "ansi_default",
    "trace": "ansi_default",
    "code": "ansi_default",
    "link": "ansi_default",
    "chosen": "ansi_black",
    "chosen-ground": "ansi_white",
}
"""What the semantic names mean in a theme that is not ours, as `ansi-dark` under NO_COLOR."""


def ignore_empty_no_color() -> None:
    """NO_COLOR asks for something only when it says something; Textual would take an empty value for a wish."""
    if not os.environ.get("NO_COLOR", "?"):
        del os.environ["NO_COLOR"]


def dress(app: App[Any], theme: str) -> None:
    """Bring our themes, and put on the one that was asked for; under NO_COLOR the terminal's own two colours."""
    for ours in CRISIS_THEMES:
        app.register_theme(ours)
    if app.no_color:
        app.theme = "ansi-dark"  # with RGB colours Textual would paint greys
        app._filters = [NoColor() if isinstance(old, Monochrome) else old for old in app._filters]  # noqa: SLF001  # there is no other way
    else:
        app.theme = theme if theme in app.available_themes else DEFAULT_THEME


def following(theme: str) -> str:
    """The theme after this one."""
    return next((THEMES[(place + 1) % len(THEMES)] for place, name in enumerate(THEMES) if name == theme), THEMES[0])
