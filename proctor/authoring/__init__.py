"""What authors of packages need: the proof that a package tells right from wrong, and a first package that does."""
