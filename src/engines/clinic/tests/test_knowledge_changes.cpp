#include "knowledge/knowledge_changes.hpp"

#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace strandline;
using namespace strandline::clinic;

namespace {

domain::PgxKnowledge shipped() {
    auto read = formats::read_knowledge_pack(shipped_knowledge());
    REQUIRE(read.has_value());
    return std::move(*read);
}

template <class T>
T& of_gene(std::vector<T>& list, std::string_view gene) {
    const auto found = std::ranges::find(list, gene, [](const T& of) { return std::string_view(of.gene); });
    REQUIRE(found != list.end());
    return *found;
}

using Changes = std::vector<KnowledgeChange>;

}  // namespace

TEST_CASE("equal facts do not differ, whatever their version") {
    const auto earlier = shipped();
    auto later = earlier;
    later.version = "2027";
    for (auto& definition : later.definitions) definition.version = "2027";
    CHECK(knowledge_changes(earlier, later).empty());
}

TEST_CASE("each changed fact is told once, with both words") {
    const auto earlier = shipped();
    auto later = earlier;
    auto& definition = of_gene(later.definitions, "CYP2C19");
    definition.alleles[2].cells[0] = 2;
    definition.required = {94761900};
    auto& table = of_gene(later.phenotypes, "CYP2C19");
    table.functions[1].function = "Decreased function";
    table.pairs[domain::PhenotypeTable::place(0, 1)] = table.pairs[domain::PhenotypeTable::place(0, 0)];
    later.guidelines[0].recommendations[0].classification = "Optional";
    const Changes changes = knowledge_changes(earlier, later);
    REQUIRE(changes.size() == 5);
    CHECK(changes[0].part == "allele");
    CHECK(changes[0].item == "*2");
    CHECK(changes[0].after.starts_with("94761900=T "));
    CHECK(changes[1] == KnowledgeChange{"rules", "CYP2C19", "required positions", "", "94761900"});
    CHECK(changes[2] == KnowledgeChange{"function", "CYP2C19", "*2", "No function", "Decreased function"});
    CHECK(changes[3] ==
          KnowledgeChange{"phenotype", "CYP2C19", "*1/*2", "Intermediate Metabolizer", "Normal Metabolizer"});
    CHECK(changes[4].part == "recommendation");
    CHECK(changes[4].item == later.guidelines[0].recommendations[0].id);
}

TEST_CASE("turned round, what was before is after") {
    const auto earlier = shipped();
    auto later = earlier;
    later.definitions.erase(later.definitions.begin());
    later.guidelines.pop_back();
    of_gene(later.definitions, "TPMT").alleles.pop_back();
    auto& table = of_gene(later.phenotypes, "NAT2");
    std::ranges::replace(table.pairs, std::uint16_t{0}, std::uint16_t{1});
    Changes there = knowledge_changes(earlier, later), back = knowledge_changes(later, earlier);
    REQUIRE(!there.empty());
    for (KnowledgeChange& change : back) std::swap(change.before, change.after);
    const auto order = [](const KnowledgeChange& one) { return std::tie(one.part, one.of, one.item); };
    std::ranges::sort(there, {}, order);
    std::ranges::sort(back, {}, order);
    CHECK(there == back);
    CHECK(std::ranges::count(there, "definition", &KnowledgeChange::part) == 1);
    CHECK(std::ranges::count(there, "guideline", &KnowledgeChange::part) == 1);
    CHECK(std::ranges::count(there, "allele", &KnowledgeChange::part) == 1);
}
