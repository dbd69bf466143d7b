"""Holds FHIR bundles against the facts of R4 and Genomics Reporting STU3 in fhir_facts.tsv.

usage: fhir_check.py [BUNDLES]      one bundle, or one a line; standard input without a name
Prints each fault with its place; exit status 1 where there is one.
"""
import json
import pathlib
import re
import sys

FACTS = pathlib.Path(__file__).with_name("fhir_facts.tsv")
GUIDE = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)"
PRIMITIVES = {
    "id": r"[A-Za-z0-9\-.]{1,64}", "code": r"[^\s]+( [^\s]+)*", "uri": r"\S+", "url": r"\S+", "canonical": r"\S+",
    "string": r"(?s)[ \r\n\t\S]*\S[ \r\n\t\S]*", "markdown": r"(?s)[ \r\n\t\S]*\S[ \r\n\t\S]*",
    "date": rf"\d{{4}}(-(0[1-9]|1[0-2])|{DAY[5:]})?", "dateTime": rf"\d{{4}}|\d{{4}}-(0[1-9]|1[0-2])|{DAY}({TIME})?", "instant": DAY + TIME,
    "xhtml": r'(?s)<div xmlns="http://www\.w3\.org/1999/xhtml">.*</div>', "base64Binary": r"[0-9A-Za-z+/=\s]+"}


class Facts:
    def __init__(self, path=FACTS):
        self.elements, self.profiles, self.extensions, self.codes = {}, {}, {}, {}
        self.rules = {}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.startswith("#") or not line:
                continue
            kind, one, two, many, three, four, source = line.split("\t")
            assert source != "-", f"{path}:{number}: without a source"
            if kind == "element":
                self.elements.setdefault(one, {})[two] = (many, three, "" if four == "-" else four)
            elif kind == "profile":
                self.profiles[one] = (two, three == "abstract")
            elif kind == "extension":
                self.extensions[one] = (two.split("|"), three, four.split("|"))
            elif kind == "code":
                self.codes.setdefault(one, {})[two, three] = four
            else:
                self.rules.setdefault(one, []).append((kind, two, many, three, four))

    def lineage(self, profile):
        """The profile and all that it builds on, and the type at its end."""
        names = []
        while profile in self.profiles:
            names.append(profile)
            profile = self.profiles[profile][0]
        return names, profile

    def of_type(self, name):
        made = dict(self.elements.get(name, {}))
        if "." not in name and name[0].isupper() and name in RESOURCES:
            made.update(self.elements["Resource"])
            if name != "Bundle":
                made.update(self.elements["DomainResource"])
        else:
            made.update(self.elements["Element"])
            if "." in name:
                made["modifierExtension"] = ("0..*", "Extension", "")
        return made


RESOURCES = ("Bundle", "Patient", "Device", "DocumentReference", "Library", "Observation", "Task", "DiagnosticReport", "Provenance")


def bounds(cardinality):
    low, high = cardinality.split("..")
    return int(low), float("inf") if high == "*" else int(high)


