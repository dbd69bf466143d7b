"""Judges FHIR resources by fhir.resources, models of R4B that others made. Started with the Python of cache/judges.

R4B (4.3.0) changes none of the resource types that our bundles use since R4 (4.0.1).
standard input: {"bundles": [...], "elements": {type: {element: cardinality}}}
standard output: {"faults": [...], "elements": [...]}: what it refuses, and where our table of elements differs from its.
"""
import importlib
import json
import sys

from pydantic import ValidationError


def model(kind):
    module = importlib.import_module(f"fhir.resources.R4B.{kind.split('.')[0].lower()}")
    return getattr(module, kind.replace(".", "", 1)[0].upper() + "".join(part[0].upper() + part[1:] for part in kind.split("."))[1:])


def faults_of(bundle):
    try:
        model("Bundle").model_validate(bundle)
        return []
    except ValidationError as error:
        return [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]


def elements_of(kind):
    """Names of its elements in JSON, choices as name[x]; True where an array."""
    made = {}
    for name, field in model(kind).model_fields.items():
        alias = field.alias or name
        if alias.startswith("_") or alias in ("resourceType", "fhir_comments", "resource_type"):
            continue
        extra = field.json_schema_extra or {}
        if extra.get("one_of_many"):
            alias = extra["one_of_many"] + "[x]"
        made[alias] = "List" in str(field.annotation) or "list[" in str(field.annotation)
    return made


def differences(ours):
    told = []
    for kind, elements in ours.items():
        theirs = elements_of(kind)
        common = {"id", "extension", "modifierExtension", "meta", "implicitRules", "language", "text", "contained"}
        if kind in ("Annotation", "Narrative", "CodeableConcept"):
            common.discard("text")
        mine = {name: many.endswith("*") for name, many in elements.items()}
        for name in sorted((mine.keys() ^ theirs.keys()) - common):
            told.append(f"{kind}.{name}: only {'ours' if name in mine else 'theirs'}")
        for name in sorted(mine.keys() & theirs.keys()):
            if mine[name] != theirs[name]:
                told.append(f"{kind}.{name}: an array only {'ours' if mine[name] else 'theirs'}")
    return told


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump({"faults": [fault for bundle in asked["bundles"] for fault in faults_of(bundle)], "elements": differences(asked["elements"])}, sys.stdout)
