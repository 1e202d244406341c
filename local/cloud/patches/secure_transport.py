"""aws:SecureTransport is true.

AWS clients speak TLS, and the bootstrap bucket of the CDK denies whoever does not. The local cloud listens on the
loopback interface in plain HTTP, so its callers count as what they are on AWS; without this, `cdk deploy` with the
CDK's own deployment roles is refused.
"""

import ministack.app as ministack_app


def apply():
    pin = ministack_app.pin_request_origin
    ministack_app.pin_request_origin = lambda source_ip, _secure: pin(source_ip, True)
