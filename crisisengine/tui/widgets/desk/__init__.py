"""What an author sees beside a scene: the proof, the values, the faults."""
