"""The version of the program; a module of its own, so that nobody asks the package for it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
