"""When a secret is rotated: rate() and cron() expressions, and the window that opens by them.

Windows open on the hour, in UTC; at most every four hours and at least every 999 days. In days, a window opens at
midnight and closes with the day; in hours, it opens every so many hours from midnight and closes after one. A cron
expression has 0 for its minutes and * for its years. A duration (3h) changes when the window closes, but never beyond
the day or the next window.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
"""

import re
from datetime import datetime, timezone

from aws_croniter import AwsCroniter

HOUR, DAY = 3600, 86400
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class BadRules(ValueError):
    """Rules that the service refuses, in words for the caller."""


def midnight(at):
    return int(at) // DAY * DAY


def checked(rules):
    """The rules as they are kept; None where none were given."""
    rules = {name: value for name, value in (rules or {}).items() if value is not None}
    if not rules:
        return None
    days, expression, duration = (
        rules.get(name) for name in ("AutomaticallyAfterDays", "ScheduleExpression", "Duration"))
    if days is not None and expression is not None:
        raise BadRules("You can set either AutomaticallyAfterDays or ScheduleExpression, but not both.")
    if days is None and expression is None:
        raise BadRules("A Duration needs AutomaticallyAfterDays or a ScheduleExpression.")
    if days is not None and not 1 <= int(days) <= 1000:
        raise BadRules("RotationRules.AutomaticallyAfterDays must be within 1-1000.")
    if duration is not None and not (re.fullmatch(r"[0-9]+h", duration) and len(duration) in (2, 3)):
        raise BadRules("RotationRules.Duration must be a number of hours, for example 3h.")
    plan = planned(rules)
    hours = int(duration[:-1]) if duration else 1
    if hours < 1:
        raise BadRules("A rotation window is at least one hour long.")
    if hours > plan["longest"]:
        raise BadRules("The rotation window must not extend into the next UTC day or into the next rotation window.")
    return rules


def planned(rules):
    """How an expression is carried out: what repeats, whether in hours, and how many hours a window may last."""
    days = rules.get("AutomaticallyAfterDays")
    if days is not None:
        return {"days": int(days), "in_hours": False, "longest": 24}
    expression = rules["ScheduleExpression"]
    rate = re.fullmatch(r"rate\((\d+) (hours?|days?)\)", expression)
    if rate:
        return planned_rate(int(rate[1]), rate[2])
    cron = re.fullmatch(r"cron\((.+)\)", expression)
    if cron:
        return planned_cron(cron[1].split(" "))
    raise BadRules("RotationRules.ScheduleExpression must be a cron() or a rate() expression.")


def planned_rate(value, unit):
    if unit.startswith("hour"):
        if not 4 <= value <= 999 * 24:
            raise BadRules("A secret is rotated every four hours at most, and every 999 days at least.")
        return {"hours": value, "in_hours": True, "longest": min(value, 24)}
    if not 1 <= value <= 999:
        raise BadRules("A secret is rotated every 999 days at least.")
    return {"days": value, "in_hours": False, "longest": 24}


def planned_cron(fields):
    if len(fields) != 6:
        raise BadRules("A cron expression has six fields.")
    minutes, hours, days, months, weekdays, years = (field.upper() for field in fields)
    if minutes != "0":
        raise BadRules("A cron expression for rotation must have 0 in its minutes field.")
    if years != "*":
        raise BadRules("A cron expression for rotation must have * in its year field.")
    opening = re.fullmatch(r"(\d+)|(\d*)/(\d+)", hours)
    if not opening or (opening[3] and int(opening[3]) < 4):
        raise BadRules("The hours field is one hour, or increments of at least four hours.")
    if "W" in days:
        raise BadRules("The day-of-month field knows no W.")
    if re.fullmatch(f"({'|'.join(WEEKDAYS)})L", days) and weekdays == "?":
        days, weekdays = "?", days
    try:
        cron = AwsCroniter(" ".join([minutes, with_start(hours), days, months, listed(weekdays), years]))
        first = cron.occurrence(datetime(2024, 1, 1, tzinfo=timezone.utc)).next()
    except ValueError as error:
        raise BadRules(f"The cron expression is not valid: {error}") from error
    if first is None:
        raise BadRules("The cron expression never comes true.")
    step = int(opening[3]) if opening[3] else 24
    return {"cron": cron, "in_hours": bool(opening[3]), "longest": min(step, 24 - max(cron.hours))}


def with_start(hours):
    """/8 begins at midnight: the library wants to be told."""
    return f"0{hours}" if hours.startswith("/") else hours


def listed(weekdays):
    """What the library does not know of Secrets Manager: L is Saturday, and 1/2 every second day of the week."""
    if weekdays == "L":
        return "SAT"
    steps = re.fullmatch(r"(\w+)/(\d+)", weekdays)
    if not steps:
        return weekdays
    start = WEEKDAYS.index(steps[1]) + 1 if steps[1] in WEEKDAYS else int(steps[1])
    return ",".join(str(day) for day in range(start, 8, max(1, int(steps[2]))))


def next_window(rules, last, now, anchor):
    """
    The window in which a secret that was last rotated at `last` is rotated next: the one that is open now if that is
    due, else the first to come. `anchor` is when the schedule was set; a rate in hours counts from that midnight.
    """
    plan = planned(rules)
    start = opening_after(plan, last, anchor)
    while start is not None:
        end = closing(rules, plan, start)
        if end > now:
            return [start, end]
        start = start + DAY if "days" in plan else opening_after(plan, start, anchor)
    return None


def opening_after(plan, last, anchor):
    if "days" in plan:
        return midnight(last) + plan["days"] * DAY
    if "hours" in plan:
        first, step = midnight(anchor), plan["hours"] * HOUR
        return first + (max(0, int(last) - first) // step + 1) * step
    opened = plan["cron"].occurrence(datetime.fromtimestamp(int(last), timezone.utc)).next()
    return None if opened is None else int(opened.timestamp())


def closing(rules, plan, start):
    if rules.get("Duration"):
        return start + int(rules["Duration"][:-1]) * HOUR
    return start + HOUR if plan["in_hours"] else midnight(start) + DAY
