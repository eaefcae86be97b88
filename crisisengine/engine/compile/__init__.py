"""A program as Python code for one row."""
