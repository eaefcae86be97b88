"""The one place where a stranger's text becomes HTML: every page, every picture and every Markdown text goes through it.

`Markup` is text that is HTML already (https://markupsafe.palletsprojects.com); whatever is no Markup is escaped on its
way in. Pages are Jinja2 templates with autoescape (https://jinja.palletsprojects.com), beside this file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from crisisengine.text.messages import _

__all__ = ["Markup", "as_markup", "clean", "tag", "template"]

_UNHEARD = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def clean(content: str) -> str:
    """The text without what neither XML nor HTML may hold, each such character replaced by a sign of it."""
    return _UNHEARD.sub("\ufffd", content)


def as_markup(content: str) -> Markup:
    """Text for the inside of an element or of a quoted attribute, in XML as in HTML; what is Markup stays as it is."""
    return content if isinstance(content, Markup) else escape(clean(content))


def tag(name: str, attributes: dict[str, str], body: Markup | None = None) -> Markup:
    """An element with escaped attributes; without a body, one that has none. `name` and the attributes' names are ours."""
    written = "".join(f' {key}="{as_markup(value)}"' for key, value in attributes.items())
    if body is None:
        return Markup(f"<{name}{written}/>")  # noqa: S704 - every part is ours, or was escaped just now
    return Markup(f"<{name}{written}>{body}</{name}>")  # noqa: S704 - as above


_TEMPLATES = Path(__file__).parent / "templates"


def template(name: str, folder: Path = _TEMPLATES, **fields: object) -> str:
    """A page from its template; every field that is no Markup is escaped where it is put in."""
    return _environment(folder).get_template(name).render(**fields)


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else clean(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(_=_)
    return environment
