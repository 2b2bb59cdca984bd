#!/usr/bin/env python3
"""Draws the facts that test/wire checks requests and answers by from the service model of botocore.

    pip install botocore
    python3 test/service-model/extract.py > test/service-model/cognito-idp.json

Takes the model of the botocore that Python finds, or the file that is named as the first argument together with
its version as the second. Not run by the tests: cognito-idp.json is kept in the repository.

Kept of each operation: its input and output shape, the exceptions it declares, and whether it has to be signed.
Kept of each shape that these reach: type, bounds, pattern, enumeration, members, and which of those are required.
Left out: every text of the documentation.
"""

import gzip
import json
import re
import sys

# What a sign-in API can have to do with: everything a person does themselves (which takes no signature), and of what
# an administrator does, users, their sign-in and their groups.
SIGNED = re.compile(r"Admin|ListUsers|.*Group")
KEPT = ("min", "max", "pattern", "enum", "required")


def load(arguments):
    if arguments:
        path, version = arguments
    else:
        import botocore
        from os.path import dirname, join
        path = join(dirname(botocore.__file__), "data", "cognito-idp", "2016-04-18", "service-2.json.gz")
        version = botocore.__version__
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        return json.load(file), version


def is_kept(name, operation):
    return operation.get("authtype") == "none" or SIGNED.match(name)


def reduced(shape):
    kept = {"type": "document" if shape.get("document") else shape["type"]}
    kept.update({key: shape[key] for key in KEPT if key in shape})
    if "members" in shape and not shape.get("document"):
        kept["members"] = {name: member["shape"] for name, member in shape["members"].items()}
    kept.update({key: shape[key]["shape"] for key in ("member", "key", "value") if key in shape})
    return kept


def reached(shapes, names):
    found, waiting = {}, sorted(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = shape = reduced(shapes[name])
        waiting += shape.get("members", {}).values()
        waiting += [shape[key] for key in ("member", "key", "value") if key in shape]
    return found


def one_line_each(entries):
    """One operation or shape a line: a new version of the model is a diff that can be read."""
    lines = (f"    {json.dumps(name)}: {json.dumps(entries[name])}" for name in sorted(entries))
    return "{\n" + ",\n".join(lines) + "\n  }"


def main():
    model, version = load(sys.argv[1:])
    operations, ends, exceptions = {}, set(), set()
    for name, operation in model["operations"].items():
        if not is_kept(name, operation):
            continue
        errors = sorted({error["shape"] for error in operation.get("errors", [])})
        operations[name] = {"input": operation["input"]["shape"], "errors": errors}
        if "output" in operation:
            operations[name]["output"] = operation["output"]["shape"]
        if operation.get("authtype") != "none":
            operations[name]["signed"] = True
        ends |= {operations[name][end] for end in ("input", "output") if end in operations[name]}
        exceptions |= set(errors)
    faults = sorted(name for name in exceptions if model["shapes"][name].get("fault"))
    print("{")
    print(f'  "source": {json.dumps(f"botocore {version}, data/cognito-idp/2016-04-18/service-2.json")},')
    print('  "licence": "Apache-2.0, Copyright Amazon.com, Inc. or its affiliates",')
    print(f'  "faults": {json.dumps(faults)},')
    print(f'  "operations": {one_line_each(operations)},')
    print(f'  "shapes": {one_line_each(reached(model["shapes"], ends))}')
    print("}")


if __name__ == "__main__":
    main()
