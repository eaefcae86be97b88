"""What nobody promised and everybody expects: nothing unreachable, nothing stuck, nothing pointless."""
