"""What a player can know while playing, and how well one could play who knows no more than that."""
