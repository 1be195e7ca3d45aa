"""`python -m proctor.host FOLDER`: own the session in FOLDER until nobody needs it."""

import asyncio
import os
import sys
from pathlib import Path

from proctor.errors import ProctorError, RecordError
from proctor.host.host import Host
from proctor.record.store import SessionFolder


def main(arguments: list[str]) -> int:
    """Serve; the exit code says whether the session could be owned."""
    os.umask(0o077)
    try:
        asyncio.run(_serve(SessionFolder(Path(arguments[0]).resolve())))
    except RecordError as error:
        print(f"proctor host: {error}", file=sys.stderr)  # noqa: T201 the log of this process
        return error.exit_code
    except ProctorError as error:
        print(f"proctor host: {error} ({error.hint})", file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


async def _serve(folder: SessionFolder) -> None:
    await Host(folder).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
