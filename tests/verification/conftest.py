"""The small type published, on both databases, at noon of a Monday."""

import pytest

from tests.conftest import NOON
from tests.verification.office import Office


@pytest.fixture
def office(app):
    return Office(NOON)


@pytest.fixture
def sqlite_office(sqlite_app):
    return Office(NOON)
