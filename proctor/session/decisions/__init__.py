"""What each act brings about, by subject. Pure; `session/decide.py` guards them and tries what they return."""

from typing import Final

from proctor.session.decisions import clock, course, talk, watching
from proctor.session.decisions.rule import Rules

RULES: Final[Rules] = {**course.RULES, **clock.RULES, **talk.RULES, **watching.RULES}

__all__ = ["RULES"]
