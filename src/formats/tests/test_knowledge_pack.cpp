#include "tar_files.hpp"

#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/pharmacogenes.hpp>
#include <strandline/formats/recognise.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

using namespace domain;

std::string packed(const PgxKnowledge& knowledge) {
    MemorySink sink;
    write_knowledge_pack(knowledge, sink);
    return sink.bytes();
}

/// A text, sometimes empty, sometimes of several words, sometimes not of ASCII.
std::string any_text() {
    return *rc::gen::element<std::string>("", "*1", "*1x≥3", "n/a", "chr7", "G\n<p>") +
           *rc::gen::arbitrary<std::string>();
}

int below(int end) { return *rc::gen::inRange(0, end); }

template <class Make>
auto several(int most, const Make& make) {
    std::vector<decltype(make())> made;
    for (int left = below(most + 1); left > 0; --left) made.push_back(make());
    return made;
}

PgxPosition any_position() {
    return {.chromosome = any_text(),
            .position = *rc::gen::arbitrary<std::int64_t>(),
            .rsid = any_text(),
            .name = any_text(),
            .ref = any_text(),
            .alts = several(3, any_text),
            .source_position = below(3),
            .source_spelling = several(3, any_text)};
}

NamedAllele any_allele() {
    return {.name = any_text(),
            .id = any_text(),
            .cells = several(70, [] { return static_cast<std::uint32_t>(std::max(0, below(12) - 8)); }),
            .reference = below(2) == 1,
            .structural = below(2) == 1};
}

GeneDefinition any_definition() {
    GeneDefinition made{.gene = any_text(), .chromosome = any_text(), .build = any_text()};
    made.positions = several(4, any_position);
    made.alleles = several(4, any_allele);
    made.hidden_alleles = several(1, any_allele);
    made.suballeles = {{"*1.001", any_text()}};
    made.required = several(3, [] { return *rc::gen::arbitrary<std::int64_t>(); });
    made.ignored = several(2, any_position);
    made.extra = several(2, any_position);
    made.ignored_alleles = several(2, any_text);
    made.tier1_alleles = several(2, any_text);
    made.tier1_positions = made.required;
    made.unphased_priorities = several(3, [] { return several(3, any_text); });
    return made;
}

/// Pairs that mostly follow the functions of their alleles, and some that do not.
PhenotypeTable any_phenotypes() {
    PhenotypeTable made{.gene = any_text(), .source = any_text(), .version = any_text()};
    const int functions = 1 + below(4), results = 1 + below(5);
    std::vector<int> function_of;
    for (int i = below(9); i > 0; --i) {
        function_of.push_back(below(functions));
        made.alleles.push_back(format("*{}", i));
        made.functions.push_back({.function = format("f{}", function_of.back()), .lookup_key = "k"});
    }
    for (int i = 0; i < results; ++i) made.results.push_back({any_text(), any_text(), any_text()});
    const auto result = [&](int rule) {
        const int taken = below(10) == 0 ? below(results + 1) : rule % (results + 1);
        return taken == results ? PhenotypeTable::none : static_cast<std::uint16_t>(taken);
    };
    if (below(4) > 0)
        for (std::size_t j = 0; j < function_of.size(); ++j)
            for (std::size_t i = 0; i <= j; ++i)
                made.pairs.push_back(result(function_of[i] * function_of[j] + 1));
    if (below(2) > 0)
        for (const int function : function_of) made.singles.push_back(result(function));
    return made;
}

PgxGuideline any_guideline() {
    PgxGuideline made{.id = any_text(), .name = any_text(), .revision = below(99)};
    made.drugs = several(3, [] { return std::pair(any_text(), any_text()); });
    made.genes = several(2, any_text);
    made.recommendations = several(3, [] {
        return PgxRecommendation{.id = any_text(),
                                 .text = any_text(),
                                 .implications = several(3, any_text),
                                 .lookup = {{"CYP2D6", any_text()}, {"HLA-B", any_text()}},
                                 .drugs = several(2, any_text),
                                 .dosing = below(2) == 1,
                                 .other_guidance = below(2) == 1};
    });
    made.citations = several(2, [] {
        return PgxCitation{.pmid = any_text(), .authors = several(3, any_text), .year = below(3000)};
    });
    return made;
}

