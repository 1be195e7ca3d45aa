"""What it means for an interviewer that everybody can read an exercise; words for people, said where they prepare."""

from typing import Final

PUBLIC_MEANING: Final = (
    "This exercise is public: everybody can read its solutions and hidden checks.",
    "Green checks alone say little then: ask for reasons, change a demand and see what follows.",
    "One that nobody has read is made with: proctor exercise new",
)
"""In full, for whoever starts a session."""

PUBLIC_REMINDER: Final = "It is public, solutions too: ask for reasons, change a demand."
"""In a line, for the page that an interviewer has at hand."""
