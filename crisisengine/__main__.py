"""Lets `python -m crisisengine` find the porter."""

from crisisengine.cli import main

if __name__ == "__main__":
    main()
