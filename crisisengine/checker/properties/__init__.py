"""The promises of an author: one file for each family of kinds."""
