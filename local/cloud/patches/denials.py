"""Not a behaviour of AWS: what IAM refuses is logged, with who, what and on what, as CloudTrail would show it."""

import logging

from ministack.core import iam_evaluator

logger = logging.getLogger("iam")


def apply():
    enforce = iam_evaluator.enforce

    def enforce_and_log(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = enforce(access_key_id, iam_action, service, region, resource_arn=resource_arn,
                         service_context=service_context)
        if isinstance(denied, iam_evaluator.EvalResult):
            logger.warning("denied (%s): %s may not %s on %s", denied.reason or denied.decision, denied.principal_arn,
                           iam_action, resource_arn)
        return denied

    iam_evaluator.enforce = enforce_and_log
