"""An exercise whose private part is full of canaries: words that stand nowhere else, to be searched for afterwards."""

from dataclasses import dataclass, field
from pathlib import Path

MANIFEST = """
format = 1
kind = "layer"
title = "A guarded one"
summary = "Double a number."
entry = "answer.py"
frameworks = ["pytorch"]
levels.mid = { main_min = 60, revision_min = 15 }
criteria = [{ name = "Right", text = "It is right." }]
aids = { web = "yes", ai_assistant = "yes", own_notes = "yes", own_code = "yes" }
limits = { check_s = 5, run_s = 30 }
"""

VISIBLE = '''
from proctor.checks.author import criterion

@criterion("Right")
def test_value(candidate):
    """value() is 2."""
    assert candidate.call("value") == 2, "value() is not 2"
'''

HIDDEN = '''
from proctor.checks.author import criterion

@criterion("Right")
def test_{shown}(candidate):
    """{shown_promise} holds."""
    assert candidate.call("value") == 7, "{shown_message}"

@criterion("Right")
def test_{kept}(candidate):
    """{kept_promise} holds."""
    assert candidate.call("value") == 8, "{kept_message}"
'''

BRIEF = """
format = 1
opening = "{opening}"
watch = ["{watch1}", "{watch2}", "{watch3}"]
questions = ["{question}"]
strengths = ["{strength_sample}"]
improvements = ["{improvement_sample}"]
"""

ISSUES = """
format = 1

[[issue]]
id = "{issue}"
title = "{issue_title}"
text = "{issue_text}"
hint = "{issue_hint}"
fix = "{issue_fix}"
metric = "{issue_metric}"
"""

RUBRIC = """
format = 1

[[anchors]]
criterion = "Right"
levels = ["mid"]
1 = "{anchor1}"
2 = "{anchor2}"
3 = "{anchor3}"
4 = "{anchor4}"
"""


@dataclass
class Canaries:
    """Makes a new word for each name, and remembers it."""

    words: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.words.setdefault(name, f"quokkary{len(self.words):02}{name.replace('_', '')}x")

    def keys(self) -> list[str]:
        """Any name; `str.format_map` asks one by one."""
        return list(self.words)


def write_guarded(root: Path, canaries: Canaries) -> Path:
    """The package under `root`; everything in its private part has words of `canaries`."""
    for folder in ("starter", "checks", "private/checks"):
        (root / folder).mkdir(parents=True)
    (root / "exercise.toml").write_text(MANIFEST)
    (root / "spec.md").write_text("# Guarded\n\nMake value() return 2.\n")
    (root / "starter" / "answer.py").write_text("def value():\n    return 1\n")
    (root / "checks" / "test_answer.py").write_text(VISIBLE)
    private = {
        "checks/test_hidden.py": HIDDEN,
        "brief.toml": BRIEF,
        "issues.toml": ISSUES,
        "rubric.toml": RUBRIC,
        "guide.md": "# Guide\n\n{guide}\n",
    }
    for name, text in private.items():
        (root / "private" / name).write_text(text.format_map(canaries))
    return root
