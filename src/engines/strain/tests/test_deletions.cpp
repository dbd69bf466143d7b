#include "helpers.hpp"
#include "random_model.hpp"

#include <strandline/base/text.hpp>
#include <strandline/strain/deletions.hpp>
#include <strandline/strain/genes.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

using namespace strandline;
using namespace strandline::strain;

namespace {

struct Row {
    std::vector<std::int32_t> members;
    DeletionOutcome outcome;
};

std::vector<Row> rows_of(const FluxModel& model, const DeletionOptions& options, bool plainly,
                         unsigned threads = 1) {
    std::vector<Row> rows;
    Context context({.threads = threads});
    const DeletionVisit gather = [&](std::span<const std::int32_t> members, DeletionOutcome outcome) {
        rows.push_back({{members.begin(), members.end()}, outcome});
    };
    const auto done = plainly ? delete_each_plainly(model, options, gather, context)
                              : delete_each(model, options, gather, context);
    REQUIRE_MESSAGE(done.has_value(), (done ? std::string() : render(done.error())));
    return rows;
}

void check_same(const std::vector<Row>& found, const std::vector<Row>& plain) {
    REQUIRE(found.size() == plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        CHECK(found[i].members == plain[i].members);
        CHECK(word(found[i].outcome.status) == word(plain[i].outcome.status));
        CHECK(std::abs(found[i].outcome.growth - plain[i].outcome.growth) <=
              1e-7 * std::max(1.0, std::abs(plain[i].outcome.growth)));
    }
}

void check_same_bits(const std::vector<Row>& one, const std::vector<Row>& other) {
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].members == other[i].members);
        CHECK(one[i].outcome.growth == other[i].outcome.growth);
        CHECK(one[i].outcome.status == other[i].outcome.status);
    }
}

/// A table of COBRApy's single gene deletions.
struct Reference {
    std::set<std::string> lethal;
    double sum = 0;
};

std::optional<Reference> reference(const std::string& name) {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    std::ifstream file(std::string(shared ? shared : "") + "/data/strain/reference/" + name);
    if (!file) return std::nullopt;
    Reference made;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto cells = split(line, ',');  // row, {'id'}, growth, status
        const double growth = cells[2].empty() ? 0 : std::stod(std::string(cells[2]));
        made.sum += growth;
        if (growth < lethal_growth) made.lethal.emplace(cells[1].substr(2, cells[1].size() - 4));
    }
    return made;
}

}  // namespace

TEST_CASE("deletions of a toy model, by hand") {
    const FluxModel model = testing::own_model("isozymes.json");
    DeletionOptions options;
    options.order = 2;
    std::map<std::string, DeletionOutcome> by_ids;
    for (const Row& row : rows_of(model, options, false)) {
        std::string ids;
        for (const std::int32_t gene : row.members)
            ids += model.network->genes[static_cast<std::size_t>(gene)].id;
        by_ids[ids] = row.outcome;
    }
    CHECK(by_ids.size() == 13 + 78);
    CHECK(by_ids["idle"].growth == doctest::Approx(10));
    CHECK(by_ids["g5"].growth == doctest::Approx(10));   // g3 and g4 do the same
    CHECK(by_ids["g3g5"].growth == doctest::Approx(6));  // UP1 is left, at most 6
    CHECK(by_ids["g1g2"].growth == doctest::Approx(10));
    CHECK(by_ids["g11"].growth == doctest::Approx(10));
    CHECK(by_ids["g9g11"].is_lethal());
    CHECK(by_ids["g9g11"].status == FluxStatus::zero_growth);  // b leaves by EX_b
    CHECK_FALSE(by_ids["g10"].is_lethal());                    // the maintenance demand goes with its gene
}

TEST_CASE("deletions as by one linear program each") {
    const auto compare = [](const FluxModel& model) {
        for (const DeletionKind kind : {DeletionKind::genes, DeletionKind::reactions}) {
            DeletionOptions options;
            options.kind = kind;
            options.order = kind == DeletionKind::genes ? 3 : 2;
            const auto plain = rows_of(model, options, true);
            const auto found = rows_of(model, options, false);
            check_same(found, plain);
            check_same_bits(found, rows_of(model, options, false, 4));
            options.synthetic = true;
            check_same(rows_of(model, options, false), rows_of(model, options, true));
            options.below = 0.5;
            check_same(rows_of(model, options, false), rows_of(model, options, true));
        }
    };
    compare(testing::own_model("isozymes.json"));
    for (unsigned seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        compare(testing::random_model(seed));
    }
}

