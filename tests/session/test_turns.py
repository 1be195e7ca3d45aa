"""What runs next, whatever happens in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from proctor.session.turns import Turn, Turns

COMMITS = ("a", "b", "c")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.sampled_from(COMMITS)),
        st.tuples(st.just("owe"), st.sampled_from(COMMITS)),
        st.tuples(st.just("run"), st.booleans()),
        st.tuples(st.just("run, and a save meanwhile"), st.sampled_from(COMMITS)),
    ),
    max_size=30,
)


class Account:
    """A plain account of what must come, beside the turns themselves."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.waiting = ""
        self.owed: list[str] = []
        self.ran: list[Turn] = []

    def save(self, commit: str) -> None:
        self.turns, self.waiting = self.turns.saved(commit), commit

    def owe(self, commit: str) -> None:
        self.turns = self.turns.owing(commit)
        if commit not in self.owed:
            self.owed.append(commit)

    def run(self, *, whole: bool, meanwhile: str = "") -> None:
        turn = self.turns.next()
        if turn is None:
            return
        self.ran.append(turn)
        self.turns = self.turns.begun(turn)
        if turn.visibility == "visible":
            self.waiting = ""
        if meanwhile:
            self.save(meanwhile)
        self.turns = self.turns.ended(turn, whole=whole)
        if turn.visibility == "hidden" and whole and turn.commit in self.owed:
            self.owed.remove(turn.commit)

    def take(self, step: tuple[str, object]) -> None:
        what, with_what = step
        if what == "save":
            self.save(str(with_what))
        elif what == "owe":
            self.owe(str(with_what))
        elif what == "run":
            self.run(whole=bool(with_what))
        else:
            self.run(whole=False, meanwhile=str(with_what))


@given(steps)
def test_the_newest_save_goes_first_and_nothing_that_is_owed_is_forgotten(taken: list[tuple[str, object]]) -> None:
    account = Account()
    for step in taken:
        account.take(step)
        turn = account.turns.next()
        if account.waiting:
            assert turn == Turn("visible", account.waiting)
        elif account.owed:
            assert turn == Turn("hidden", account.owed[0])
        assert list(account.turns.owed) == account.owed


@given(steps)
def test_runs_that_may_end_leave_nothing_to_do(taken: list[tuple[str, object]]) -> None:
    account = Account()
    for step in taken:
        account.take(step)
    owed = list(account.owed)
    account.ran.clear()
    for _ in range(2 + len(COMMITS)):
        account.run(whole=True)
    assert account.turns.next() is None
    hidden = [turn.commit for turn in account.ran if turn.visibility == "hidden"]
    assert hidden[: len(owed)] == owed
    assert len(hidden) <= len(owed) + 1


def test_hidden_checks_follow_a_visible_run_that_ended_and_no_other() -> None:
    turn = Turn("visible", "a")
    running = Turns().saved("a").begun(turn)
    assert running.next() is None
    assert running.ended(turn, whole=False).next() is None
    assert running.ended(turn, whole=True).next() == Turn("hidden", "a")
    assert running.saved("b").ended(turn, whole=True).next() == Turn("visible", "b")


def test_a_hidden_run_that_was_cut_comes_back_only_if_it_is_owed() -> None:
    turn = Turn("hidden", "a")
    assert Turns(checked="a").saved("b").begun(Turn("visible", "b")).ended(turn, whole=False).next() is None
    assert Turns(owed=("a",)).ended(turn, whole=False).next() == turn


def test_content_that_is_owed_runs_once_although_it_was_also_checked() -> None:
    turns = Turns(checked="a", owed=("a",))
    assert turns.ended(Turn("hidden", "a"), whole=True).next() is None
