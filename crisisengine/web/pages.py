"""Pages: templates with every text escaped, one style sheet, no script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from attrs import field, frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crisisengine.reports.markup import Markup, clean
from crisisengine.reports.sanitise import PageWriter
from crisisengine.reports.sections import Section
from crisisengine.text.markdown import authored
from crisisengine.text.messages import _, _n, spoken_language

__all__ = ["Page", "authored_html", "prepare", "rendered", "style_sheet"]

_TEMPLATES = Path(__file__).parent / "templates"


@frozen(kw_only=True)
class Page:
    """What is shown, before it is HTML."""

    template: str
    """Of the folder `templates`, without its ending."""
    title: str
    waits: bool = False
    """Whether it looks for news every three seconds; then it has nothing to write into, and a link to itself that stays."""
    fields: Mapping[str, object] = field(factory=dict)


def rendered(page: Page, **fields: object) -> str:
    """A page as HTML; every field that is no Markup is escaped where it is put in."""
    template = _environment().get_template(f"{page.template}.html.jinja")
    return template.render(**{"title": page.title, "waits": page.waits, "said": "", **page.fields, **fields})


@lru_cache(maxsize=1024)
def authored_html(markdown: str) -> Markup:
    """An author's Markdown as harmless HTML; its headings stand under the page's own."""
    return _writer().written(Section("scene", _("The scene"), (authored(markdown),)))


def prepare() -> None:
    """Read all templates now: read when it is first asked for, each would hold up whoever waits meanwhile."""
    for name in _environment().list_templates(extensions=["jinja"]):
        _environment().get_template(name)
    authored_html("*")


@cache
def _writer() -> PageWriter:
    """For all pages: it keeps nothing between two texts."""
    return PageWriter(frozenset(), frozenset())


@cache
def style_sheet(name: str = "style") -> bytes:
    """That of all pages, or what some have beside it."""
    return (_TEMPLATES / f"{name}.css").read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else clean(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(_=_, _n=_n, spoken_language=spoken_language)
    environment.filters["authored"] = authored_html
    return environment