class Check:
    def __init__(self, facts, bundle):
        self.facts, self.bundle, self.faults = facts, bundle, []
        self.resources = {}         # by fullUrl

    def fault(self, place, words):
        self.faults.append(f"{place}: {words}")

    def run(self):
        if self.bundle.get("resourceType") != "Bundle":
            self.fault("Bundle", "no Bundle")
            return self.faults
        for i, entry in enumerate(self.bundle.get("entry", [])):
            url, resource = entry.get("fullUrl"), entry.get("resource", {})
            place = f"Bundle.entry[{i}]"
            if url in self.resources:
                self.fault(place, f"fullUrl {url} is there twice (bdl-7)")
            if not re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", str(url)):
                self.fault(place, f"fullUrl {url} is no urn:uuid of version 8")
            elif url != f"urn:uuid:{resource.get('id')}":
                self.fault(place, f"fullUrl {url} and id {resource.get('id')} differ")
            self.resources[url] = resource
        self.value(self.bundle, "Bundle", "Bundle")
        reports = [r for r in self.resources.values() if "genomic-report" in self.profiles_of(r)]
        if len(reports) != 1:
            self.fault("Bundle", f"{len(reports)} genomic reports, not 1")
        for report in reports:
            self.everything_is_reported(report)
        return self.faults

    def everything_is_reported(self, report):
        told = {r.get("reference") for r in report.get("result", [])}
        for url, resource in self.resources.items():
            if resource.get("resourceType") == "Observation" and url not in told:
                self.fault(url, "an Observation that is no result of the report")
        if not any("test-disclaimer" in json.dumps(e) for e in report.get("extension", [])):
            self.fault("DiagnosticReport", "without the notice of what it is for")

    def profiles_of(self, resource):
        made = []
        for url in resource.get("meta", {}).get("profile", []):
            if url.startswith(GUIDE) and url.endswith("|3.0.0"):
                made.append(url[len(GUIDE):-len("|3.0.0")])
            else:
                self.fault(resource.get("id"), f"unknown profile {url}")
        return made

    # --- types ---

    def value(self, value, kind, place, context=""):
        if kind in PRIMITIVES:
            if not isinstance(value, str) or not re.fullmatch(PRIMITIVES[kind], value):
                self.fault(place, f"{value!r} is no {kind}")
        elif kind == "boolean":
            if not isinstance(value, bool):
                self.fault(place, f"{value!r} is no boolean")
        elif kind in ("decimal", "integer", "unsignedInt"):
            wrong = isinstance(value, bool) or not isinstance(value, (int, float)) or kind != "decimal" and not isinstance(value, int) or kind == "unsignedInt" and value < 0
            if wrong:
                self.fault(place, f"{value!r} is no {kind}")
        elif kind == "Resource":
            self.resource(value, place)
        elif kind in self.facts.elements:
            self.members(value, kind, place, context)
        else:
            self.fault(place, f"the table of facts does not have {kind}")

    def resource(self, resource, place):
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if kind not in RESOURCES:
            self.fault(place, f"unknown resource {kind}")
            return
        place = f"{kind}/{resource.get('id')}"
        self.members(resource, kind, place)
        if kind == "Observation":
            self.observation(resource, place)
        for profile in self.profiles_of(resource):
            self.profile(resource, profile, place)

    def members(self, value, kind, place, context=""):
        if not isinstance(value, dict) or not value:
            self.fault(place, f"{value!r} is no {kind}")
            return
        known, seen = self.facts.of_type(kind), {}
        for name, member in value.items():
            if name == "resourceType" and kind in RESOURCES:
                continue
            element, types = self.element_of(known, name)
            if element is None:
                self.fault(f"{place}.{name}", f"{kind} has no such element")
                continue
            seen.setdefault(element, []).append(name)
            cardinality, _, rule = known[element]
            low, high = bounds(cardinality)
            if isinstance(member, list) != (high > 1):
                self.fault(f"{place}.{name}", "an array where one value belongs" if high == 1 else "no array")
                continue
            items = member if isinstance(member, list) else [member]
            if not items:
                self.fault(f"{place}.{name}", "an empty array")
            for i, item in enumerate(items):
                where = f"{place}.{name}[{i}]" if high > 1 else f"{place}.{name}"
                self.value(item, types, where, kind)
                if types == "code" and rule and item not in rule.split("|"):
                    self.fault(where, f"{item!r} is none of {rule}")
                if types == "Reference":
                    self.target(item, rule.split("|"), where)
                if types == "Extension" and isinstance(item, dict):
                    self.extension(item, kind, where)
        for element, (cardinality, _, _) in known.items():
            if bounds(cardinality)[0] and element not in seen:
                self.fault(f"{place}.{element}", f"missing, {cardinality}")
        for element, names in seen.items():
            if len(names) > 1:
                self.fault(f"{place}.{element}", f"{' and '.join(names)}: one of them at most")
        if kind == "Reference" and not {"reference", "identifier", "display"} & value.keys():
            self.fault(place, "an empty reference (ref-1)")

    def element_of(self, known, name):
        if name in known:
            return name, known[name][1]
        for element, (_, types, _) in known.items():
            if element.endswith("[x]") and name.startswith(element[:-3]):
                kind = name[len(element) - 3:]
                for one in types.split("|"):
                    if one[0].upper() + one[1:] == kind:
                        return element, one
                if types == "*" and kind:
                    return element, kind if kind in self.facts.elements else kind[0].lower() + kind[1:]
        return None, None

    def target(self, reference, targets, place):
        urn = reference.get("reference") if isinstance(reference, dict) else None
        if urn is None:
            return None
        resource = self.resources.get(urn)
        if resource is None:
            self.fault(place, f"{urn} is not in the bundle")
        elif targets != ["*"] and targets != [""] and not {resource.get("resourceType"), *self.profiles_of(resource)} & set(targets):
            self.fault(place, f"leads to {resource.get('resourceType')} {'/'.join(self.profiles_of(resource))}, not {' or '.join(targets)}")
        return resource

    def extension(self, extension, context, place):
        url = extension.get("url")
        if url not in self.facts.extensions:
            self.fault(place, f"unknown extension {url}")
            return
        contexts, value, targets = self.facts.extensions[url]
        if contexts != ["*"] and context not in contexts:
            self.fault(place, f"{url} does not belong to {context}")
        if value not in extension:
            self.fault(place, f"{url} without {value}")
        elif value == "valueReference":
            self.target(extension[value], targets, place)

    # --- R4's own rules ---

    def observation(self, resource, place):
        has_value = any(name.startswith("value") for name in resource)
        if has_value and "dataAbsentReason" in resource:
            self.fault(place, "a value and a reason for none (obs-6)")
        codes = {(c.get("system"), c.get("code")) for c in resource.get("code", {}).get("coding", [])}
        for i, component in enumerate(resource.get("component", [])):
            theirs = {(c.get("system"), c.get("code")) for c in component.get("code", {}).get("coding", [])}
            if has_value and codes & theirs:
                self.fault(f"{place}.component[{i}]", "the code of the Observation (obs-7)")
            if not any(name.startswith("value") for name in component) and "dataAbsentReason" not in component:
                self.fault(f"{place}.component[{i}]", "neither value nor reason for none")
        if not self.profiles_of(resource) and "dataAbsentReason" not in resource:
            self.fault(place, "an Observation without a profile and without a reason for no value")

    # --- profiles ---

    def profile(self, resource, profile, place):
        names, kind = self.facts.lineage(profile)
        if not names or self.facts.profiles[profile][1]:
            self.fault(place, f"{profile} is no profile that a resource may claim")
            return
        if resource.get("resourceType") != kind:
            self.fault(place, f"{profile} is a profile of {kind}")
        slices = []
        for name in names:
            for rule in self.facts.rules.get(name, []):
                if rule[0] == "slice":
                    slices.append(rule)
                else:
                    getattr(self, "rule_" + rule[0])(resource, rule, place)
        self.components(resource, slices, place)

    def named(self, resource, element):
        if element.endswith("[x]"):
            return [v for k, v in resource.items() if k.startswith(element[:-3])]
        found = resource.get(element, [])
        return found if isinstance(found, list) else [found]

    def rule_cardinality(self, resource, rule, place):
        _, element, cardinality, fixed, _ = rule
        low, high = bounds(cardinality)
        found = self.named(resource, element)
        if not low <= len(found) <= high:
            self.fault(f"{place}.{element}", f"{len(found)} times, not {cardinality}")
        if fixed != "-" and any(value != fixed for value in found):
            self.fault(f"{place}.{element}", f"is not {fixed}")

    def rule_fixed(self, resource, rule, place):
        _, element, cardinality, system, code = rule
        low, high = bounds(cardinality)
        found = sum(any(c.get("system") == system and c.get("code") == code for c in concept.get("coding", [])) for concept in self.named(resource, element))
        if not low <= found <= high:
            self.fault(f"{place}.{element}", f"{system}#{code} {found} times, not {cardinality}")

    def rule_binding(self, resource, rule, place):
        for concept in self.named(resource, rule[1]):
            self.bound(concept, rule[3], f"{place}.{rule[1]}")

    def bound(self, concept, values, place):
        codings = [(c.get("system"), c.get("code")) for c in concept.get("coding", [])]
        if not any(c in self.facts.codes[values] for c in codings):
            self.fault(place, f"{codings} are not of {values}")

    def rule_target(self, resource, rule, place):
        for reference in self.named(resource, rule[1]):
            self.target(reference, rule[3].split("|"), f"{place}.{rule[1]}")

    def components(self, resource, slices, place):
        for _, name, cardinality, code, rule in slices:
            system, code = code.split("#")
            found = [c for c in resource.get("component", []) if any(x.get("system") == system and x.get("code") == code for x in c.get("code", {}).get("coding", []))]
            low, high = bounds(cardinality)
            if not low <= len(found) <= high:
                self.fault(f"{place}.component:{name}", f"{len(found)} times, not {cardinality}")
            types, *more = rule.split(" ")
            for component in found:
                values = [k for k in component if k.startswith("value")]
                if any(k[5:].lower() not in types.lower().split("|") for k in values):
                    self.fault(f"{place}.component:{name}", f"{values} is not {types}")
                if "1..1" in more and not values:
                    self.fault(f"{place}.component:{name}", "without a value")
                for word in more:
                    if word.startswith("required:") and "valueCodeableConcept" in component:
                        self.bound(component["valueCodeableConcept"], word[len("required:"):], f"{place}.component:{name}")
                    if word.startswith("system:") and any(c.get("system") != word[len("system:"):] for c in component.get("valueCodeableConcept", {}).get("coding", [{}])):
                        self.fault(f"{place}.component:{name}", f"not of {word[len('system:'):]}")


def faults_of(bundle, facts=None):
    return Check(facts or Facts(), bundle).run()


def bundles_of(text):
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


if __name__ == "__main__":
    text = pathlib.Path(sys.argv[1]).read_text() if len(sys.argv) > 1 else sys.stdin.read()
    facts, faults, bundles = Facts(), [], bundles_of(text)
    for bundle in bundles:
        faults += faults_of(bundle, facts)
    for words in faults:
        print(words)
    entries = sum(len(b.get("entry", [])) for b in bundles)
    print(f"{len(bundles)} bundles, {entries} resources, {len(faults)} faults")
    sys.exit(1 if faults or not bundles else 0)
