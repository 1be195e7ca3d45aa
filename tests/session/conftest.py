"""Properties here are judged by what they find, not by how long one example takes on a busy machine."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, database=None)
settings.load_profile("rules")
