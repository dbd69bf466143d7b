#include "pharmcat_truth.hpp"

#include <cstdio>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

struct Shared {
    std::filesystem::path folder;
    std::map<std::string, GeneDefinition> definitions;
    std::map<std::string, std::string> vcfs;
};

std::string expected_diplotypes(const Json& reference) {
    std::string text;
    for (const Json& diplotype : reference.at("diplotypes").items())
        text += (text.empty() ? "" : ";;") + word(diplotype, "name") + "=" +
                std::to_string(diplotype.at("score").integer());
    return text;
}

std::string expected_variants(const Json& reference) {
    std::string text;
    for (const Json& name : reference.at("haplotypes").items())
        text += (text.empty() ? "" : ";;") + name.string();
    return text;
}

/// What differs between the call and the reference program's, or nothing.
std::string difference(const GeneMatcher& matcher, const GeneCall& call, const Json& reference) {
    const std::pair<std::string, std::string> told[] = {
        {expected_diplotypes(reference), spelt(call)},
        {expected_variants(reference), spelt_variants(matcher, call)},
        {word(reference, "phase"), spelt_phase(call)},
        {std::to_string(reference.at("missing_positions").integer()), std::to_string(call.missing.size())}};
    std::string text;
    for (const auto& [expected, found] : told)
        if (expected != found) text += " expected '" + expected + "', found '" + found + "'";
    return text;
}

struct Tally {
    int calls = 0, same = 0, checks = 0, checked = 0;
};

/// What the tests of PharmCAT themselves assert about the matcher.
void check_expectations(const Json& json, const std::string& gene, const GeneCall& call, Tally& tally) {
    for (const Json& check : json.at("expect").items()) {
        const std::string what = word(check, "check");
        if (!check.find("args")) continue;
        const auto& arguments = check.at("args").items();
        std::string expected, found;
        if (what == "diplotypes") {
            for (const Json& name : arguments) expected += name.is_array() ? "" : name.string() + ";;";
            if (!arguments.empty() && arguments[0].is_array())
                for (const Json& name : arguments[0].items()) expected += name.string() + ";;";
            for (const DiplotypeCall& diplotype : call.diplotypes) found += diplotype.name + ";;";
        } else if (what == "pgx_warning" && arguments[0].string() == gene) {
            expected = arguments[2].string();
            found = hapb3_message(call);
        } else {
            continue;
        }
        ++tally.checks;
        tally.checked += expected == found;
        CHECK_MESSAGE(expected == found, word(json, "id"), " ", what, ": expected '", expected, "', found '",
                      found, "'");
    }
}

void run_case(const Shared& shared, const Json& json, Tally& tally) {
    const std::string vcf_name = word(json, "vcf");
    if (vcf_name.empty()) return;
    const auto vcf_text = std::ranges::find_if(
        shared.vcfs, [&](const auto& file) { return file.first.ends_with("/" + vcf_name); });
    REQUIRE(vcf_text != shared.vcfs.end());
    const PlainVcf vcf = plain_vcf(vcf_text->second);
    const MatchOptions options = options_of(json.at("options"), word(json, "level") == "pipeline");
    for (const auto& [gene, reference] : json.at("reference_program").members()) {
        const std::string own = word(json, "definition");
        const GeneDefinition definition =
            own.empty() ? shared.definitions.at(gene)
                        : definition_of(own, bytes_of(shared.folder / "definitions" / own));
        const auto matcher = GeneMatcher::compile(definition, options).value();
        const GeneCall call = matcher.match(genotypes_of(vcf, 0, definition));
        const std::string different = difference(matcher, call, reference);
        ++tally.calls;
        tally.same += different.empty();
        CHECK_MESSAGE(different.empty(), word(json, "id"), " ", gene, ":", different);
        check_expectations(json, gene, call, tally);
    }
}

}  // namespace

TEST_CASE("cases of PharmCAT's own tests: diplotypes, scores, phase, warnings of HapB3") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const Shared shared{*clinic, shared_definitions(*clinic), untar(bytes_of(*clinic / "cases_vcf.tar.gz"))};
    std::map<std::string, Tally> tallies;
    for (const std::string& line : lines_of(bytes_of(*clinic / "cases.jsonl"))) {
        if (line.empty()) continue;
        const Json json = Json::parse(line).value();
        const std::string id = word(json, "id");
        run_case(shared, json,
                 tallies[id.starts_with("SHEET") ? id.substr(0, id.find(".row")) : word(json, "level")]);
    }
    for (const auto& [kind, tally] : tallies)
        MESSAGE(kind, ": ", tally.calls, " calls, ", tally.same, " as the reference program; ", tally.checks,
                " expectations of the tests, ", tally.checked, " met");
    CHECK(tallies.size() == 4);
}