TEST_CASE("deletions after genes that are gone already, as of all at once") {
    int without_growth = 0, infeasible_after = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const FluxModel whole = testing::random_model(seed);
        const GeneEffects effects(*whole.network);
        DeletionOptions options;
        options.order = 2;
        for (const unsigned gone : {seed % 9, (seed * 5 + 2) % 9, (seed * 7 + 4) % 9})
            options.gone.push_back(static_cast<std::int32_t>(gone));
        std::ranges::sort(options.gone);
        FluxModel base = whole;
        for (const std::int32_t j : effects.dead_reactions(options.gone))
            base.lower[static_cast<std::size_t>(j)] = base.upper[static_cast<std::size_t>(j)] = 0;
        Judge judge(whole);
        const bool zero =
            judge.growth(effects.dead_reactions(options.gone)).status == FluxStatus::zero_growth;
        without_growth += zero;
        for (const Row& row : rows_of(base, options, false)) {
            std::vector<std::int32_t> all = options.gone;
            all.insert(all.end(), row.members.begin(), row.members.end());
            const Judge::Optimum plain = judge.growth(effects.dead_reactions(all));
            CHECK(word(row.outcome.status) == word(plain.status));
            if (plain.status == FluxStatus::optimal)
                CHECK(row.outcome.growth == doctest::Approx(plain.value).epsilon(1e-7));
            infeasible_after += zero && plain.status == FluxStatus::infeasible;
        }
    }
    CHECK(without_growth > 0);
    CHECK(infeasible_after > 0);
}

TEST_CASE("only some, and too many") {
    const FluxModel model = testing::own_model("isozymes.json");
    DeletionOptions options;
    options.order = 2;
    options.only = {2, 4};
    CHECK(rows_of(model, options, false).size() == 3);
    options.most_rows = 2;
    Context context;
    const auto refused = delete_each(model, options, [](auto, auto) {}, context);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == "strain.deletions");
}

TEST_CASE("deletions do not depend on the unit of a metabolite") {
    const FluxModel model = testing::own_model("isozymes.json");
    domain::Network scaled = *model.network;
    for (domain::Reaction& reaction : scaled.reactions)
        for (domain::Term& term : reaction.terms) term.coefficient *= term.index % 2 ? 1000.0 : 1 / 1000.0;
    DeletionOptions options;
    options.order = 2;
    check_same_bits(rows_of(model, options, false),
                    rows_of(flux_model(std::make_shared<const domain::Network>(scaled)), options, false));
}

TEST_CASE("single deletions as COBRApy has them") {
    struct Case {
        const char* model;
        const char* table;
        std::size_t lethal_genes, lethal_reactions;
        double gene_sum, reaction_sum;
    };
    for (const Case& one : {Case{"textbook.xml.gz", "sgd_textbook.xml.gz.csv", 7, 18, 99.508364, 61.485613},
                            Case{"e_coli_core.xml", "sgd_e_coli_core.xml.csv", 7, 18, 99.508364, 61.485613},
                            Case{"iJO1366.xml.gz", "sgd_iJO1366.xml.gz.csv", 208, 289, 1131.385, 2246.9385},
                            Case{"iML1515.json", "", 196, 271, 1150.1751, 2134.4076},
                            Case{"iMM904.xml", "", 110, 173, 225.24737, 448.46096}}) {
        CAPTURE(one.model);
        const auto model = testing::shared_model(one.model);
        if (!model) continue;
        DeletionOptions options;
        std::set<std::string> lethal;
        double sum = 0;
        for (const Row& row : rows_of(*model, options, false, 2)) {
            sum += row.outcome.growth;
            if (row.outcome.is_lethal())
                lethal.insert(model->network->genes[static_cast<std::size_t>(row.members.front())].id);
        }
        CHECK(lethal.size() == one.lethal_genes);
        CHECK(sum == doctest::Approx(one.gene_sum).epsilon(1e-6));
        if (const auto expected = reference(one.table); expected && *one.table) {
            CHECK(lethal == expected->lethal);
            CHECK(sum == doctest::Approx(expected->sum).epsilon(1e-6));
        }
        options.kind = DeletionKind::reactions;
        std::size_t lethal_reactions = 0;
        sum = 0;
        for (const Row& row : rows_of(*model, options, false, 2)) {
            sum += row.outcome.growth;
            lethal_reactions += row.outcome.is_lethal();
        }
        CHECK(lethal_reactions == one.lethal_reactions);
        CHECK(sum == doctest::Approx(one.reaction_sum).epsilon(1e-6));
    }
}

TEST_CASE("all pairs and all synthetic lethal triples of the core models") {
    if (const auto model = testing::shared_model("textbook.xml.gz")) {
        DeletionOptions options;
        options.order = 2;
        std::size_t lethal = 0;
        double sum = 0;
        const auto rows = rows_of(*model, options, false);
        for (const Row& row : rows) {
            lethal += row.outcome.is_lethal();
            sum += row.outcome.growth;
        }
        CHECK(rows.size() == 9453);
        CHECK(lethal == 991);
        CHECK(sum == doctest::Approx(5721.685).epsilon(1e-6));
    }
    // The number that StrainDesign's own tests expect of growth below 0.001 and up to three genes.
    if (const auto model = testing::shared_model("e_coli_core.xml")) {
        DeletionOptions options;
        options.order = 3;
        options.synthetic = true;
        std::size_t by_size[4] = {};
        for (const Row& row : rows_of(*model, options, false)) ++by_size[row.members.size()];
        CHECK(by_size[1] == 7);
        CHECK(by_size[2] == 53);
        CHECK(by_size[3] == 395);
    }
}
