"""The replay of a finished session: a summary, a timeline to scrub, and what stood at each moment."""
