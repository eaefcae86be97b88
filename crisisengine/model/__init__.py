"""The nouns: a scenario, its expressions, its prose. No behaviour beyond their own invariants."""
