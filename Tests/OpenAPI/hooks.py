"""Makes requests that are well-formed be about dossiers that there are.

Schemathesis makes requests up from the description alone; nearly all of them would be about nothing. Where it means
a part of a request to be valid, values that lead somewhere take the place of what it made up; what it means to be wrong
stays as it is. Which values depends on the request alone, so that a run can be repeated.
"""

import hashlib
import json
import os
import random

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

with open(os.environ["MOTCUA_OPENAPI_FACTS"], encoding="utf-8") as file:
    FACTS = json.load(file)


def is_valid(case, location):
    component = case.meta.components.get(location) if case.meta else None
    return component is None or component.mode.is_positive


def fits(value, replacement):
    """Whether the one may stand where the other does; a day is no instant."""
    return type(value) is type(replacement) and (not isinstance(value, str) or ("T" in value) == ("T" in replacement)
                                                 or not value[:1].isdigit())


def filled(value, name, chance):
    if isinstance(value, dict):
        whole = {key: filled(member, key, chance) for key, member in value.items()}
        if {"number", "slipCode"} <= value.keys() and chance.random() < 0.7:
            whole["number"], whole["slipCode"] = chance.choice(FACTS["slips"])
        return whole
    if isinstance(value, list):
        return [filled(element, name, chance) for element in value]
    known = [word for word in FACTS["words"].get(name, []) if fits(value, word)]
    return chance.choice(known) if known and chance.random() < 0.7 else value


@schemathesis.hook
def before_call(context, case, kwargs):
    made_up = repr((case.method, case.path, case.path_parameters, case.query, case.body))
    chance = random.Random(hashlib.sha256(made_up.encode()).digest())
    places = FACTS["places"].get(case.path)
    if places and is_valid(case, ParameterLocation.PATH) and chance.random() < 0.85:
        case.path_parameters.update(chance.choice(places))
    if case.query and is_valid(case, ParameterLocation.QUERY):
        case.query = filled(case.query, "", chance)
    if isinstance(case.body, (dict, list)) and is_valid(case, ParameterLocation.BODY):
        case.body = filled(case.body, "", chance)
    headers = case.headers
    if headers and "Idempotency-Key" in headers and is_valid(case, ParameterLocation.HEADER) and chance.random() < 0.9:
        headers["Idempotency-Key"] = f"k-{chance.getrandbits(64):x}"
