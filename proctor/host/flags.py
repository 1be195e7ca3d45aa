"""Places in the work that a person should look at, journaled in private when they are seen first."""

from proctor.checks.request import Flagged
from proctor.host.recorder import Recorder
from proctor.session.events import RunStarted, WorkFlagged
from proctor.session.fold import decode


class Flags:
    """Keeps a flag from being journaled with every save; a line that only moved is the same flag."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        told = (decode(envelope) for envelope in recorder.secrets if envelope.kind == WorkFlagged.kind)
        self._seen = {_key(event) for event in told if isinstance(event, WorkFlagged)}

    def note(self, flagged: Flagged, started: RunStarted) -> None:
        """Journal a flag of this run unless it is known."""
        key = _key(flagged)
        if key in self._seen:
            return
        self._seen.add(key)
        self._recorder.record_private(
            WorkFlagged(
                commit=started.commit,
                tree=started.tree,
                sort=flagged.sort,
                file=flagged.file,
                line=flagged.line,
                what=flagged.what,
                why=flagged.why,
                text=flagged.text,
            )
        )


def _key(flag: Flagged | WorkFlagged) -> tuple[str, str, str, str]:
    return flag.sort, flag.file, flag.what, flag.text
