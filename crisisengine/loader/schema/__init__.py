"""A strict draft that mirrors what the author wrote."""
