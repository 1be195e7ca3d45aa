"""JUnit XML of the checks: a suite for what was handed in and one for the end, by the schema that Jenkins reads.

FAIL is a failure, ERROR, TIMEOUT and GONE are errors; what leaves the question open is skipped, with its own word.
"""

import re
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from proctor.review.exports.suites import Case, Suite, suites
from proctor.review.report.model import Report
from proctor.review.report.rewriting import cleaned
from proctor.session.verdicts import EXPLANATIONS, Verdict

_ELEMENTS: Final = {
    Verdict.FAIL: "failure",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "error",
    Verdict.GONE: "error",
}
_NOT_XML: Final = re.compile(r"[\ufffe\uffff]")


def junit_xml(report: Report) -> str:
    """The whole document."""
    plain = cleaned(report)
    root = ET.Element("testsuites", name=_text(plain.about.title))
    for suite in suites(plain):
        root.append(_suite(plain, suite))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(report: Report, suite: Suite) -> ET.Element:
    found = [_case(report, case) for case in suite.cases]
    at = datetime.fromisoformat(suite.at).astimezone(UTC)
    element = ET.Element(
        "testsuite",
        name=_text(f"{report.about.exercise} {suite.tag}"),
        tests=str(len(found)),
        failures=str(_with(found, "failure")),
        errors=str(_with(found, "error")),
        skipped=str(_with(found, "skipped")),
        time=_seconds(sum(case.finding.ms for case in suite.cases if case.finding)),
        timestamp=at.strftime("%Y-%m-%dT%H:%M:%S"),
    )
    properties = ET.SubElement(element, "properties")
    for name, value in _properties(report, suite).items():
        ET.SubElement(properties, "property", name=_text(name), value=_text(value))
    element.extend(found)
    return element


def _properties(report: Report, suite: Suite) -> dict[str, str]:
    """Which work this is, and every figure that was measured, since a case cannot hold any."""
    about = report.about
    said = {
        "session": about.session,
        "candidate": about.candidate,
        "exercise": about.exercise,
        "level": about.level,
        "snapshot": suite.commit,
        "proctor": about.made_by,
    }
    if about.checks_apart is not None:
        said["isolation"] = str(about.checks_apart.level)
    if report.problem:
        said["damaged"] = report.problem
    for case in suite.cases:
        for name, value in (case.finding.figures if case.finding else {}).items():
            said[f"{case.check.id}.{name}"] = repr(value)
    return said


def _case(report: Report, case: Case) -> ET.Element:
    check, finding = case
    element = ET.Element(
        "testcase",
        name=_text(check.id),
        classname=_text(f"{report.about.exercise}.{check.visibility}"),
        time=_seconds(finding.ms if finding else 0.0),
    )
    if finding is None:
        ET.SubElement(element, "skipped", type="NOT RUN", message="never asked of this snapshot")
    elif finding.verdict is not Verdict.PASS:
        message = _text(finding.message or EXPLANATIONS[finding.verdict])
        said = ET.SubElement(
            element, _ELEMENTS.get(finding.verdict, "skipped"), type=str(finding.verdict), message=message
        )
        said.text = _text(check.promise)
    if finding is not None and finding.output:
        ET.SubElement(element, "system-out").text = _text(finding.output)
    return element


def _with(cases: list[ET.Element], name: str) -> int:
    return sum(case.find(name) is not None for case in cases)


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"


def _text(text: str) -> str:
    """Without the few letters that XML cannot hold and that are no control characters."""
    return _NOT_XML.sub("", text)
