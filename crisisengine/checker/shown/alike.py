"""What every page surely shows of a state: its place, and the visible values that are kept."""

from __future__ import annotations

import numpy as np

from crisisengine.checker.search.graph import Graph
from crisisengine.checker.vector.arrays import Keys
from crisisengine.model.expression import Read

__all__ = ["shown_keys"]


def shown_keys(graph: Graph, keys: Keys) -> Keys:
    """That of some states, and nothing else of them: shape (states,). Where it is the same, their pages may look the same."""
    layout, program = graph.found.layout, graph.found.program
    variables = (variable for variable in program.on_every_page if variable.derived is None)
    masks = [0] * layout.words
    for slot in (0, *(program.slot_of(Read(variable.name)) for variable in variables)):
        masks[layout.fields[slot].word] |= layout.fields[slot].shifted_mask
    words = layout.words_of(keys)
    return layout.keys_of([word & np.uint64(mask) for word, mask in zip(words, masks, strict=True)])
