#include "pharmcat_truth.hpp"

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

struct Count {
    int calls = 0, diplotypes = 0, variants = 0, phases = 0, missing = 0;
};

/// One line of the expected table against ours; what differs is told and counted as not passed.
void compare(const std::string& file, const std::vector<std::string>& row, const GeneMatcher& matcher,
             const GeneCall& call, Count& count) {
    const std::string found[] = {spelt(call), spelt_variants(matcher, call), spelt_phase(call),
                                 std::to_string(call.missing.size())};
    int* const passed[] = {&count.diplotypes, &count.variants, &count.phases, &count.missing};
    ++count.calls;
    for (std::size_t column = 0; column < 4; ++column) {
        const bool same = found[column] == row[column + 2];
        *passed[column] += same;
        CHECK_MESSAGE(same, file, " ", row[0], " ", row[1], ": expected '", row[column + 2], "', found '",
                      found[column], "'");
    }
}

Count compare_set(const std::filesystem::path& clinic,
                  const std::map<std::string, GeneDefinition>& definitions, const std::string& name,
                  bool combinations) {
    MatchOptions options;
    options.combinations = combinations;
    std::map<std::string, GeneMatcher> matchers;
    for (const auto& [gene, definition] : definitions)
        matchers.emplace(gene, GeneMatcher::compile(definition, options).value());
    const PlainVcf vcf = plain_vcf(bytes_of(clinic / "random" / (name + ".vcf.gz")));
    Count count;
    for (const std::string& line : lines_of(bytes_of(clinic / "random" / (name + ".expected.tsv.gz")))) {
        const std::vector<std::string> row = split(line, "\t");
        if (row.size() < 6 || row[0] == "sample") continue;
        const auto sample = std::ranges::find(vcf.samples, row[0]) - vcf.samples.begin();
        const GeneMatcher& matcher = matchers.at(row[1]);
        compare(name, row, matcher,
                matcher.match(genotypes_of(vcf, static_cast<std::size_t>(sample), definitions.at(row[1]))),
                count);
    }
    MESSAGE(name, ": ", count.calls, " calls; lists of diplotypes with scores ", count.diplotypes,
            ", lists of variants ", count.variants, ", phases ", count.phases, ", missing positions ",
            count.missing);
    return count;
}

}  // namespace

TEST_CASE("6,039 calls of random samples are PharmCAT's: lists, order, scores, phase, missing positions") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto definitions = shared_definitions(*clinic);
    int calls = 0;
    for (const char* name : {"phased150", "mixed200", "missing100"})
        calls += compare_set(*clinic, definitions, name, false).calls;
    calls += compare_set(*clinic, definitions, "combo60", true).calls;
    CHECK(calls == 6039);
}
