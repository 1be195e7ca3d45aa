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
        if _answers_more(ended, trees.get(ended.tree, _NOTHING).get(ended.check)):
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
    events = (decode(envelope) for envelope in envelopes if envelope.kind == CheckEnded.kind)
    return answers_of(event for event in events if isinstance(event, CheckEnded))


def answers_of(verdicts: Iterable[CheckEnded]) -> Answers:
    """What verdicts come to, one after the other; for many at once, where copying at each would take minutes."""
    commits: dict[str, dict[str, CheckEnded]] = {}
    trees: dict[str, dict[str, CheckEnded]] = {}
    for ended in verdicts:
        commits.setdefault(ended.commit, {})[ended.check] = ended
        known = trees.setdefault(ended.tree, {})
        if _answers_more(ended, known.get(ended.check)):
            known[ended.check] = ended
    return Answers(_frozen(commits), _frozen(trees))


def answered(said: Said, checks: Iterable[str]) -> bool:
    """Whether each check has a verdict that is none of our faults; to be run later is an answer too."""
    return all(check in said and said[check].verdict is not Verdict.FAULT for check in checks)


def decided(said: Said, checks: Iterable[str]) -> bool:
    """Whether each check has a verdict that decides it."""
    return all(check in said and said[check].verdict not in UNDECIDED for check in checks)


def _with(known: Mapping[str, Said], key: str, ended: CheckEnded) -> Mapping[str, Said]:
    said = MappingProxyType({**known.get(key, _NOTHING), ended.check: ended})
    return MappingProxyType({**known, key: said})


def _answers_more(ended: CheckEnded, before: CheckEnded | None) -> bool:
    """Whether a verdict takes the place of the one before on the same content."""
    return before is None or before.verdict in UNDECIDED or ended.verdict not in UNDECIDED


def _frozen(known: Mapping[str, Said]) -> Mapping[str, Said]:
    return MappingProxyType({key: MappingProxyType(said) for key, said in known.items()})
