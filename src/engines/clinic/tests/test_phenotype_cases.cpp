#include "case_words.hpp"

#include <strandline/formats/outside_calls.hpp>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

// Beside those of the documents, too: checks that only answers are asked for.
std::vector<KnownDeviation> known_deviations() {
    std::vector<KnownDeviation> known = deviations_of_cases;
    for (const char* check : {"doStandardChecks", "doStandardChecks recommended"})
        known.push_back(
            {std::string("PipelineTest.phaseSetDpyd ") + check,
             "asserts on three inputs; for the one given, ours is the reference program's answer"});
    return known;
}

struct Case {
    const Json& json;
    std::string id;
    std::map<std::string, GeneCall> calls;  // of the matcher
    std::map<std::string, GenePhenotype> genes;
    std::vector<DrugGuidance> guidance;
};

/// Whether one of the diplotypes is this: told by its alleles, as one text, or as "Unknown/Unknown".
bool recommends(const GenePhenotype& gene, const std::vector<std::string>& names) {
    return std::ranges::any_of(gene.recommended, [&](const DiplotypeMeaning& meaning) {
        if (names.size() != 1) return sorted(meaning.alleles) == sorted(names);
        return names[0] == meaning.diplotype ||
               (meaning.alleles.size() == 2 && (names[0] == meaning.alleles[0] + "/" + meaning.alleles[1] ||
                                                names[0] == meaning.alleles[1] + "/" + meaning.alleles[0]));
    });
}

int matches(const Case& of, const std::string& drug, const std::string& source) {
    int count = 0;
    for (const DrugGuidance& each : of.guidance)
        if (each.drug == drug && (source.empty() || each.guideline->source == source))
            count += static_cast<int>(each.matched.size());
    return count;
}

/// Of guidelines that say what to do: PharmCAT's sheet calls "No recommendation" no match.
bool advises(const Case& of, const std::string& drug, const std::string& source) {
    for (const DrugGuidance& each : of.guidance)
        if (each.drug == drug && each.guideline->source == source)
            for (const auto& one : each.matched)
                if (one.recommendation->classification != "No recommendation") return true;
    return false;
}

void check_drug(const Case& of, const std::string& check, const Json::Array& arguments, Tally& tally) {
    const std::string drug = arguments[0].string();
    const std::string label = of.id + " " + check + " " + drug;
    if (check == "testMatchedAnnotations") {
        const bool by_source = arguments.size() == 3;
        const std::string source = by_source ? source_of(arguments[1].string()) : "";
        const std::int64_t count = arguments.back().integer();
        if (source == "FDA" || (!by_source && count > 0)) return tally.skip("counts texts of FDA, too");
        tally.check(check, label + " " + source, std::to_string(count),
                    std::to_string(matches(of, drug, source)));
        return;
    }
    const std::string source = source_of(arguments[1].string());
    if (source == "FDA") return tally.skip("texts of FDA");
    if (check == "testAnyMatch")
        tally.check(check, label + " " + source, arguments[2].string(),
                    advises(of, drug, source) ? "Yes" : "no match");
    else
        tally.check(check, label + " " + source, check == "testAnyMatchFromSource" ? "any" : "none",
                    matches(of, drug, source) > 0 ? "any" : "none");
}

void check_gene(const Case& of, const std::string& check, const Json::Array& arguments, Tally& tally) {
    const std::string name = arguments[0].string();
    const auto found = of.genes.find(name);
    const std::string label = of.id + " " + check + " " + name;
    if (found == of.genes.end()) {
        tally.check(check, label, "told of", "nothing is told of it");
        return;
    }
    const GenePhenotype& gene = found->second;
    if (check == "testRecommendedDiplotypes") {
        const std::vector<std::string> names = names_after_first(arguments);
        tally.check(check, label, joined(names), recommends(gene, names) ? joined(names) : told_all(gene));
    } else if (check == "testSourcePhenotype") {
        const auto& keys = gene.recommended.front().lookup_keys;
        const std::string key = arguments[1].string();
        tally.check(check, label + " " + key, key,
                    std::ranges::find(keys, key) != keys.end() ? key : joined(keys));
    } else if (check == "testLookupByActivity") {
        tally.check(check, label, arguments[1].string(), gene.recommended.front().activity_score);
    } else {
        const bool displayed = check == "testSourceDiplotypes" && arguments.size() == 3;
        tally.check(check, label, sources(displayed ? texts(arguments[2]) : names_after_first(arguments)),
                    joined(gene.source));
    }
}

