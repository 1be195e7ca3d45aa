"""What a person should look at in the candidate's files: read as text, never run, and never a verdict by itself.

A reader of text can be fooled, and honest code can look odd. So a flag names a place and a reason, and a probe beside
code that is flagged for tampering says that it does not know.
"""

from proctor.checks.scan.scanning import scan

__all__ = ["scan"]
