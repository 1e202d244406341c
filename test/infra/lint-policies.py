"""What two public linters say of IAM policies: parliament (unknown actions, resources and conditions that do not fit,
known ways to more power) and cloudsplaining (more of those ways). Reads {name: document}, writes a list of findings."""

import json
import sys
import warnings

# parliament imports a module that setuptools is about to drop; the version here still has it.
warnings.simplefilter("ignore")

import parliament  # noqa: E402
from cloudsplaining.scan.policy_document import PolicyDocument  # noqa: E402


def findings(document):
    for each in parliament.analyze_policy_string(json.dumps(document), include_community_auditors=True).findings:
        detail = each.detail if isinstance(each.detail, str) else json.dumps(each.detail)
        where = each.location
        yield each.issue, detail or ",".join(where.get("actions", [])) or where.get("string", "")
    for way in PolicyDocument(document).allows_privilege_escalation:
        yield "PRIVILEGE_ESCALATION", f"{way['type']}: {','.join(way['actions'])}"


json.dump(
    [[name, *found] for name, document in json.load(sys.stdin).items() for found in findings(document)], sys.stdout
)
