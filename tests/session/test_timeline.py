"""One timeline across suspend, reboot and clocks that are set."""

import pytest

from proctor.errors import RecordError
from proctor.session import events as ev
from tests.session.sitting import Sitting, in_work


def test_the_timeline_follows_the_boot_clock_not_the_wall_clock() -> None:
    sitting = in_work().wait(60)
    sitting.wall = sitting.wall.replace(year=2001)
    sitting.wait(60).save("t1")
    assert sitting.session.t_s == 120.0
    assert sitting.remaining_s == 3480.0


def test_a_reading_between_events_goes_on_from_the_last_one() -> None:
    sitting = in_work().wait(60).save("t1")
    assert sitting.session.time_at_s(sitting.boot_ns + 1_500_000_000) == 61.5


def test_a_reading_from_before_the_last_event_is_that_event() -> None:
    sitting = in_work().wait(60).save("t1")
    assert sitting.session.time_at_s(0) == 60.0


def test_a_new_host_on_the_same_boot_loses_and_wins_no_time() -> None:
    sitting = in_work().wait(60).restart_host().wait(60).save("t1")
    assert sitting.session.t_s == 120.0


def test_across_a_reboot_the_wall_clock_counts() -> None:
    sitting = in_work().wait(60).reboot(wall_moves_s=300)
    assert sitting.session.t_s == 360.0
    assert sitting.remaining_s == 3240.0
    assert sitting.wait(10).remaining_s == 3230.0


def test_a_wall_clock_set_back_across_a_reboot_takes_no_time_back() -> None:
    sitting = in_work().wait(60).save("t0").reboot(wall_moves_s=-86400)
    assert sitting.session.t_s == 60.0
    assert sitting.remaining_s == 3540.0
    assert sitting.wait(10).save("t1").session.t_s == 70.0


def test_an_outage_across_a_reboot_is_made_good() -> None:
    sitting = in_work().wait(60).reboot(wall_moves_s=300, downtime_s=300)
    sitting.note(ev.ClockCredited(seconds=300.0, cause="downtime"))
    assert sitting.remaining_s == 3540.0


def test_a_boot_clock_that_stumbles_does_not_make_the_same_second_count_twice() -> None:
    sitting = in_work().wait(60).save("t1")
    sitting.wait(-40).save("t2")
    assert sitting.session.t_s == 60.0
    sitting.wait(40).save("t3")
    assert sitting.session.t_s == 60.0
    assert sitting.wait(5).save("t4").session.t_s == 65.0


@pytest.mark.parametrize("time", ["yesterday", "", "2026-13-45T00:00:00Z", "2026-03-01T12:00:00"])
def test_a_reboot_at_no_valid_time_is_a_malformed_record(time: str) -> None:
    sitting = Sitting()
    before = sitting.session
    sitting.boot_id = "boot-2"
    sitting.wall = _Saying(time)  # type: ignore[assignment]
    with pytest.raises(RecordError, match=r"record 2 \(host.started\)"):
        sitting.restart_host()
    assert sitting.session == before


class _Saying:
    """A wall clock that writes what it is told."""

    def __init__(self, text: str) -> None:
        self._text = text

    def isoformat(self, **_: str) -> str:
        """The text."""
        return self._text
