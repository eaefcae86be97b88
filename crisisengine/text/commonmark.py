"""One reading of Markdown for the whole program: CommonMark with tables and strikethrough, raw HTML as text.

Loads markdown-it-py (https://github.com/executablebooks/markdown-it-py); whoever reads no Markdown never comes here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

__all__ = ["GLOSSARY", "glossary_links", "leads_out", "new_reader", "reader"]

GLOSSARY = "glossary:"
"""How a link into the glossary begins."""
_LEADS_OUT = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def leads_out(address: str) -> bool:
    """Whether a link may be followed: to the web or into a mail, and nowhere else."""
    return bool(_LEADS_OUT.match(address))


def new_reader() -> MarkdownIt:
    """A reader of one's own, to add rules to."""
    found = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # A definition, `[1]: somewhere`, would vanish from the page; brackets of that kind are citations here.
    found.disable("reference")
    found.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 # judged by `leads_out`, a shorter list
    found.inline.ruler.before("emphasis", "multiplication", _multiplication)
    return found


@cache
def reader() -> MarkdownIt:
    """The reader that all share; it keeps nothing between two texts."""
    return new_reader()


@lru_cache(maxsize=64)
def glossary_links(markdown: str) -> tuple[str, ...]:
    """The glossary entries that a text points to, in order."""
    found = [
        str(child.attrs["href"]).removeprefix(GLOSSARY)
        for token in reader().parse(markdown)
        for child in token.children or ()
        if child.type == "link_open" and str(child.attrs.get("href", "")).startswith(GLOSSARY)
    ]
    return tuple(dict.fromkeys(found))


def _multiplication(state: StateInline, silent: bool) -> bool:
    """`2*3*4` is arithmetic: a star between two digits marks nothing."""
    place, text = state.pos, state.src
    if text[place] != "*" or not (text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True
