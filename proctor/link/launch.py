"""Starting the process that owns a session, for whoever first needs it.

The host gets a process session of its own and outlives its starter and every screen.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

import proctor
from proctor.errors import HostUnreachable
from proctor.link.environment import absolute_paths
from proctor.link.inside import session_inside
from proctor.link.places import Places, fresh_places, places_of

_START_WAIT_S: Final = 10.0
_POLL_S: Final = 0.01
_PATHS: Final = ("PYTHONPATH", "PROCTOR_RUNTIME", "PROCTOR_ENGINE", "PROCTOR_SESSIONS", "PROCTOR_EXERCISES")


def answers(path: Path) -> bool:
    """Whether somebody listens on a socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def ensure_host(session_folder: Path) -> Places:
    """The places of a session whose host runs; starts it if nobody does. Raises HostUnreachable with its last words."""
    places = places_of(session_folder)
    if answers(places.socket("candidate")):
        return places
    if session_inside() == session_folder:
        raise HostUnreachable("no host answers", hint="go to the other window of this terminal: its screen starts one")
    fresh_places(session_folder).make()
    log_path = session_folder / "host.log"
    log_bytes = log_path.stat().st_size if log_path.exists() else 0
    process = _started(session_folder, log_path)
    deadline_s = time.monotonic() + _START_WAIT_S
    while time.monotonic() < deadline_s:
        places = places_of(session_folder)
        if answers(places.socket("candidate")):
            return places
        if process.poll() not in (None, 0) and not answers(places.socket("candidate")):
            break
        time.sleep(_POLL_S)
    raise HostUnreachable(
        f"the host of this session did not start: {_last_words(log_path, log_bytes)}", hint=f"its whole log: {log_path}"
    )


def _started(session_folder: Path, log_path: Path) -> subprocess.Popen[bytes]:
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "proctor.host", str(session_folder.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=_host_environment(),
        )
    # A screen may outlive the host that it started: somebody has to notice its end, or it stays in the process table.
    threading.Thread(target=process.wait, name="host-end", daemon=True).start()
    return process


def _host_environment() -> dict[str, str]:
    """The host's working folder is `/`; what was found relative to ours, this package too, must still be found."""
    found = {name: absolute_paths(os.environ[name]) for name in _PATHS if os.environ.get(name)}
    package_root = str(Path(proctor.__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [found.get("PYTHONPATH", ""), package_root]))
    return {**os.environ, **found, "PYTHONPATH": path}


def _last_words(log_path: Path, from_byte: int) -> str:
    lines = log_path.read_bytes()[from_byte:].decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
