"""What CloudFormation makes of resources and properties that MiniStack refuses or drops.

StateMachineVersion publishes a version; a table's TimeToLiveSpecification, encryption and point-in-time recovery, a
function's ReservedConcurrentExecutions and a role's PermissionsBoundary take effect; Ref of a secret is its ARN, and a
secret may have a policy and a rotation schedule. Composite alarms and saved log queries are only kept as resources, and
an alarm may have an expression: nothing here evaluates them.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-stepfunctions-statemachineversion.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-rotationschedule.html
"""

import json

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import dynamodb, iam, lambda_svc, secretsmanager
from ministack.services import stepfunctions as sfn
from ministack.services.cloudformation import provisioners

from . import secret_rotation


def accepted(answer, what):
    if answer[0] >= 400:
        raise ValueError(f"{what}: {answer[2]!r}")
    return json.loads(answer[2] or b"{}")


def create_version(_logical_id, props, _stack_name):
    published = accepted(sfn._publish_state_machine_version({
        "stateMachineArn": props["StateMachineArn"],
        "revisionId": props.get("StateMachineRevisionId"),
        "description": props.get("Description", ""),
    }), "AWS::StepFunctions::StateMachineVersion")
    return published["stateMachineVersionArn"], {"Arn": published["stateMachineVersionArn"]}


def delete_version(physical_id, _props):
    accepted(sfn._delete_state_machine_version({"stateMachineVersionArn": physical_id}),
             "AWS::StepFunctions::StateMachineVersion")


def kept(arn_of):
    """A resource that is only remembered."""

    def create(logical_id, props, stack_name):
        name = props.get("AlarmName") or props.get("Name") or f"{stack_name}-{logical_id}"
        return name, {"Arn": arn_of(name), "QueryDefinitionId": new_uuid()}

    return {
        "create": create,
        "update": lambda physical_id, _old, props, _stack: (physical_id, {"Arn": arn_of(physical_id)}),
        "delete": lambda _physical_id, _props: None,
    }


def alarm_arn(name):
    return f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"


def query_arn(name):
    return f"arn:aws:logs:{get_region()}:{get_account_id()}:query-definition:{name}"