/// DPYD: what is called, how it is displayed, what is recommended by.
void check_dpyd(const Case& of, const Json::Array& arguments, Tally& tally) {
    const GenePhenotype& gene = of.genes.at("DPYD");
    const bool displayed = arguments.size() > 1 && arguments[1].is_array();
    tally.check("doStandardChecks", of.id + " doStandardChecks", sources(texts(arguments[displayed ? 1 : 0])),
                joined(gene.source));
    if (arguments.size() > 2 && arguments[2].is_array()) {
        const std::vector<std::string> names = texts(arguments[2]);
        tally.check("doStandardChecks", of.id + " doStandardChecks recommended", joined(names),
                    recommends(gene, names) ? joined(names) : told_all(gene));
    }
}

void check_genes(const Case& of, const std::string& check, const Json::Array& arguments, Tally& tally) {
    for (const Json& name : arguments) {
        const auto found = of.genes.find(name.string());
        const CallOrigin origin = found == of.genes.end() ? CallOrigin::none : found->second.origin;
        const bool met = check == "testReportable"        ? origin != CallOrigin::none
                         : check == "testCalledByMatcher" ? origin == CallOrigin::matcher
                                                          : origin != CallOrigin::matcher;
        tally.check(check, of.id + " " + check + " " + name.string(), "met", met ? "met" : "not met");
    }
}

/// What the matcher tells: names of diplotypes in their order, the warning of HapB3.
void check_matcher(const Case& of, const std::string& check, const Json::Array& arguments, Tally& tally) {
    if (check == "pgx_warning") {
        const std::string gene = arguments[0].string();
        tally.check(check, of.id + " " + check, arguments[2].string(), hapb3_message(of.calls.at(gene)));
        return;
    }
    REQUIRE(of.calls.size() == 1);
    std::vector<std::string> expected, found;
    for (const Json& argument : arguments)
        for (const std::string& name : texts(argument)) expected.push_back(name);
    for (const DiplotypeCall& diplotype : of.calls.begin()->second.diplotypes)
        found.push_back(diplotype.name);
    tally.check(check, of.id + " " + check, joined(expected), joined(found));
}

void check_expectation(const Case& of, const std::string& check, const Json& expectation, Tally& tally) {
    static const std::set<std::string> of_drugs = {"testMatchedAnnotations", "testAnyMatchFromSource",
                                                   "testNoMatchFromSource", "testAnyMatch"};
    static const std::set<std::string> of_gene = {
        "testRecommendedDiplotypes", "testSourceDiplotypes", "testPrintCalls",
        "testPrintCpicCalls",        "testSourcePhenotype",  "testLookupByActivity"};
    static const std::set<std::string> of_genes = {"testReportable", "testCalledByMatcher",
                                                   "testNotCalledByMatcher"};
    static const std::set<std::string> of_matcher = {"diplotypes", "pgx_warning"};
    if (!expectation.find("args")) return tally.skip("a name of the test's own in place of a value");
    const auto& arguments = expectation.at("args").items();
    if (of_drugs.contains(check))
        check_drug(of, check, arguments, tally);
    else if (of_gene.contains(check))
        check_gene(of, check, arguments, tally);
    else if (of_genes.contains(check))
        check_genes(of, check, arguments, tally);
    else if (of_matcher.contains(check))
        check_matcher(of, check, arguments, tally);
    else if (check == "doStandardChecks")
        check_dpyd(of, arguments, tally);
    else
        tally.skip("messages of PharmCAT's own");
}

