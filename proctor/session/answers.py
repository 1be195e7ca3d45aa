"""What checks have said, by commit and by content: the fold of one journal's verdicts.

Of the private journal these are the hidden checks; nothing of that is part of the `Session` that screens share.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from proctor.session.envelope import Envelope
from proctor.session.events import CheckEnded
from proctor.session.fold import decode
from proctor.session.verdicts import UNDECIDED, Verdict

Said = Mapping[str, CheckEnded]
"""The last verdict of each check, by its id."""

_NOTHING: Said = MappingProxyType({})


class Answers(msgspec.Struct, frozen=True):
    """The last verdicts on every commit, and the last ones that decided anything on every tree."""

    commits: Mapping[str, Said] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    trees: Mapping[str, Said] = msgspec.field(default_factory=lambda: MappingProxyType({}))

    def with_verdict(self, ended: CheckEnded) -> "Answers":
        """With one more verdict; what leaves a question open takes no answer away."""
        trees = self.trees
        before = trees.get(ended.tree, _NOTHING).get(ended.check)
        if before is None or before.verdict in UNDECIDED or ended.verdict not in UNDECIDED:
            trees = _with(trees, ended.tree, ended)
        return Answers(_with(self.commits, ended.commit, ended), trees)

    def on_commit(self, commit: str) -> Said:
        """What was said of this commit."""
        return self.commits.get(commit, _NOTHING)

    def on_tree(self, tree: str) -> Said:
        """What was said of this content, whichever commit it was in."""
        return self.trees.get(tree, _NOTHING)


def answers_in(envelopes: Iterable[Envelope]) -> Answers:
    """What the verdicts of a journal come to."""
    answers = Answers()
    for envelope in envelopes:
        event = decode(envelope) if envelope.kind == CheckEnded.kind else None
        if isinstance(event, CheckEnded):
            answers = answers.with_verdict(event)
    return answers


def answered(said: Said, checks: Iterable[str]) -> bool:
    """Whether each check has a verdict that is none of our faults; to be run later is an answer too."""
    return all(check in said and said[check].verdict is not Verdict.FAULT for check in checks)


def decided(said: Said, checks: Iterable[str]) -> bool:
    """Whether each check has a verdict that decides it."""
    return all(check in said and said[check].verdict not in UNDECIDED for check in checks)


def _with(known: Mapping[str, Said], key: str, ended: CheckEnded) -> Mapping[str, Said]:
    said = MappingProxyType({**known.get(key, _NOTHING), ended.check: ended})
    return MappingProxyType({**known, key: said})
