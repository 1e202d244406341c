"""What an HTTP API hands to a function, and what it answers when one fails.

Cookies travel in the event's `cookies`, not in its headers; sourceIp is the address the gateway saw and domainName the
name it was called by; a function that throws is a 500 that says nothing about why.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import json

from ministack.services import apigateway, lambda_svc


def as_on_aws(event):
    context = event.get("requestContext", {})
    headers = event.get("headers")
    if event.get("version") != "2.0" or "http" not in context or not isinstance(headers, dict):
        return event
    # Our origin proxy is the only caller; it writes what API Gateway would have seen.
    client = headers.get("x-forwarded-for")
    if client:
        context["http"]["sourceIp"] = client.split(",")[-1].strip()
    if headers.get("host"):
        context["domainName"] = headers["host"].rsplit(":", 1)[0]
    cookies = headers.pop("cookie", None)
    if cookies:
        event["cookies"] = [cookie.strip() for cookie in cookies.split(";") if cookie.strip()]
    return event


def apply():
    run = apigateway.run_reentrant

    async def run_reentrant(work, *args, **others):
        if work is lambda_svc._execute_function_with_config_scope and len(args) == 2 and isinstance(args[1], dict):
            args = (args[0], as_on_aws(args[1]))
        return await run(work, *args, **others)

    apigateway.run_reentrant = run_reentrant

    answer = lambda_svc.lambda_execute_result_to_api_proxy_response

    def lambda_execute_result_to_api_proxy_response(result):
        if result.get("error") and not result.get("throttle"):
            body = json.dumps({"message": "Internal Server Error"})
            return {"statusCode": 500, "headers": {"Content-Type": "application/json"}, "body": body}, None
        return answer(result)

    lambda_svc.lambda_execute_result_to_api_proxy_response = lambda_execute_result_to_api_proxy_response
