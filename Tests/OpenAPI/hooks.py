"""Makes requests that are well-formed be about dossiers that there are, and counts what came of them.

Schemathesis makes requests up from the description alone; nearly all of them would be about nothing. Where it means
a part of a request to be valid, values that lead somewhere take the place of what it made up; what it means to be wrong
stays as it is. Which values depends on the request alone, so that a run can be repeated.
"""

import atexit
import collections
import hashlib
import json
import os
import random

import schemathesis
from schemathesis.core.parameters import ParameterLocation

with open(os.environ["MOTCUA_OPENAPI_FACTS"], encoding="utf-8") as file:
    FACTS = json.load(file)
# By operation and status.
COUNTS = collections.defaultdict(collections.Counter)

schemathesis.serializer.alias("application/partial-upload", "application/octet-stream")


def is_valid(case, location):
    component = case.meta.components.get(location) if case.meta else None
    return component is None or component.mode.is_positive


def filled(value, name, words, chance):
    if isinstance(value, dict):
        whole = {key: filled(member, key, words, chance) for key, member in value.items()}
        if {"number", "slipCode"} <= value.keys() and chance.random() < 0.7:
            whole["number"], whole["slipCode"] = chance.choice(FACTS["slips"])
        return whole
    if isinstance(value, list):
        return [filled(element, name, words, chance) for element in value]
    known = words.get(name, [])
    if not known or chance.random() >= 0.7:
        return value
    word = chance.choice(known)
    # A day doesn't stand for an instant.
    return word if type(word) is type(value) and len(str(word)) != 10 or len(str(value)) == 10 else value


@schemathesis.hook
def before_call(context, case, kwargs):
    made_up = repr((case.method, case.path, case.path_parameters, case.query, case.body))
    chance = random.Random(hashlib.sha256(made_up.encode("utf-8", "surrogatepass")).digest())
    places = FACTS["places"].get(case.path)
    if places and is_valid(case, ParameterLocation.PATH) and chance.random() < 0.85:
        case.path_parameters.update(chance.choice(places))
    if case.query and is_valid(case, ParameterLocation.QUERY):
        case.query = filled(case.query, "", FACTS["queries"], chance)
    if isinstance(case.body, (dict, list)) and is_valid(case, ParameterLocation.BODY):
        case.body = filled(case.body, "", FACTS["bodies"], chance)
    headers = case.headers
    if headers and "Idempotency-Key" in headers and is_valid(case, ParameterLocation.HEADER) and chance.random() < 0.9:
        headers["Idempotency-Key"] = f"k-{chance.getrandbits(64):x}"


@schemathesis.hook
def after_call(context, case, response):
    # Other methods are tried at each address as well.
    if response.request.method == case.method == case.operation.method.upper():
        COUNTS[case.operation.label][response.status_code] += 1
    else:
        COUNTS["other methods"][response.status_code] += 1


# The kinds of problems that say that a request isn't well-formed.
OF_FORM = {"malformed-body", "invalid-body", "invalid-query", "invalid-header", "protocol-error", "idempotency-key-missing",
           "unsupported-media-type", "not-acceptable"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops what is no failure: a request may well have the form that the description asks for, and be refused."""
    if failure.code == "ST202":
        return is_about_form(case, response)
    if failure.code == "ST201":
        return not is_only_unknown_header(case)
    return True


def is_about_form(case, response):
    try:
        problem = response.json()
    except ValueError:
        return True
    if str(problem.get("type")).removeprefix("/problems/") not in OF_FORM:
        return False
    # A cursor is what the list gave, a period ends after it began, a change has a reason unless it is rehearsed, and who
    # acts at no office names one: no schema can say that.
    beyond = [("after", "badFormat"), ("to", "outOfRange"), ("until", "outOfRange"), ("reason", "missing"), ("dryRun", "notOneOf"), ("/office", "missing")]
    errors = [(error.get("parameter") or error.get("pointer"), error["code"]) for error in problem.get("errors", [])]
    # Which handovers a manifest has is known to the record alone; one that was offered already needs a carrier.
    return not any(error in beyond or error == ("/carrier", "missing") or (error[0] or "").startswith("/exceptions/")
                   and error[1] in ("notOneOf", "duplicate", "missing") for error in errors)


def is_only_unknown_header(case):
    """Any request may have header fields that the server doesn't know (RFC 9110, 5.1)."""
    negative = [location for location, component in case.meta.components.items() if not component.mode.is_positive]
    return negative == [ParameterLocation.HEADER] and any(
        name.lower().startswith("x-schemathesis-unknown") for name in case.headers)


@atexit.register
def write_counts():
    with open(os.environ["MOTCUA_OPENAPI_COUNTS"], "w", encoding="utf-8") as file:
        json.dump(COUNTS, file)
