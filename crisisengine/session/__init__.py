"""A run being played, and all that front ends share: none of them decides anything by itself."""
