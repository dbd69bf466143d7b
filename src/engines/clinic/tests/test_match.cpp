#include <strandline/clinic/match.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>

using namespace strandline;
using namespace strandline::clinic;
using domain::PgxGenotype;

namespace {

/// Positions 100, 101 … with REF A and ALT C, G.
domain::GeneDefinition gene(const std::string& name, std::size_t positions) {
    domain::GeneDefinition definition;
    definition.gene = name;
    for (std::size_t p = 0; p < positions; ++p) {
        domain::PgxPosition position;
        position.chromosome = "chr1";
        position.position = 100 + static_cast<std::int64_t>(p);
        position.ref = "A";
        position.alts = {"C", "G"};
        definition.positions.push_back(position);
    }
    definition.alleles.push_back({"*1", "", std::vector<std::uint32_t>(positions, 1), true, false});
    return definition;
}

void add(domain::GeneDefinition& definition, const std::string& name,
         const std::vector<std::uint32_t>& cells) {
    definition.alleles.push_back({name, "", cells, false, false});
}

/// *2 is 100C, *3 is 101C, *4 both.
domain::GeneDefinition small_gene(const std::string& name = "GENE") {
    domain::GeneDefinition definition = gene(name, 3);
    add(definition, "*2", {2, 0, 0});
    add(definition, "*3", {0, 2, 0});
    add(definition, "*4", {2, 2, 0});
    return definition;
}

PgxGenotype unphased(std::uint8_t first, std::uint8_t second) { return {first, second, false, false, -1}; }
PgxGenotype phased(std::uint8_t first, std::uint8_t second, std::int32_t set = -1) {
    return {first, second, true, false, set};
}
PgxGenotype haploid(std::uint8_t kind) { return {kind, PgxGenotype::none, false, false, -1}; }
constexpr std::uint8_t missing = PgxGenotype::missing;

GeneCall call(const domain::GeneDefinition& definition, const std::vector<PgxGenotype>& genotypes,
              const MatchOptions& options = {}) {
    return GeneMatcher::compile(definition, options).value().match(genotypes);
}

std::vector<std::string> names(const GeneCall& call) {
    std::vector<std::string> names;
    for (const DiplotypeCall& diplotype : call.diplotypes) names.push_back(diplotype.name);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("unphased data have every diplotype, the best first; phase decides") {
    const auto definition = small_gene();
    const std::vector<PgxGenotype> sample = {unphased(0, 1), unphased(1, 0), unphased(0, 0)};
    CHECK(names(call(definition, sample)) == Names{"*1/*4"});
    CHECK(names(call(definition, sample, {.all = true})) == Names{"*1/*4", "*2/*3"});
    const GeneCall apart = call(definition, {phased(0, 1), phased(1, 0), phased(0, 0)});
    CHECK(names(apart) == Names{"*2/*3"});
    CHECK(apart.phased);
    CHECK(apart.diplotypes[0].score == 2);
}

TEST_CASE(
    "phase sets turn against each other; one unphased position unphases a gene unless asked otherwise") {
    const auto definition = small_gene();
    const std::vector<PgxGenotype> sets = {phased(0, 1, 7), phased(1, 0, 8), phased(0, 0)};
    CHECK(names(call(definition, sets, {.all = true})) == Names{"*1/*4", "*2/*3"});
    const std::vector<PgxGenotype> partly = {phased(0, 1), phased(1, 0), unphased(0, 0)};
    CHECK(names(call(definition, partly, {.all = true})) == Names{"*1/*4", "*2/*3"});
    CHECK(names(call(definition, partly, {.all = true, .partly_phased = true})) == Names{"*2/*3"});
}

TEST_CASE("a missing position leaves alleles that nothing tells apart, and names those that nothing shows") {
    const auto definition = small_gene();
    const GeneCall found = call(definition, {unphased(0, 1), unphased(missing, missing), unphased(0, 0)});
    CHECK(names(found) == Names{"*1/*2", "*1/*4"});
    CHECK(found.diplotypes[0].score == 3);
    CHECK(found.missing == std::vector<std::uint32_t>{1});
    CHECK(found.uncallable == std::vector<std::uint32_t>{2});
    CHECK(found.seen == 2);
    CHECK(call(definition, {}).reason == NotCalled::nothing_seen);
}

TEST_CASE("what one more genotype would decide") {
    const auto definition = small_gene();
    const std::vector<PgxGenotype> sample = {unphased(0, 1), unphased(missing, missing),
                                             unphased(missing, missing)};
    const auto matcher = GeneMatcher::compile(definition, {}).value();
    const auto deciders = matcher.deciders(sample, matcher.match(sample));
    REQUIRE(deciders.size() == 2);
    CHECK(deciders[0].position == 1);
    CHECK(deciders[0].answers == Names{"*1/*2", "*1/*4", "no call", "*3/*4"});
    CHECK(deciders[1].answers == Names{"*1/*2 or *1/*4", "no call"});
}

TEST_CASE("a wobble cell counts where the strand has another base than REF") {
    auto definition = small_gene();
    add(definition, "*5", {0, 3, 2});
    CHECK(call(definition, {unphased(0, 0), unphased(0, 0), unphased(0, 1)}).diplotypes[0].score == 4);
    CHECK(call(definition, {unphased(0, 0), unphased(1, 1), unphased(1, 1)}).diplotypes[0].score == 4);
}

TEST_CASE("an allele that no definition knows is no call, and reference in genes of toxicity") {
    const std::vector<PgxGenotype> sample = {unphased(0, PgxGenotype::other), unphased(0, 0), unphased(0, 0)};
    const GeneCall plain = call(small_gene(), sample);
    CHECK(plain.reason == NotCalled::undocumented);
    CHECK(plain.undocumented == std::vector<std::uint32_t>{0});
    const GeneCall toxicity = call(small_gene("TPMT"), sample);
    CHECK(names(toxicity) == Names{"*1/*1"});
    CHECK(toxicity.undocumented == std::vector<std::uint32_t>{0});
    CHECK(toxicity.warnings == std::vector{MatchWarning::undocumented_as_reference});
}

TEST_CASE("half a genotype is no call; research takes it as missing, or tells the other strand") {
    const auto definition = small_gene();
    const std::vector<PgxGenotype> sample = {unphased(0, missing), unphased(0, 0), unphased(0, 0)};
    CHECK(call(definition, sample).reason == NotCalled::partial);
    const GeneCall research = call(definition, sample, {.combinations = true});
    CHECK(names(research) == Names{"*1/*1"});
    CHECK(research.missing == std::vector<std::uint32_t>{0});
    CHECK(names(call(definition, {phased(missing, 1), phased(0, 0), phased(0, 0)}, {.combinations = true})) ==
          Names{"*2/g.100?"});
}

TEST_CASE("genes of least function list what unphased data show; strands where these are known") {
    auto definition = gene("RYR1", 3);
    add(definition, "c.1A>C", {2, 0, 0});
    add(definition, "c.20A>C", {0, 2, 0});
    add(definition, "c.3A>C", {0, 0, 2});
    const auto matcher = GeneMatcher::compile(definition, {.combinations = true}).value();
    const auto listed = [&](const std::vector<PgxGenotype>& sample) {
        Names told;
        for (const std::uint32_t allele : matcher.match(sample).variants)
            told.push_back(matcher.told_name(allele));
        return told;
    };
    CHECK(listed({unphased(0, 1), unphased(0, 1), unphased(1, 1)}) ==
          Names{"c.1A>C", "c.3A>C", "c.3A>C", "c.20A>C"});
    CHECK(listed({unphased(0, 1), unphased(0, 1), phased(missing, 1)}) ==
          Names{"c.1A>C", "c.3A>C", "c.20A>C"});
    CHECK(names(matcher.match(std::vector{phased(0, 1), phased(0, 1), phased(1, 1)})) ==
          Names{"c.3A>C/[c.1A>C + c.3A>C + c.20A>C]"});
}

TEST_CASE("haploid samples have one allele; haploid beside diploid is no call") {
    const auto definition = small_gene();
    const GeneCall found = call(definition, {haploid(1), haploid(1), haploid(0)});
    CHECK(names(found) == Names{"*4"});
    CHECK(found.diplotypes[0].second == DiplotypeCall::none);
    CHECK(found.diplotypes[0].score == 2);
    CHECK(call(definition, {haploid(1), unphased(0, 1), haploid(0)}).reason == NotCalled::ploidy);
}

TEST_CASE("CYP2D6 is called only where research asks for it; required positions are asked for") {
    const std::vector<PgxGenotype> sample(3, unphased(0, 0));
    CHECK(call(small_gene("CYP2D6"), sample).reason == NotCalled::not_asked);
    CHECK(call(small_gene("CYP2D6"), sample, {.cyp2d6 = true}).called());
    auto definition = small_gene();
    definition.required = {101};
    const std::vector<PgxGenotype> gap = {unphased(0, 0), unphased(missing, missing), unphased(0, 0)};
    CHECK(call(definition, gap).reason == NotCalled::required_missing);
    CHECK(call(definition, gap, {.exemptions = false}).called());
}

TEST_CASE("alleles together on a strand, and parts of alleles, where no plain diplotype fits") {
    auto definition = gene("GENE", 3);
    add(definition, "*2", {2, 0, 0});
    add(definition, "*10", {0, 2, 0});
    const std::vector<PgxGenotype> sample = {phased(1, 1), phased(1, 0), phased(0, 2)};
    CHECK(call(definition, sample).reason == NotCalled::no_match);
    const GeneCall found = call(definition, sample, {.combinations = true});
    CHECK(names(found) == Names{"[*2 + *10]/[*2 + g.102A>G]"});
    CHECK(found.combined);
    CHECK(found.diplotypes[0].score == 2);
}

TEST_CASE(
    "many unphased heterozygous positions: plain diplotypes at once, combinations within a bound that is "
    "told") {
    constexpr std::size_t positions = 40;
    auto definition = gene("GENE", positions);
    for (std::size_t p = 0; p < positions; ++p) {
        std::vector<std::uint32_t> low(positions, 0), high(positions, 0);
        for (std::size_t q = 0; q < positions; ++q) (q < p ? low : high)[q] = 2;
        add(definition, "*" + std::to_string(2 + 2 * p), low);
        add(definition, "*" + std::to_string(3 + 2 * p), high);
    }
    definition.alleles.erase(definition.alleles.begin() + 1);  // the low one without any cell
    const std::vector<PgxGenotype> sample(positions, unphased(0, 1));
    const std::clock_t begin = std::clock();
    CHECK(call(definition, sample, {.all = true}).diplotypes.size() == positions);
    auto alone = gene("GENE", positions);
    add(alone, "*2", std::vector<std::uint32_t>(positions - 1, 2));
    alone.alleles.back().cells.push_back(0);
    add(alone, "*3", std::vector<std::uint32_t>(positions, 0));
    alone.alleles.back().cells[0] = 2;
    CHECK(call(alone, sample, {.combinations = true}).reason == NotCalled::too_many);
    CHECK(std::clock() - begin < CLOCKS_PER_SEC);
}

TEST_CASE("many alleles that share no position stand together on a strand at once, however many") {
    const std::size_t positions = 60;
    auto definition = gene("RYR1", positions);  // of least function: all alleles of a strand are listed
    std::vector<std::uint32_t> one(positions, 0), other(positions, 0);  // these two exclude each other
    one[0] = one[1] = other[1] = other[2] = 2;
    add(definition, "one", one);
    add(definition, "other", other);
    for (std::size_t p = 3; p < positions; ++p) {
        std::vector<std::uint32_t> cells(positions, 0);
        cells[p] = 2;
        add(definition, "c." + std::to_string(100 + p) + "A>C", cells);
    }
    const std::clock_t begin = std::clock();
    const GeneCall found = call(definition, std::vector<PgxGenotype>(positions, phased(1, 0)));
    CHECK(std::clock() - begin < CLOCKS_PER_SEC);
    REQUIRE(found.diplotypes.size() == 2);
    for (const DiplotypeCall& diplotype : found.diplotypes)
        CHECK(found.haplotypes[diplotype.second].alleles.size() == positions - 2);
}

TEST_CASE("a definition that does not fit together is refused") {
    auto short_cells = small_gene();
    short_cells.alleles[1].cells.pop_back();
    auto two_references = small_gene();
    two_references.alleles[1].reference = true;
    auto too_high = small_gene();
    too_high.alleles[1].cells[0] = 8;
    for (const auto& definition : {short_cells, two_references, too_high}) {
        const auto matcher = GeneMatcher::compile(definition);
        REQUIRE(!matcher);
        CHECK(matcher.error().code() == "clinic.definition");
    }
}

TEST_CASE("names are told in the order of their numbers") {
    Names told = {"*10",     "*2",        "*1",           "*80+*28", "*80", "c.1129-5923C>G",
                  "c.61C>T", "Reference", "A- 202A_376G", "A"};
    std::ranges::sort(told, told_before);
    CHECK(told == Names{"*1", "*2", "*10", "*80", "*80+*28", "A", "A- 202A_376G", "Reference", "c.61C>T",
                        "c.1129-5923C>G"});
}