void check_reference(const Case& of, const std::string& gene, const GenePhenotype& found, Tally& tally) {
    const Json* reference = of.json.at("reference_phenotype").find(gene);
    if (!reference) return;
    std::string expected;
    for (const Json& row : reference->at("recommendation").items())
        expected += (expected.empty() ? "" : ";;") + word(row, "diplotype") + " => " +
                    word(row, "phenotype") + " => " + word(row, "activity_score") + " => " +
                    word(row, "lookup_key");
    tally.check("reference_phenotype: source", of.id + " " + gene + " source",
                joined(texts(reference->at("source"))), joined(found.source));
    tally.check("reference_phenotype: meaning", of.id + " " + gene + " meaning", expected, told_all(found));
}

void take_outside_calls(Case& of, const domain::PgxKnowledge& knowledge) {
    const std::string text = word(of.json, "outside_calls");
    if (text.empty()) return;
    const auto calls = formats::read_outside_calls(Source::memory("outside", text));
    REQUIRE(calls.has_value());
    std::map<std::string, std::vector<domain::PgxOutsideCall>> by_gene;
    for (const auto& call : *calls) by_gene[call.gene].push_back(call);
    for (const auto& [gene, told] : by_gene)
        of.genes[gene] = GenePhenotyper(knowledge, gene).of_outside(told);
}

GeneDefinition definition_for(const Json& json, const std::string& gene,
                              const domain::PgxKnowledge& knowledge, const std::filesystem::path& clinic) {
    const std::string own = word(json, "definition");
    return own.empty() ? *definition_of_gene(knowledge, gene)
                       : definition_of(own, bytes_of(clinic / "definitions" / own));
}

struct World {
    std::filesystem::path clinic;
    domain::PgxKnowledge knowledge;
    Guidance guidance;
    std::map<std::string, std::string> vcfs;
};

void run_case(const Json& json, const World& world, Tally& tally) {
    const bool pipeline = word(json, "level") == "pipeline";
    Case of{.json = json, .id = word(json, "id"), .calls = {}, .genes = {}, .guidance = {}};
    const std::string vcf_name = word(json, "vcf");
    const auto file = std::ranges::find_if(
        world.vcfs, [&](const auto& one) { return one.first.ends_with("/" + vcf_name); });
    const PlainVcf vcf = vcf_name.empty() ? PlainVcf{} : plain_vcf(file->second);
    for (const auto& [gene, reference] : json.at("reference_program").members()) {
        const GeneDefinition definition = definition_for(json, gene, world.knowledge, world.clinic);
        const auto matcher = GeneMatcher::compile(definition, options_of(json.at("options"), pipeline));
        const auto genotypes = genotypes_of(vcf, 0, definition);
        of.calls[gene] = matcher->match(genotypes);
        if (!pipeline) continue;
        of.genes[gene] = GenePhenotyper(world.knowledge, gene).of_call(of.calls[gene], genotypes);
        check_reference(of, gene, of.genes[gene], tally);
    }
    take_outside_calls(of, world.knowledge);
    std::vector<GenePhenotype> genes;
    for (const auto& [gene, phenotype] : of.genes) genes.push_back(phenotype);
    of.guidance = world.guidance.of(genes);
    for (const Json& expectation : json.at("expect").items()) {
        const std::string check = word(expectation, "check");
        tally.one_check(check, [&] { check_expectation(of, check, expectation, tally); });
    }
}

}  // namespace

TEST_CASE("all cases of PharmCAT's own tests: calls, phenotypes, outside calls, recommendations") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const World world{*clinic, knowledge, Guidance(knowledge), untar(bytes_of(*clinic / "cases_vcf.tar.gz"))};
    Tally tally(known_deviations());
    int cases = 0;
    for (const std::string& line : lines_of(bytes_of(*clinic / "cases.jsonl"))) {
        if (line.empty()) continue;
        run_case(Json::parse(line).value(), world, tally);
        ++cases;
    }
    tally.finish();
    MESSAGE(cases, " cases");
    CHECK(cases == 363);
    tally.tell_checks(1288);
    CHECK(tally.met() == 1221);
    CHECK(tally.left_out() == 61);
    CHECK(tally.deviating() == 6);
}
