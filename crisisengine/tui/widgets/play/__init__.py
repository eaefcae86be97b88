"""The looks of the play screen."""
