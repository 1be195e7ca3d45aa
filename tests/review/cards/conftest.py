"""Files and locks take the time they take."""

from hypothesis import settings

settings.register_profile("cards", deadline=None, database=None, max_examples=25)
settings.load_profile("cards")
