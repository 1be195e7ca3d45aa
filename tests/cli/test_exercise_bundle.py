"""From one package to two files, to a candidate's machine, and back at the company."""

import json
import os
import pty
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from proctor.catalog.bundle import stems_from
from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.cli import exercise_unseal, passphrase
from proctor.cli.overview import summary_of
from proctor.cli.passphrase import made_passphrase
from proctor.cli.proved_level import keeps_secrets, proved_isolation
from proctor.host.create import create
from proctor.session.agreement import hidden_line
from proctor.session.state import Isolation
from tests.catalog.conftest import CANARY, write_package
from tests.cli.conftest import Call

NAME = "layer/double"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder, with a passphrase in a file, on a machine that confines candidate code."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(exercise_unseal, "proved_isolation", lambda *_guarded: Isolation(3, "sealed"))
    (tmp_path / "words").write_text("four words of some length\nnot this\n")
    return tmp_path / "home"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A whole package, somewhere that no machine of the candidate sees."""
    return write_package(tmp_path / "company" / "layer" / "double")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first pair of files is kept for the other tests: to make a key takes half a second on purpose."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def bundle(package: Path, call: Call, tmp_path: Path, kept: Path) -> dict[str, str]:
    """Both files, as the command made them."""
    if (kept / "told").exists():
        shutil.copytree(kept / "out", tmp_path / "out")
    else:
        (tmp_path / "out").mkdir()
        said = call("exercise", "bundle", str(package), "-o", "out", "--passphrase-file", "words", "--json")
        assert said.code == 0, said.err
        shutil.copytree(tmp_path / "out", kept / "out")
        (kept / "told").write_text(said.out)
    told: dict[str, str] = json.loads((kept / "told").read_text())
    return told


@contextmanager
def terminal() -> Iterator[int]:
    """A terminal as the standard streams, within a test; what is written to it is typed."""
    ours, theirs = pty.openpty()
    with (
        pytest.MonkeyPatch.context() as streams,
        os.fdopen(theirs, encoding="utf-8") as keys,
        os.fdopen(os.dup(theirs), "w", 1, encoding="utf-8") as shown,
    ):
        streams.setattr("sys.stdin", keys)
        streams.setattr("sys.stderr", shown)
        yield ours
    os.close(ours)


def unseal(call: Call, bundle: dict[str, str], *more: str) -> tuple[int, str, str]:
    """Open the company part with the right passphrase."""
    said = call("exercise", "unseal", bundle["company_part"], "--passphrase-file", "words", *more)
    return said.code, said.out, said.err


def test_both_files_say_what_they_are_and_only_one_is_for_the_candidate(bundle: dict[str, str], package: Path) -> None:
    whole = Exercise.load(package, name=NAME)
    assert bundle["exercise"] == NAME
    assert bundle["package_digest"] == whole.digest()
    assert bundle["hidden_checks"] == {"junior": 1, "senior": 1}
    for file in (bundle["candidate_part"], bundle["company_part"]):
        assert CANARY.encode() not in Path(file).read_bytes()
    assert b"test_negative" not in Path(bundle["candidate_part"]).read_bytes()
    assert Path(bundle["company_part"]).stat().st_mode & 0o077 == 0


def test_the_same_package_gives_the_same_candidate_part(bundle: dict[str, str], call: Call, package: Path) -> None:
    before = Path(bundle["candidate_part"]).read_bytes()
    words = ("exercise", "bundle", str(package), "-o", "out", "--passphrase-file", "words")
    refused = call(*words)
    assert (refused.code, "--replace" in refused.err) == (2, True)
    assert call(*words, "--replace").code == 0
    assert Path(bundle["candidate_part"]).read_bytes() == before


def test_a_candidate_installs_and_finds_the_exercise(bundle: dict[str, str], call: Call) -> None:
    said = call("exercise", "install", bundle["candidate_part"])
    assert said.code == 0, said.err
    assert said.out.splitlines()[-1] == f"Start it: proctor start {NAME}"
    assert NAME in call("list").out
    assert "Hidden checks: 1 (not here)" in call("show", NAME).out
    again = json.loads(call("exercise", "install", bundle["candidate_part"], "--json").out)
    assert (again["new"], again["digest"]) == (False, bundle["candidate_digest"])


def test_a_session_of_a_candidate_part_knows_what_was_put_off(
    bundle: dict[str, str], call: Call, package: Path, own_place: Path
) -> None:
    call("exercise", "install", bundle["candidate_part"])
    folder = create(find(NAME), own_place, level="senior", candidate="me")
    terms = summary_of(folder).terms
    assert terms is not None
    assert terms.hidden_checks == 1
    assert "the company runs them later" in hidden_line(terms, Isolation(3, "sealed"))
    assert not (folder.exercise / "private").exists()
    assert stems_from(Exercise.load(package, name=NAME), terms.exercise_digest)


def test_the_company_part_opens_beside_the_candidate_part(bundle: dict[str, str], call: Call, package: Path) -> None:
    call("exercise", "install", bundle["candidate_part"])
    code, out, err = unseal(call, bundle, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["digest"] == bundle["package_digest"] == Exercise.load(package).digest()
    assert told["hidden_checks"] == 1
    assert find(NAME).part is None


def test_without_the_candidate_part_it_says_what_to_install(bundle: dict[str, str], call: Call) -> None:
    code, _, err = unseal(call, bundle)
    assert code == 2
    assert "proctor exercise install double-candidate.tar" in err


def test_a_wrong_passphrase_and_a_damaged_file_are_plain_errors(
    bundle: dict[str, str], call: Call, tmp_path: Path
) -> None:
    call("exercise", "install", bundle["candidate_part"])
    (tmp_path / "words").write_text("four other words\n")
    code, _, err = unseal(call, bundle)
    assert (code, "passphrase does not open" in err) == (2, True)
    sealed = Path(bundle["company_part"])
    sealed.write_bytes(sealed.read_bytes()[:-1])
    code, _, err = unseal(call, bundle)
    assert (code, "damaged" in err) == (3, True)
    assert find(NAME).part is not None


@pytest.mark.parametrize("level", [0, 1])
def test_below_level_2_nothing_opens_without_the_name(
    bundle: dict[str, str], call: Call, monkeypatch: pytest.MonkeyPatch, level: int
) -> None:
    monkeypatch.setattr(exercise_unseal, "proved_isolation", lambda *_guarded: Isolation(level, "open"))
    call("exercise", "install", bundle["candidate_part"])
    for more in ((), ("--yes",), ("--open-anyway", "double"), ("--open-anyway", "yes")):
        code, _, err = unseal(call, bundle, *more)
        assert code == 2
        assert "--open-anyway" in err
    assert find(NAME).part is not None
    code, out, err = unseal(call, bundle, "--open-anyway", NAME, "--json")
    assert code == 0
    assert "could read the private part" in err.replace("\n  ", " ")
    assert len(json.loads(out)["against"]) == 1


def test_on_the_machine_where_it_was_taken_it_needs_the_name_too(
    bundle: dict[str, str], call: Call, own_place: Path
) -> None:
    call("exercise", "install", bundle["candidate_part"])
    folder = create(find(NAME), own_place, level="senior", candidate="me")
    code, _, err = unseal(call, bundle)
    assert code == 2
    assert folder.id in err
    assert unseal(call, bundle, "--open-anyway", NAME)[0] == 0


def test_at_a_terminal_the_name_is_typed(bundle: dict[str, str], call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exercise_unseal, "proved_isolation", lambda *_guarded: Isolation(1, "separated"))
    call("exercise", "install", bundle["candidate_part"])
    for typed, code in (("yes", 130), ("", 130), (NAME, 0)):
        with terminal() as keyboard:
            os.write(keyboard, f"{typed}\n".encode())
            assert unseal(call, bundle)[0] == code
        assert (find(NAME).part is None) is (code == 0)


def test_a_passphrase_is_chosen_twice_or_made(call: Call, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["one long passphrase", "another passphrase", ""]
    monkeypatch.setattr(passphrase.getpass, "getpass", lambda _question, **_where: answers.pop(0))
    with terminal() as keyboard:
        assert call("exercise", "bundle", str(package)).code == 2
        assert call("exercise", "bundle", str(package)).code == 0
        shown = ""
        while not (made := re.search(r"(\S{29})\r?\n", shown)):
            shown += os.read(keyboard, 4096).decode()  # a terminal hands over what it has, in pieces
    Path("words").write_text(made[1])
    call("exercise", "install", "double-candidate.tar")
    assert call("exercise", "unseal", "double-company.sealed", "--passphrase-file", "words").code == 0


def test_without_a_terminal_a_file_has_to_say_it(call: Call, package: Path, tmp_path: Path) -> None:
    said = call("exercise", "bundle", str(package))
    assert (said.code, "--passphrase-file" in said.err) == (2, True)
    (tmp_path / "empty").write_text("\nthe second line\n")
    for file in ("empty", "missing", "."):
        assert call("exercise", "bundle", str(package), "--passphrase-file", file).code == 2
    assert not list(tmp_path.glob("double-*"))


def test_made_passphrases_are_long_and_differ() -> None:
    made = {made_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {29}


def test_a_public_exercise_is_bundled_with_a_warning(call: Call) -> None:
    said = call("exercise", "bundle", "practice-rms-norm", "--passphrase-file", "words", "--level", "mid")
    assert said.code == 0
    assert "ships with proctor" in said.err
    assert "(mid)" in said.out
    assert call("exercise", "install", "practice-rms-norm-candidate.tar").code == 0


def test_a_part_whose_name_is_taken_is_started_by_its_folder(call: Call, home: Path) -> None:
    call("exercise", "bundle", "practice-rms-norm", "--passphrase-file", "words")
    told = json.loads(call("exercise", "install", "practice-rms-norm-candidate.tar", "--json").out)
    assert told["start"] == told["folder"]
    assert find(told["start"]).part is not None
    assert str(home) in told["folder"]


@pytest.mark.slow
def test_the_level_of_this_machine_is_what_an_engine_proves() -> None:
    found = proved_isolation()
    assert found.note
    assert keeps_secrets(found) is (found.level >= 2)
    assert not keeps_secrets(proved_isolation(Path(sys.prefix)))  # every sandbox has to show that folder
