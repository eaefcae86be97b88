"""What an editor asks about a scenario that is being written, and the server that answers it."""
