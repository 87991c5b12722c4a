"""The working-day clock against the calendar of 2026 (regulation §4.3)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verification import clock
from app.verification.clock import WIB, Pace

HOLIDAYS_2026 = frozenset(
    date(2026, month, day)
    for month, day in (
        (1, 1), (1, 16), (2, 16), (2, 17), (3, 18), (3, 19), (3, 20), (3, 21), (3, 22), (3, 23), (3, 24),
        (4, 3), (4, 5), (5, 1), (5, 14), (5, 15), (5, 27), (5, 28), (5, 31), (6, 1), (6, 16), (8, 17), (8, 25),
        (12, 24), (12, 25),
    )
)  # fmt: skip
FRIDAY = date(2026, 5, 22)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=WIB)


def test_five_working_days_from_friday_22_may_2026_end_on_wednesday_3_june():
    start = clock.start_day(at(FRIDAY, 10), HOLIDAYS_2026)

    assert start == FRIDAY
    assert clock.due_date(start, 5, HOLIDAYS_2026) == date(2026, 6, 3)


def test_an_event_after_office_hours_counts_as_the_next_working_day():
    start = clock.start_day(at(FRIDAY, 16), HOLIDAYS_2026)

    assert start == date(2026, 5, 25)
    assert clock.due_date(start, 5, HOLIDAYS_2026) == date(2026, 6, 4)


@pytest.mark.parametrize("day", [date(2026, 5, 23), date(2026, 5, 24)])
def test_an_event_on_a_weekend_counts_as_monday(day):
    assert clock.start_day(at(day, 9), HOLIDAYS_2026) == date(2026, 5, 25)


def test_an_event_before_a_long_holiday_skips_all_of_it():
    assert clock.start_day(at(date(2026, 5, 26), 17), HOLIDAYS_2026) == date(2026, 5, 29)


def test_the_day_is_that_of_pekalongan_and_not_of_utc():
    late_on_thursday_in_utc = datetime(2026, 5, 21, 20, 0, tzinfo=UTC)

    assert clock.start_day(late_on_thursday_in_utc, HOLIDAYS_2026) == FRIDAY


def test_an_office_may_close_earlier():
    assert clock.start_day(at(FRIDAY, 11), HOLIDAYS_2026, closes=time(11)) == date(2026, 5, 25)


@pytest.mark.parametrize(
    ("workdays", "due"), [(0, FRIDAY), (0.5, date(2026, 5, 25)), (1, date(2026, 5, 25)), (1.5, date(2026, 5, 26))]
)
def test_a_half_day_ends_on_the_day_it_is_begun(workdays, due):
    assert clock.due_date(FRIDAY, workdays, HOLIDAYS_2026) == due


@pytest.mark.parametrize(
    ("now", "used"),
    [
        (at(FRIDAY, 15), 0.0),
        (at(date(2026, 5, 24), 9), 0.0),
        (at(date(2026, 5, 25), 9), 0.5),
        (at(date(2026, 5, 25), 13), 1.0),
        (at(date(2026, 5, 28), 13), 2.0),
        (at(date(2026, 6, 3), 8), 4.5),
        (at(date(2026, 6, 3), 15), 5.0),
    ],
)
def test_used_days_count_halves_and_leave_holidays_out(now, used):
    assert clock.used_days(FRIDAY, now, HOLIDAYS_2026) == used


@pytest.mark.parametrize(
    ("day", "hour", "pace"),
    [(25, 9, Pace.SAFE), (29, 15, Pace.SAFE), (2, 13, Pace.NEAR), (3, 15, Pace.NEAR), (4, 8, Pace.LATE)],
)
def test_the_pace_turns_near_at_four_fifths_and_late_after_the_due_date(day, hour, pace):
    now = at(date(2026, 5 if day > 20 else 6, day), hour)

    assert clock.pace(FRIDAY, date(2026, 6, 3), now, HOLIDAYS_2026) is pace


def test_days_left_turn_negative_after_the_due_date():
    due = date(2026, 6, 3)

    assert clock.left_days(at(date(2026, 6, 2), 9), due, HOLIDAYS_2026) == 1
    assert clock.left_days(at(due, 9), due, HOLIDAYS_2026) == 0
    assert clock.left_days(at(date(2026, 6, 8), 9), due, HOLIDAYS_2026) == -3


def test_a_year_without_a_calendar_is_flagged():
    due = clock.due_date(date(2026, 12, 30), 5, HOLIDAYS_2026)

    assert due == date(2027, 1, 6)
    assert clock.uncertain_years(date(2026, 12, 30), due, HOLIDAYS_2026) == (2027,)
    assert clock.uncertain_years(FRIDAY, date(2026, 6, 3), HOLIDAYS_2026) == ()


@pytest.mark.parametrize(("hours", "days"), [(1, 0.5), (4, 0.5), (5, 1.0), (8, 1.0), (20, 2.5)])
def test_hours_become_working_days_in_halves(hours, days):
    assert clock.workdays_of_hours(hours) == days


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        clock.start_day(datetime(2026, 5, 22, 10), HOLIDAYS_2026)


DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))
HOLIDAY_SETS = st.frozensets(DAYS, max_size=40)


@given(DAYS, st.integers(0, 30), HOLIDAY_SETS)
def test_a_term_holds_exactly_its_working_days_and_ends_on_one(start, workdays, holidays):
    due = clock.due_date(start, workdays, holidays)

    assert clock.workdays_between(start, due, holidays) == workdays
    assert due == start or clock.is_workday(due, holidays)


@given(DAYS, HOLIDAY_SETS, st.integers(0, 23), st.integers(0, 400))
def test_time_never_runs_backwards(start, holidays, hour, steps):
    now = at(start, hour)
    later = now + timedelta(hours=steps)

    assert clock.used_days(start, later, holidays) >= clock.used_days(start, now, holidays)
