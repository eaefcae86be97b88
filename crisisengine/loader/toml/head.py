"""What a file is, told from the names at its top, long before anybody reads it: for folders full of a stranger's files."""

from __future__ import annotations

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.limits import LARGEST_FILE
from crisisengine.loader.toml.positions import top_names

__all__ = ["names_in_head"]


def names_in_head(content: bytes, budget: Budget = UNLIMITED) -> frozenset[str]:
    """The first keys and the tables of a TOML file by their first names: `format`, `scenario`, `journal`, ...

    Never raises for anything that a file may hold, and takes time in proportion to its length. A file that is broken is
    told by what stands before the fault; one that is too large, no UTF-8, or takes longer than the budget by nothing:
    whoever reads it will say what is wrong.

    Args:
        content: the file's bytes.
        budget: for this file.

    Raises:
        OverBudget: somebody wants to stop; never because of the file.
    """
    if len(content) > LARGEST_FILE:
        return frozenset()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return top_names(text, budget)
    except UnicodeDecodeError:
        return frozenset()
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        return frozenset()
