"""Cards are versions that hold together: what is submitted stays, and what was changed shows."""

import json
import multiprocessing
import stat
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import IllegalMove, ProctorError, RecordError, UsageError
from proctor.record.seals import digest_of_seal, read_seals
from proctor.review.cards.bench import Bench, scored
from proctor.review.cards.card import Card, Rating, digest_of_card, line_of
from proctor.review.cards.draft import DRAFTS
from proctor.review.cards.raters import same_rater, slug_of
from proctor.review.cards.shelf import Shelf, visible_cards
from proctor.review.cards.writing import close_scoring, mend
from tests.review.cards.desk import CRITERIA, bench_of, filled


def submitted(root: Path, who: str, *scores: int) -> Bench:
    at = bench_of(root, who)
    filled(at, *scores)
    at.submit()
    return at


def files(at: Bench) -> list[Path]:
    return sorted(at.desk.folder.cards.glob("*.jsonl"))


def test_a_submitted_card_is_a_line_that_only_its_owner_can_read(tmp_path: Path) -> None:
    at = submitted(tmp_path, "Grace", 3, 2, 4)
    (path,) = files(at)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    card = json.loads(path.read_text())["card"]
    assert (card["v"], card["version"], card["who"], card["session"], card["level"]) == (1, 1, "Grace", "s1", "mid")
    assert card["ratings"]["Robust"]["score"] == 2
    assert card["ratings"]["Robust"]["cites"] == [
        {"kind": "snapshot", "words": "submitted", "commit": "commit-aaaa2", "t_s": 660.0}
    ]
    assert card["rubric"] == at.desk.rubric.digest()


def test_submitting_seals_the_record_anew_and_the_seal_covers_the_card(tmp_path: Path) -> None:
    at = submitted(tmp_path, "Grace")
    first = read_seals(at.desk.folder.seals)
    assert [seal.why for seal in first] == ["scored"]
    assert list(first[-1].cards) == [files(at)[0].name]
    other = submitted(tmp_path, "Alan")
    seals = read_seals(at.desk.folder.seals)
    assert len(seals) == 2
    assert len(seals[-1].cards) == 2
    own = other.seen().own
    assert own is not None
    assert own.seal == digest_of_seal(seals[0])


def test_a_draft_is_neither_sealed_nor_a_card_and_goes_when_it_is_submitted(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at)
    (draft,) = (at.desk.folder.cards / DRAFTS).iterdir()
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert at.seen().own is None
    at.submit()
    assert not draft.exists()
    assert read_seals(at.desk.folder.seals)[-1].cards.keys() == {files(at)[0].name}


def test_what_is_missing_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    at.edit(lambda draft: draft.rated("Robust", Rating(score=3)).rated("Use of feedback", scored(Rating(), 0)))
    assert at.missing() == (
        "Correct forward: no score",
        "Robust: nothing cited",
        "strengths: nothing written",
        "concerns: nothing written",
        "overall: nothing written",
    )
    with pytest.raises(UsageError, match="Robust: nothing cited"):
        at.submit()
    assert files(at) == []


def test_no_evidence_needs_no_citation(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at)
    at.edit(lambda draft: draft.rated("Robust", scored(Rating(), 0)))
    card = at.submit()
    assert (card.ratings["Robust"].score, card.ratings["Robust"].reason) == (None, "no evidence")


def test_a_correction_is_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    at = submitted(tmp_path, "Grace", 3, 2, 4)
    first = at.seen().own
    assert first is not None
    at.edit(lambda draft: draft.rated("Robust", scored(draft.rating("Robust"), 4)))
    with pytest.raises(IllegalMove, match="has submitted a card already"):
        at.submit()
    second = at.submit("I had overlooked the half precision")
    assert (second.version, second.corrects, second.why) == (
        2,
        digest_of_card(first),
        "I had overlooked the half precision",
    )
    seen = at.seen()
    assert seen.own == second
    assert seen.earlier == (first,)
    assert seen.earlier[0].ratings["Robust"].score == 2
    assert len(read_seals(at.desk.folder.seals)) == 2


def test_there_is_nothing_to_correct_before_the_first(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at)
    with pytest.raises(IllegalMove, match="no card to correct"):
        at.submit("because")