PgxKnowledge any_knowledge() {
    return {.version = any_text(),
            .sources = {{any_text(), any_text(), any_text(), any_text()}},
            .definitions = several(3, any_definition),
            .phenotypes = several(3, any_phenotypes),
            .guidelines = several(3, any_guideline)};
}

std::string code(const std::string& bytes) {
    const auto read = read_knowledge_pack(file(bytes));
    return read ? "" : read.error().code();
}

/// The bytes with a digest that fits them: as a careful forger would write them.
std::string with_fitting_digest(std::string bytes) {
    const auto head = knowledge_pack_magic.size();
    return bytes.replace(head, 32, std::string(sha256(bytes.substr(head + 32)).raw()));
}

}  // namespace

TEST_CASE("a pack tells all that was packed, in the same bytes again") {
    CHECK(rc::check([] {
        const PgxKnowledge knowledge = any_knowledge();
        const std::string bytes = packed(knowledge);
        const auto read = read_knowledge_pack(file(bytes));
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == knowledge);
        RC_ASSERT(packed(*read) == bytes);
        RC_ASSERT(knowledge_pack_digest(file(bytes))->hex() == sha256(bytes.substr(40)).hex());
    }));
}

TEST_CASE("a changed, shortened or lengthened pack is refused") {
    CHECK(rc::check([] {
        const std::string bytes = packed(any_knowledge());
        const auto at = static_cast<std::size_t>(below(static_cast<int>(bytes.size())));
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ (1 << below(8)));
        RC_ASSERT(code(changed) != "");
        if (at >= knowledge_pack_magic.size()) RC_ASSERT(code(changed) == "clinic.knowledge.damaged");
        RC_ASSERT(code(bytes.substr(0, at)) != "");
        RC_ASSERT(code(bytes + "x") == "clinic.knowledge.damaged");
        RC_ASSERT(code(with_fitting_digest(bytes + "x")) == "clinic.knowledge.damaged");
    }));
}

TEST_CASE("values that follow no layout end in an error, whatever their digest says") {
    CHECK(rc::check([] {
        std::string bytes = packed(any_knowledge());
        for (int changes = 1 + below(4); changes > 0; --changes)
            bytes[40 + static_cast<std::size_t>(below(static_cast<int>(bytes.size()) - 40))] =
                static_cast<char>(below(256));
        bytes = with_fitting_digest(std::move(bytes));
        const auto read = read_knowledge_pack(file(bytes));
        if (!read) RC_ASSERT(read.error().code() == "clinic.knowledge.damaged");
    }));
}

TEST_CASE("other files and later packs are told apart") {
    CHECK(code("") == "clinic.knowledge.foreign");
    CHECK(code("{\"gene\": 1}") == "clinic.knowledge.foreign");
    std::string later = packed({});
    later[knowledge_pack_magic.size() - 1] = 2;
    CHECK(code(later) == "clinic.knowledge.newer");
    CHECK(recognise(file(packed({}))) == knowledge_pack_format);
    CHECK(says_all(read_knowledge_pack(file("{}"))));
    CHECK(says_all(read_knowledge_pack(file(later))));
}

TEST_CASE("the published pack: small, quick to open, nothing lost") {
    const auto archive = shared_source("data/clinic/knowledge_pharmcat_3.1.1.tar.gz");
    if (!archive) return;
    std::vector<Source> files;
    for (Source& source : tar_files(*archive))
        if (source.name().ends_with(".json")) files.push_back(std::move(source));
    Context context;
    const auto knowledge = read_knowledge(files, context);
    REQUIRE(knowledge.has_value());
    const std::string bytes = packed(*knowledge);
    const auto begin = std::chrono::steady_clock::now();
    const auto read = read_knowledge_pack(file(bytes));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    REQUIRE(read.has_value());
    CHECK(*read == *knowledge);
    CHECK(bytes.size() < 1 << 20);
    MESSAGE("the whole pack: ", bytes.size(), " bytes, opened in ", took.count(), " ms");
}
