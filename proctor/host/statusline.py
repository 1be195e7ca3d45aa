"""How the private tmux looks and counts: its configuration, and a clock that tmux computes by itself.

The status line's right side is integer arithmetic on the deadline, so a full-screen editor keeps a clock without any
traffic from us. Whole minutes until the last five (tmux repaints only what changed), then seconds.
"""

from typing import Final

from proctor.session.phases import TITLES
from proctor.session.state import Session

SECONDS_FROM_S: Final = 300

_CONFIGURATION: Final = """\
set-option -g prefix None
set-option -g prefix2 None
unbind-key -a -q -T prefix
unbind-key -a -q -T root
unbind-key -a -q -T copy-mode
unbind-key -a -q -T copy-mode-vi
bind-key -n {key} next-window
set-option -s escape-time 0
set-option -s exit-unattached off
set-option -s set-clipboard on
set-option -g default-terminal "{terminal}"
set-option -ga terminal-overrides ",*:smcup@:rmcup@"
set-option -g mouse off
set-option -g focus-events on
set-option -g history-limit 20000
set-option -g remain-on-exit on
set-option -g detach-on-destroy on
set-option -g destroy-unattached off
set-option -g update-environment ""
set-option -g set-titles off
set-option -g allow-rename off
set-option -g automatic-rename off
set-option -g renumber-windows off
set-option -g visual-activity off
set-option -g monitor-activity off
set-option -g message-style "reverse,bold"
set-option -g status-style "default"
set-option -g status-left ""
set-option -g status-left-length 40
set-option -g status-right-length 60
set-option -g status-justify left
set-option -g window-status-format " #W "
set-option -g window-status-current-format "#[reverse] #W #[noreverse]"
set-option -g window-status-separator " "
"""


def configuration(switch_key: str, terminal: str = "screen-256color") -> str:
    """The whole configuration; every table is emptied, then one key is bound."""
    return _CONFIGURATION.format(key=switch_key, terminal=terminal)


def status_right(session: Session) -> tuple[str, str]:
    """The status line's right side, and how often tmux should compute it (seconds, as tmux takes it)."""
    name = f"{_unwatched(session)}{TITLES[session.phase].upper()}"
    if session.clock is None:
        return f"{name} ", "0"
    remaining_s = int(session.clock.remaining_at_s(session.t_s))
    if session.pause is not None:
        return f"{name}  || PAUSED {remaining_s // 60} min left ", "0" if session.focus.now is None else "15"
    deadline = _epoch_s() + remaining_s
    left = f"#{{e|-|:{deadline},%s}}"
    minutes = f"#{{e|/|:{left},60}}"
    seconds = f"#{{e|m|:{left},60}}"
    padded = f"#{{?#{{e|<|:{seconds},10}},0,}}{seconds}"
    if remaining_s > SECONDS_FROM_S:
        return f"{name}  > {minutes} min left ", "15"
    # The task's own window counts the seconds itself; twice the same clock would be twice the bytes.
    seconds_left = f"> #{{?#{{e|<|:{left},0}},0:00,{minutes}:{padded}}} left "
    return f"{name}  #{{?#{{==:#{{window_name}},Work}},,{seconds_left}}}", "1"


def _unwatched(session: Session) -> str:
    """Focus time in whole minutes, rounded up, and only over the editor: the task's own window has a line for it."""
    if session.focus.now is None:
        return ""
    until = _epoch_s() + int(session.focus.now.left_s(session.t_s))
    minutes = f"#{{e|/|:#{{e|+|:#{{e|-|:{until},%s}},59}},60}}"
    return f"#{{?#{{==:#{{window_name}},Work}},,FOCUS {minutes} min unwatched  }}"


def _epoch_s() -> int:
    import time  # noqa: PLC0415 the only wall-clock reading here: tmux counts on the wall clock

    return int(time.time())
