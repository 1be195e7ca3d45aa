"""What was said in writing during a session: questions, answers, hints, and what was revealed on purpose."""

from typing import Literal

import msgspec

from proctor.session.events import Actor, CheckRevealed

Sort = Literal["question", "answer", "hint"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `number` is the question's own, or of the question that is answered (0 for none)."""

    sort: Sort
    text: str
    by: Actor
    who: str
    at_utc: str
    t_s: float
    number: int = 0


class Talk(msgspec.Struct, frozen=True):
    """All messages in order, and every check that was revealed."""

    messages: tuple[Message, ...] = ()
    revealed: tuple[CheckRevealed, ...] = ()

    @property
    def questions(self) -> int:
        """How many questions were asked."""
        return sum(message.sort == "question" for message in self.messages)

    @property
    def unanswered(self) -> tuple[Message, ...]:
        """Questions without an answer, oldest first."""
        answered = {message.number for message in self.messages if message.sort == "answer"}
        return tuple(said for said in self.messages if said.sort == "question" and said.number not in answered)

    def with_message(self, message: Message) -> "Talk":
        """With one more message."""
        return Talk((*self.messages, message), self.revealed)

    def with_revealed(self, revealed: CheckRevealed) -> "Talk":
        """With one more check revealed; the last word about a check counts."""
        return Talk(self.messages, (*(old for old in self.revealed if old.check != revealed.check), revealed))
