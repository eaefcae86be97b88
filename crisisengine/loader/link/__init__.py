"""From a draft to a scenario: names resolved, types checked, everything that refers to something joined to it."""
