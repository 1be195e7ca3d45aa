"""Evidence derived from a recording: facts with their definitions and sources, never a rating of anybody."""
