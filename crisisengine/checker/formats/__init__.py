"""A verdict written down: for people, for machines, for code hosts."""
