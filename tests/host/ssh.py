"""An SSH server on loopback for one test: its own keys, its own port, nothing of the machine's own configuration."""

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from proctor.link.launch import answers
from tests.host.conftest import until

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
_OF_ROOT = Path("/run/sshd")
"""An sshd that runs as root wants this empty folder, as every start of the machine's own would make it."""


@dataclass(frozen=True)
class Ssh:
    """How the server is reached."""

    folder: Path
    port: int

    def words(self, *options: str) -> list[str]:
        """An ssh call without its command."""
        fixed = {
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": str(self.folder / "known"),
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
        }
        settings = [word for name, value in fixed.items() for word in ("-o", f"{name}={value}")]
        key = str(self.folder / "key")
        where = f"{getpass.getuser()}@127.0.0.1"
        return ["ssh", "-F", "none", "-i", key, "-p", str(self.port), *settings, *options, where]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command over there."""
        return subprocess.run(
            [*self.words(), *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
        )

    @contextmanager
    def forwarded(self, here: Path, there: Path) -> "Iterator[subprocess.Popen[bytes]]":
        """A socket here that leads to one over there, while the block runs."""
        options = ("-N", "-o", "StreamLocalBindUnlink=yes", "-o", "ExitOnForwardFailure=yes", "-L", f"{here}:{there}")
        process = subprocess.Popen(self.words(*options), stdin=subprocess.DEVNULL)
        try:
            until(lambda: answers(here), why="ssh forwards the socket")
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def ssh_server(folder: Path, environment: Mapping[str, str]) -> Iterator[Ssh]:
    """A server whose sessions have `environment`; skips with the reason where it cannot be had."""
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("no OpenSSH server here (apt-get install openssh-server)")
    if os.geteuid() == 0:
        _OF_ROOT.mkdir(mode=0o755, exist_ok=True)
    for name in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    port = _free_port()
    (folder / "config").write_text(_config(folder, port, environment))
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=log)
        try:
            made = Ssh(folder, port)
            until(lambda: server.poll() is not None or _listens(port), why="sshd listens")
            if server.poll() is not None or made.run("true").returncode:
                pytest.skip(f"sshd cannot be used here: {(folder / 'log').read_text()[-300:]}")
            yield made
        finally:
            server.terminate()
            server.wait(timeout=20)


def _config(folder: Path, port: int, environment: Mapping[str, str]) -> str:
    settings = " ".join(f'"{name}={value}"' for name, value in environment.items())
    return (
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/key.pub\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
        f"SetEnv {settings}\n"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
