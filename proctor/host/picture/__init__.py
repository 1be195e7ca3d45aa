"""The picture of the candidate's terminal: watched through one tmux control client, drawn as rows that changed.

Nothing here can type: the client asks for captures by fixed commands, and no word of the candidate's is in any of them.
"""

from proctor.host.picture.picture import Picture

__all__ = ["Picture"]
