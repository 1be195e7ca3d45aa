"""Score cards: what a reviewer judged, by which evidence, and who may read it when."""
