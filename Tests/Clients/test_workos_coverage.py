"""How much of the WorkOS SDK this server answers, and that it never becomes less."""

from workos_coverage import EXPECTED, Coverage, Tour, table
from workos_server import Emulator


def test_every_row_of_the_table_says_when_and_if_later_why():
    rows = table()
    assert len({row["method"] for row in rows}) == len(rows) == 282
    for row in rows:
        assert row["release"] == "now" and not row["reason"] or row["release"] == "later" and row["reason"], row


def test_the_operations_of_this_release_answer_as_the_sdk_expects(capsys):
    with Emulator() as server:
        coverage = Coverage(Tour(server))
    with capsys.disabled():
        print(f"\n{coverage}")
    assert len(coverage.covered) >= EXPECTED
