"""The graph of a scenario: explored layer by layer, indexed, and asked backwards."""
