"""In continuous integration a test that cannot run is a failure, not a skip.

Loaded by script/test when CI is set. A test that belongs to one of the two
databases says so ("only on PostgreSQL"): it runs in the other of the two runs.
"""

import pytest

ALLOWED = "only on "


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip into a failure that says why the test wanted to be skipped."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if not reason.startswith(ALLOWED):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, which is a failure here: {reason}"
    return report
