"""The expression language, and the prose that holds expressions."""
