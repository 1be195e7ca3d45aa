"""CTRF (Common Test Report Format) of the checks, as JSON: every check of every state that counts is a test.

A check that was left out is skipped, one that is still to be run is pending, and one that nobody can decide, or that
broke itself, is `other`: none of these is held against the work.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from proctor.review.exports.suites import Case, Suite, suites
from proctor.review.report.model import Report
from proctor.review.report.rewriting import cleaned
from proctor.session.verdicts import Verdict

SPEC_VERSION: Final = "1.0.0"
_STATUS: Final = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "failed",
    Verdict.ERROR: "failed",
    Verdict.TIMEOUT: "failed",
    Verdict.GONE: "failed",
    Verdict.SKIP: "skipped",
    Verdict.DEFERRED: "pending",
    Verdict.UNSURE: "other",
    Verdict.FAULT: "other",
}
_STATUSES: Final = ("passed", "failed", "skipped", "pending", "other")


def ctrf_json(report: Report) -> str:
    """The whole document."""
    plain = cleaned(report)
    found = list(suites(plain))
    tests = [_test(plain, suite, case) for suite in found for case in suite.cases]
    counted = {status: sum(test["status"] == status for test in tests) for status in _STATUSES}
    about = plain.about
    document = {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "timestamp": about.ended_at,
        "generatedBy": f"proctor {about.made_by}",
        "results": {
            "tool": {"name": "proctor", "version": about.made_by},
            "summary": {
                "tests": len(tests),
                **counted,
                "suites": len(found),
                "start": _epoch_ms(about.created_at),
                "stop": _epoch_ms(about.ended_at),
            },
            "tests": tests,
            "environment": {
                "reportName": about.title,
                "appName": about.exercise,
                "testEnvironment": about.framework,
                "healthy": not plain.problem,
                "extra": {"session": about.session, "candidate": about.candidate, "level": about.level},
            },
        },
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _test(report: Report, suite: Suite, case: Case) -> dict[str, Any]:
    check, finding = case
    test: dict[str, Any] = {
        "name": check.id,
        "status": "pending" if finding is None else _STATUS[finding.verdict],
        "duration": 0 if finding is None else round(finding.ms),
        "suite": [report.about.exercise, suite.tag],
        "rawStatus": "NOT RUN" if finding is None else str(finding.verdict),
        "tags": [check.visibility, "required" if check.required else "advisory"],
        "extra": {"promise": check.promise, "criterion": check.criterion, "snapshot": suite.commit},
    }
    if finding is not None:
        test["extra"] |= {"evidence": finding.evidence, "figures": finding.figures, "later": finding.later}
        if finding.message:
            test["message"] = finding.message
        if finding.output:
            test["stdout"] = finding.output.splitlines()
    return test


def _epoch_ms(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