def _flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@given(data=st.data())
def test_any_flipped_bit_and_any_cut_of_a_card_file_is_detected(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("s")
    at = submitted(root, "Grace")
    at.edit(lambda draft: draft.rated("Robust", scored(draft.rating("Robust"), 4)))
    at.submit("again")
    (path,) = files(at)
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    path.write_bytes(_flip(content, place))
    with pytest.raises(RecordError, match="cards/grace"):
        at.seen()
    first_line = content.index(b"\n") + 1
    cut = data.draw(st.integers(1, len(content) - 1).filter(lambda length: length != first_line))
    path.write_bytes(content[:cut])
    with pytest.raises(RecordError, match="cut short"):
        at.seen()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [lines[1]], "does not follow"),
        (lambda lines: [lines[0], lines[0]], "does not follow"),
        (lambda lines: [lines[1], lines[0]], "does not follow"),
    ],
)
def test_versions_that_are_left_out_doubled_or_swapped_are_detected(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    at = submitted(tmp_path, "Grace")
    at.edit(lambda draft: draft.rated("Robust", scored(draft.rating("Robust"), 4)))
    at.submit("again")
    (path,) = files(at)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(RecordError, match=said):
        at.seen()


def test_a_card_under_another_name_or_of_another_session_is_detected(tmp_path: Path) -> None:
    at = submitted(tmp_path, "Grace")
    (path,) = files(at)
    path.rename(path.with_name(f"{slug_of('Alan')}.jsonl"))
    with pytest.raises(RecordError, match="another person's"):
        at.seen()
    with pytest.raises(RecordError, match="another person"):
        Shelf.read(at.desk.folder.cards, "s2")


def test_a_line_that_a_crash_cut_short_does_not_stop_the_next_card(tmp_path: Path) -> None:
    at = submitted(tmp_path, "Grace")
    cards = at.desk.folder.cards
    (cards / f"{slug_of('Alan')}.jsonl").write_bytes(b'{"digest": "ab')
    alan = bench_of(tmp_path, "Alan")
    with pytest.raises(RecordError, match="cut short"):
        alan.seen()
    mend(alan.desk)
    filled(alan)
    assert alan.submit().version == 1
    assert [card.who for card in alan.seen().cards] == ["Alan", "Grace"]


_REFUSED = "grace has submitted a card already"


def _submit_as(root: str, who: str, gate: object) -> str:
    at = bench_of(Path(root), who)
    filled(at)
    gate.wait()  # type: ignore[attr-defined]
    try:
        return str(at.submit().version)
    except ProctorError as error:
        return str(error)


def _in_processes(root: Path, *people: str) -> list[str]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(len(people)) as pool:
        gate = manager.Barrier(len(people))
        return pool.starmap(_submit_as, [(str(root), who, gate) for who in people])


def test_two_people_who_submit_at_once_both_have_a_card(tmp_path: Path) -> None:
    bench_of(tmp_path, "Grace")
    assert _in_processes(tmp_path, "Grace", "Alan") == ["1", "1"]
    at = bench_of(tmp_path, "Grace")
    assert [card.who for card in at.seen().cards] == ["Alan", "Grace"]
    assert len(read_seals(at.desk.folder.seals)[-1].cards) == 2


def test_one_person_who_submits_twice_at_once_has_one_card(tmp_path: Path) -> None:
    bench_of(tmp_path, "Grace")
    said = _in_processes(tmp_path, "Grace", " grace")
    assert said.count("1") == 1
    assert [" ".join(words.casefold().split()) for words in said if words != "1"] == [_REFUSED]
    (path,) = files(bench_of(tmp_path, "Grace"))
    assert len(path.read_bytes().splitlines()) == 1


@given(name=st.text(min_size=1, max_size=30), spaces=st.sampled_from(["  {}", "{} ", "\t{}\n"]))
def test_case_and_spaces_make_no_other_rater_and_their_file_is_a_plain_name(name: str, spaces: str) -> None:
    other = spaces.format(name.swapcase() if name.swapcase().casefold() == name.casefold() else name)
    assert same_rater(name, other)
    assert slug_of(name) == slug_of(other)
    assert set(slug_of(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_names_that_read_alike_without_their_signs_have_files_of_their_own() -> None:
    assert len({slug_of(name) for name in ("Grace H", "Grace-H", "Gräce H", "格", "蕾")}) == 5


def test_another_spelling_finds_the_draft_and_the_card(tmp_path: Path) -> None:
    filled(bench_of(tmp_path, "Grace Hopper"))
    again = bench_of(tmp_path, "grace  HOPPER")
    assert again.missing() == ()
    again.submit()
    own = bench_of(tmp_path, "GRACE HOPPER").seen().own
    assert own is not None
    assert len(files(again)) == 1


def test_closing_ends_first_cards_opens_all_and_leaves_corrections(tmp_path: Path) -> None:
    grace, alan = submitted(tmp_path, "Grace"), bench_of(tmp_path, "Alan")
    filled(alan)
    with pytest.raises(IllegalMove, match="Alan has submitted no card"):
        close_scoring(alan.desk, "Alan")
    close_scoring(grace.desk, "Grace")
    with pytest.raises(IllegalMove, match="closed"):
        alan.submit()
    seen = alan.seen()
    assert [card.who for card in seen.cards] == ["Grace"]
    assert (seen.withheld, seen.own) == (0, None)
    assert seen.closed is not None
    assert seen.closed.who == "Grace"
    grace.edit(lambda draft: draft.rated("Robust", scored(draft.rating("Robust"), 4)))
    assert grace.submit("after talking").after_closing
    with pytest.raises(IllegalMove, match="closed before"):
        close_scoring(grace.desk, "Grace")


def test_a_coordinator_without_a_card_may_close(tmp_path: Path) -> None:
    grace = submitted(tmp_path, "Grace")
    close_scoring(grace.desk, "Katherine", coordinator=True)
    assert [card.who for card in bench_of(tmp_path, "Katherine").seen().cards] == ["Grace"]
    assert "closed.jsonl" in read_seals(grace.desk.folder.seals)[-1].cards


_PEOPLE = ("Ada", "Alan", "Grace", "Katherine")
_ACTS = st.lists(st.tuples(st.sampled_from(_PEOPLE), st.sampled_from(["draft", "submit", "close"])), max_size=12)


@given(acts=_ACTS)
def test_nobody_sees_anothers_card_before_their_own_unless_it_was_closed(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]]
) -> None:
    """Whatever anybody did before."""
    root = tmp_path_factory.mktemp("s")
    has_card: set[str] = set()
    closed = False
    for who, act in acts:
        at = bench_of(root, who)
        if act == "draft":
            filled(at)
        elif act == "submit" and who not in has_card and not closed:
            filled(at)
            at.submit()
            has_card.add(who)
        elif act == "close" and who in has_card and not closed:
            close_scoring(at.desk, who)
            closed = True
    shelf = bench_of(root, "Ada").desk.shelf()
    for who in _PEOPLE:
        seen = visible_cards(shelf, who)
        everybody = who in has_card or closed
        assert {card.who for card in seen.cards} == (has_card if everybody else set())
        assert seen.withheld == (0 if everybody else len(has_card))


def test_a_rating_of_a_criterion_that_is_not_there_is_refused(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at)
    at.edit(lambda draft: draft.rated("Beauty", Rating(score=4, cites=at.cite(["final"]))))
    with pytest.raises(UsageError, match="Beauty"):
        at.submit()


@pytest.mark.parametrize("score", [-1, 5, 40])
def test_a_score_is_one_to_four(tmp_path: Path, score: int) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at)
    at.edit(lambda draft: draft.rated("Robust", Rating(score=score, cites=at.cite(["final"]))))
    with pytest.raises(UsageError, match="1 to 4"):
        at.submit()


def test_a_card_is_written_the_same_way_whatever_the_order_of_its_ratings(tmp_path: Path) -> None:
    card = submitted(tmp_path, "Grace").seen().own
    assert isinstance(card, Card)
    turned = msgspec.structs.replace(card, ratings=dict(reversed(card.ratings.items())))
    assert line_of(card) == line_of(turned)
    assert tuple(turned.ratings) != CRITERIA
