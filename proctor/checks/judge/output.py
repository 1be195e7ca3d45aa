"""What a worker prints: read whenever the judge waits for it, kept up to a limit, never a reason to block."""

import os

_READ_BYTES = 1 << 16
_READS_PER_DRAIN = 32


class Output:
    """The reading end of a worker's output pipe."""

    def __init__(self, descriptor: int, keep_bytes: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.open = True
        self._keep_bytes = keep_bytes
        self._kept = bytearray()
        self._dropped = 0

    def drain(self) -> None:
        """Take what is there now, within reason."""
        for _ in range(_READS_PER_DRAIN):
            try:
                data = os.read(self.descriptor, _READ_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.open = False
                return
            room = self._keep_bytes - len(self._kept)
            self._kept += data[:room]
            self._dropped += max(len(data) - room, 0)

    def take(self) -> str:
        """The text since the last call, with a note on what was left out."""
        text = self._kept.decode("utf-8", "replace")
        if self._dropped:
            text += f"\n… {self._dropped:,} more bytes were printed and not kept"
        self._kept.clear()
        self._dropped = 0
        return text

    def close(self) -> None:
        """Let go of the pipe."""
        self.open = False
        os.close(self.descriptor)
