"""The looks that every screen shares."""
