"""The looks: one widget a file. Values come down, messages go up."""