def set_table_extras(name, props):
    replica = (props.get("Replicas") or [{}])[0]
    recovery = props.get("PointInTimeRecoverySpecification") or replica.get("PointInTimeRecoverySpecification")
    if recovery is not None:
        enabled = str(recovery.get("PointInTimeRecoveryEnabled")).lower() == "true"
        accepted(dynamodb._update_continuous_backups(
            {"TableName": name, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": enabled}}), name)
    if replica.get("DeletionProtectionEnabled") is not None:
        accepted(dynamodb._update_table(
            {"TableName": name, "DeletionProtectionEnabled": replica["DeletionProtectionEnabled"]}), name)
    encryption = props.get("SSESpecification") or {}
    if str(encryption.get("SSEEnabled")).lower() == "true":
        accepted(dynamodb._update_table({"TableName": name, "SSESpecification": {
            "Enabled": True, "SSEType": encryption.get("SSEType", "KMS"),
            "KMSMasterKeyId": encryption.get("KMSMasterKeyId"),
        }}), name)
    expiry = props.get("TimeToLiveSpecification")
    if expiry is not None:
        enabled = str(expiry.get("Enabled", False)).lower() == "true"
        accepted(dynamodb._update_ttl({"TableName": name, "TimeToLiveSpecification": {**expiry, "Enabled": enabled}}),
                 name)


def set_concurrency(name, props):
    reserved = props.get("ReservedConcurrentExecutions")
    if name in lambda_svc._functions:
        lambda_svc._functions[name]["concurrency"] = None if reserved is None else int(reserved)


def secret_name(physical_id):
    """The key under which MiniStack keeps a secret; our physical id is the ARN."""
    return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == physical_id), physical_id)


def referred_by_arn(handler):
    def with_arn(made):
        return made[1]["Arn"], made[1]

    return {
        **handler,
        "create": lambda *args: with_arn(handler["create"](*args)),
        "update": lambda physical_id, *args: with_arn(handler["update"](secret_name(physical_id), *args)),
        "delete": lambda physical_id, props: handler["delete"](secret_name(physical_id), props),
    }


def put_secret_policy(_logical_id, props, _stack_name):
    policy = props["ResourcePolicy"]
    accepted(secretsmanager._put_resource_policy({
        "SecretId": props["SecretId"],
        "ResourcePolicy": policy if isinstance(policy, str) else json.dumps(policy),
    }), "AWS::SecretsManager::ResourcePolicy")
    return props["SecretId"], {"Id": props["SecretId"]}


def rotated(logical_id, props, _stack_name):
    """A new schedule rotates at once unless the template says otherwise."""
    if "HostedRotationLambda" in props:
        raise ValueError(f"{logical_id}: a function that AWS makes (HostedRotationLambda) is not to be had here")
    request = {name: props[name] for name in ("SecretId", "RotationLambdaARN") if name in props}
    rules = props.get("RotationRules") or {}
    days = rules.get("AutomaticallyAfterDays")
    answer = accepted(secretsmanager._rotate_secret({
        **request,
        "RotationRules": {**rules, **({"AutomaticallyAfterDays": int(days)} if days is not None else {})},
        "RotateImmediately": str(props.get("RotateImmediatelyOnUpdate", True)).lower() == "true",
    }), "AWS::SecretsManager::RotationSchedule")
    return answer["ARN"], {"Id": answer["ARN"]}


def set_boundary(name, props):
    boundary = props.get("PermissionsBoundary")
    if boundary:
        answer = iam._put_role_permissions_boundary({"RoleName": [name], "PermissionsBoundary": [boundary]})
        if answer[0] >= 400:
            raise ValueError(f"{name}: {answer[2]!r}")
    elif iam._roles.get(name):
        iam._roles[name]["PermissionsBoundary"] = None


def of_first_metric(props):
    """An alarm on an expression is kept as one on its first metric: nothing here evaluates either."""
    stats = [each["MetricStat"] for each in props.get("Metrics") or [] if each.get("MetricStat")]
    if not stats:
        return props
    metric, rest = stats[0]["Metric"], {name: value for name, value in props.items() if name != "Metrics"}
    return {**rest, **metric, "Period": stats[0]["Period"], "Statistic": stats[0]["Stat"]}


def with_expressions(handler):
    def changed(call, props_at):
        def handle(*args, **more):
            return call(*(of_first_metric(each) if at in props_at else each for at, each in enumerate(args)), **more)

        return handle

    return {**handler, "create": changed(handler["create"], (1,)), "update": changed(handler["update"], (1, 2))}


def after(handler, extra, props_at):
    """The handler, and then what it leaves out."""

    def handle(*args):
        made = handler(*args)
        extra(made[0], args[props_at])
        return made

    return handle


def apply():
    handlers = provisioners._RESOURCE_HANDLERS
    handlers["AWS::StepFunctions::StateMachineVersion"] = {"create": create_version, "delete": delete_version}
    provisioners._REPLACING_PROPERTIES["AWS::StepFunctions::StateMachineVersion"] = (
        "StateMachineArn", "StateMachineRevisionId", "Description")
    handlers["AWS::CloudWatch::CompositeAlarm"] = kept(alarm_arn)
    handlers["AWS::CloudWatch::Alarm"] = with_expressions(handlers["AWS::CloudWatch::Alarm"])
    handlers["AWS::Logs::QueryDefinition"] = kept(query_arn)
    handlers["AWS::SecretsManager::Secret"] = referred_by_arn(handlers["AWS::SecretsManager::Secret"])
    handlers["AWS::SecretsManager::ResourcePolicy"] = {
        "create": put_secret_policy,
        "update": lambda _physical_id, _old, props, stack: put_secret_policy("", props, stack),
        "delete": lambda physical_id, _props: secretsmanager._delete_resource_policy({"SecretId": physical_id}),
    }
    handlers["AWS::SecretsManager::RotationSchedule"] = {
        "create": rotated,
        "update": lambda _physical_id, _old, props, stack: rotated("", props, stack),
        # Also where the secret went first.
        "delete": lambda physical_id, _props: secret_rotation.cancel_rotate_secret({"SecretId": physical_id}),
    }
    provisioners._REPLACING_PROPERTIES["AWS::SecretsManager::RotationSchedule"] = ("SecretId",)
    for resource_type, extra in (
        ("AWS::DynamoDB::Table", set_table_extras),
        ("AWS::DynamoDB::GlobalTable", set_table_extras),
        ("AWS::Lambda::Function", set_concurrency),
        ("AWS::IAM::Role", set_boundary),
    ):
        handler = handlers[resource_type]
        handlers[resource_type] = {
            **handler,
            "create": after(handler["create"], extra, 1),
            "update": after(handler["update"], extra, 2),
        }
