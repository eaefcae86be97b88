"""What to do about a fault: in words for a person and, where a replacement is all it takes, in characters for an editor."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from attrs import evolve, frozen

from crisisengine.text.english import nearest
from crisisengine.text.printable import printable

__all__ = ["NO_ADVICE", "Advice", "adviced", "bare_or_meant", "meant", "meant_or_listed"]

MOST_LISTED = 8
"""Names that a hint has room for."""


@frozen
class Advice:
    """A hint, and what it amounts to."""

    words: str = ""
    instead: str | None = None
    """What stands in the place of what is marked once it is mended; of a text what stands between its quotes."""
    unquoted: bool = False
    """Whether the quotes around the text go as well."""
    removes: bool = False
    """Whether the key that is marked, and its value, go away."""
    span: tuple[int, int] | None = None
    """Which characters of the text it takes the place of, where these are not the name at the fault's offset."""

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.words)

    def moved(self, by: int) -> Advice:
        """The same about a text that stands in a longer one, so many characters behind its beginning."""
        return self if self.span is None else evolve(self, span=(self.span[0] + by, self.span[1] + by))


NO_ADVICE = Advice()


def adviced(hint: str | Advice) -> Advice:
    """A hint of words alone may be given as a text."""
    return hint if isinstance(hint, Advice) else Advice(hint)


def meant(name: str, known: Iterable[str], *, span: tuple[int, int] | None = None) -> Advice:
    """The nearest known name; nothing when none is near."""
    near = nearest(name, known)
    return Advice(f"did you mean `{printable(near)}`?", near, span=span) if near else NO_ADVICE


def meant_or_listed(
    name: str, known: Collection[str], kind: str = "", *, span: tuple[int, int] | None = None
) -> Advice:
    """The nearest known name; where none is near, those that there are.

    Args:
        name: as written, which is none of them.
        known: the names that there are.
        kind: of table that declares one, for a hint where there is none at all.
        span: where it is written.
    """
    near = meant(name, known, span=span)
    if near:
        return near
    if not known:
        return Advice(f"there is none: declare it, `[{kind}.ID]`") if kind else NO_ADVICE
    told = ", ".join(f"`{printable(other)}`" for other in islice(known, MOST_LISTED))
    more = f" and {len(known) - MOST_LISTED:,} more" if len(known) > MOST_LISTED else ""
    return Advice(f"there {'is' if len(known) == 1 else 'are'} {told}{more}")


def bare_or_meant(name: str, known: Collection[str], kind: str = "") -> Advice:
    """The id without the `scene.` or `ending.` before it, which only expressions need; else as `meant_or_listed`."""
    family, _dot, bare = name.partition(".")
    if family in ("scene", "ending", "measure", "inject") and bare in known:
        return Advice(f"write `{bare}`: only expressions say `{family}.`", bare)
    return meant_or_listed(name, known, kind)
