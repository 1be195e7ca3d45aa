"""The form for score cards, and the one for several answers in random order."""
