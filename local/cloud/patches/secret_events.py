"""What Secrets Manager tells EventBridge of its own accord, by way of CloudTrail, and the clock it goes by.

A rotation that starts, succeeds, fails or is abandoned is an event.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html

Not a behaviour of AWS: `rotation.aheadSeconds` in the file of the fault server moves this clock, so that a test need
not wait for a window to open.
"""

import json
import logging
import time

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import eventbridge

from . import faults

logger = logging.getLogger("secretsmanager")


def settings():
    return faults.read().get("rotation") or {}


def clock():
    return time.time() + settings().get("aheadSeconds", 0)


def announce(secret, name, failure=None):
    logger.info("%s: %s", name, secret["ARN"])
    eventbridge._dispatch_event({
        "EventId": new_uuid(),
        "Source": "aws.secretsmanager",
        "DetailType": "AWS Service Event via CloudTrail",
        "Detail": json.dumps({
            "eventSource": "secretsmanager.amazonaws.com", "eventName": name, "eventType": "AwsServiceEvent",
            "additionalEventData": {"SecretId": secret["ARN"]}, **({"errorMessage": failure} if failure else {}),
        }),
        "EventBusName": "default",
        "Time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock())),
        "Resources": [],
        "Account": get_account_id(),
        "Region": get_region(),
    })
