"""Who is there, who steers, and how far away the host is."""

from textual.content import Content

from proctor.session.company import interviewers
from proctor.session.controls import holder_is_present
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import WatchView

_SLOW_MS = 150.0


def watch_line(watch: WatchView) -> Content:
    """`READ ONLY  link 3 ms  Ada here  you (controls), Grace`."""
    parts = [Content.styled("READ ONLY", "bold"), _delay(watch)]
    if watch.notice:
        word = shown_line(watch.notice).partition(":")[0]
        parts.insert(0, Content.styled(f" {word} ", "bold reverse"))
    if watch.session is not None:
        parts += [_candidate(watch.session), _watching(watch.session, watch.who)]
    return Content("  ").join(parts)


def _delay(watch: WatchView) -> Content:
    if watch.shared.lost:
        return Content.styled("link lost", "bold $text-error")
    if watch.delay_ms is None:
        return Content.styled("link ...", "$text-muted")
    return Content.styled(
        f"link {watch.delay_ms:.0f} ms", "bold $text-warning" if watch.delay_ms >= _SLOW_MS else "$text"
    )


def _candidate(session: Session) -> Content:
    name = shown_line(session.terms.candidate) or "candidate"
    away_s = session.sight.away_since_s
    if away_s is not None and session.phase is not Phase.DONE:
        since = local_time(session.at_utc, seconds=away_s - session.t_s)
        return Content.styled(f"{name} AWAY since {since}", "bold $text-warning")
    if "candidate" in session.roles_present():
        return Content.assemble(f"{name} ", ("here", "$text-success"))
    return Content.assemble(f"{name} ", ("not here", "bold $text-warning"))


def _watching(session: Session, who: str) -> Content:
    """The interviewers; whoever holds the controls is marked, also when they are gone."""
    there = [name for name in interviewers(session) if name != shown_line(who)]
    names = [_name("you", steers=session.controls == who and bool(who))]
    names += [_name(name, steers=name == shown_line(session.controls)) for name in there]
    if session.controls and not holder_is_present(session):
        names.append(f"{shown_line(session.controls)} (controls, not here)")
    free = [] if session.controls else ["controls free"]
    return Content(", ".join([*names, *free]))


def _name(name: str, *, steers: bool) -> str:
    return f"{name} (controls)" if steers else name
