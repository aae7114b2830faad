import inspect
from pathlib import Path

import pytest

from monitor.model import errors
from monitor.model.errors import ImportFileError, MonitorError, ProfileError


def test_every_error_is_one_that_a_person_may_be_shown() -> None:
    raised = [each for _, each in inspect.getmembers(errors, inspect.isclass)]

    mine = [each for each in raised if each.__module__ == errors.__name__]
    assert len(mine) > 5
    assert all(issubclass(each, MonitorError) for each in mine)


def test_a_profile_error_names_file_key_and_problem() -> None:
    error = ProfileError(Path("/somewhere/acme.toml"), "clock.bits", "is missing")

    assert str(error) == "acme.toml: clock.bits: is missing"
    assert (error.key, error.problem) == ("clock.bits", "is missing")


@pytest.mark.parametrize(
    ("line", "said"), [(None, "a.csv: is empty"), (7, "a.csv, line 7: is empty")]
)
def test_an_import_error_names_the_file_and_the_line(
    line: int | None, said: str
) -> None:
    error = ImportFileError("/somewhere/a.csv", "is empty", line)

    assert str(error) == said
    assert error.line == line
