"""The four pure functions, and the program that they run."""
