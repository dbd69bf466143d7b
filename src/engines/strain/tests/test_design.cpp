#include "helpers.hpp"

#include <strandline/strain/design.hpp>
#include <strandline/strain/genes.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

using namespace strandline;
using namespace strandline::strain;

namespace {

using Set = std::vector<std::int32_t>;

/// A random network that grows on one substrate; `scale` multiplies the rows of every other metabolite, as
/// another unit of its amount would.
FluxModel random_model(unsigned seed, double scale = 1) {
    std::mt19937 random(seed);
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    domain::Network network;
    constexpr int metabolites = 7, genes = 7;
    for (int i = 0; i < metabolites; ++i) network.metabolites.push_back({.id = "m" + std::to_string(i)});
    for (int g = 0; g < genes; ++g) network.genes.push_back({.id = "g" + std::to_string(g)});
    const auto add = [&](std::string id, std::map<int, double> terms, double lower, double upper) {
        domain::Reaction reaction{.id = std::move(id), .lower = lower, .upper = upper};
        for (const auto& [metabolite, coefficient] : terms)
            if (coefficient != 0)
                reaction.terms.push_back(
                    {metabolite, metabolite % 2 == 0 ? coefficient * scale : coefficient});
        network.reactions.push_back(std::move(reaction));
    };
    add("growth", {{metabolites - 1, -1}, {metabolites - 2, -1}}, 0, 1000);
    add("product", {{metabolites - 3, -1}}, 0, 1000);
    add("uptake", {{0, -1}}, -10, 0);
    add("waste", {{1 + below(metabolites - 1), -1}}, 0, 1000);
    for (int r = 0; r < 11; ++r) {
        std::map<int, double> terms;
        const int from = below(metabolites - 1), to = 1 + below(metabolites - 1);
        terms[from] -= 1 + below(2);
        terms[to] += 1 + below(2);
        if (below(2) == 0) terms[below(metabolites)] += below(2) == 0 ? 1 : -1;
        add("r" + std::to_string(r), terms, below(4) == 0 ? -1000 : 0, 1000);
        domain::GeneRule a{.kind = domain::GeneRule::Kind::gene, .gene = below(genes)};
        domain::GeneRule b{.kind = domain::GeneRule::Kind::gene, .gene = below(genes)};
        domain::GeneRule rule = a;
        if (const int kind = below(4); kind >= 2 && a.gene != b.gene)
            rule = {.kind = kind == 2 ? domain::GeneRule::Kind::all_of : domain::GeneRule::Kind::any_of,
                    .parts = {a, b}};
        network.reactions.back().rule = rule;
    }
    network.objectives.push_back({.id = "growth", .terms = {{0, 1.0}}});
    network.active_objective = 0;
    return flux_model(std::make_shared<const domain::Network>(std::move(network)));
}

bool solved(const Judge::Optimum& found) {
    return found.status == FluxStatus::optimal || found.status == FluxStatus::zero_growth;
}

/// What a set of dead reactions is worth, from the full model; nothing when it leaves too little growth.
std::optional<double> plain_worth(const FluxModel& model, const DesignTask& task, const Set& dead) {
    const Judge::Optimum growth = Judge(model).growth(dead);
    if (!solved(growth) || growth.value < task.min_growth) return std::nullopt;
    if (task.method == DesignMethod::growth_coupled) {
        Judge without(model, {{task.product, -numerics::infinity, task.min_product, ""}});
        const Judge::Optimum free = without.growth(dead);
        return growth.value - (solved(free) ? free.value : 0);
    }
    Judge best(model, {{model.objective, growth.value * (1 - design_growth_slack), numerics::infinity, ""}});
    return best.optimum(task.product, task.method == DesignMethod::optknock, dead).value;
}

Set dead_of(const FluxModel& model, const DesignTask& task, const Set& knocked) {
    return task.by_genes ? GeneEffects(*model.network).dead_reactions(knocked) : knocked;
}

bool more(double a, double b) { return a > b + design_value_step * std::max(1.0, std::abs(b)); }

/// Values of all sets of candidates that are worth more than each part of theirs, the empty one included.
std::vector<double> plain_values(const FluxModel& model, const DesignTask& task) {
    std::map<Set, double> worth;
    const double nothing = std::max(plain_worth(model, task, {}).value_or(0), 0.0);
    std::vector<double> made;
    std::vector<Set> sets = {{}};
    for (std::size_t i = 0; i < sets.size(); ++i) {
        const Set set = sets[i];
        if (static_cast<int>(set.size()) < task.max_knockouts)
            for (const std::int32_t next : task.candidates)
                if (set.empty() || next > set.back()) {
                    sets.push_back(set);
                    sets.back().push_back(next);
                }
        const std::optional<double> value = plain_worth(model, task, dead_of(model, task, set));
        if (!value) continue;
        worth[set] = *value;
        bool best = more(*value, nothing);
        for (unsigned part = 0; best && part + 1 < (1U << set.size()); ++part) {
            Set chosen;
            for (std::size_t k = 0; k < set.size(); ++k)
                if ((part >> k & 1U) != 0) chosen.push_back(set[k]);
            const auto found = worth.find(chosen);
            if (found != worth.end() && !more(*value, found->second)) best = false;
        }
        if (best) made.push_back(*value);
    }
    std::ranges::sort(made, std::greater<>());
    const auto same = std::ranges::unique(made, [](double a, double b) { return !more(a, b + 1e-5); });
    made.erase(same.begin(), same.end());
    return made;
}

std::vector<double> levels(const DesignSearchResult& found) {
    std::vector<double> made;
    for (const KnockoutDesign& design : found.designs)
        if (made.empty() || more(made.back(), design.value + 1e-5)) made.push_back(design.value);
    return made;
}

DesignTask task_of(const FluxModel& model, DesignMethod method, bool by_genes) {
    DesignTask task;
    task.product = {{1, 1.0}};
    task.method = method;
    task.by_genes = by_genes;
    const std::size_t count = by_genes ? model.network->genes.size() : model.network->reactions.size();
    for (std::size_t i = by_genes ? 0 : 3; i < count; ++i)
        task.candidates.push_back(static_cast<std::int32_t>(i));
    task.min_growth = 0.5;
    task.designs = 1000;
    return task;
}

DesignSearchResult search(const FluxModel& model, const DesignTask& task, unsigned threads = 1) {
    Context::Settings settings;
    settings.threads = threads;
    Context context(settings);
    auto found = search_designs(model, task, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return std::move(*found);
}

void check_same(const DesignSearchResult& a, const DesignSearchResult& b) {
    REQUIRE(a.designs.size() == b.designs.size());
    CHECK(a.nodes == b.nodes);
    for (std::size_t i = 0; i < a.designs.size(); ++i) {
        CHECK(a.designs[i].knockouts == b.designs[i].knockouts);
        CHECK(a.designs[i].value == b.designs[i].value);
        CHECK(a.designs[i].growth == b.designs[i].growth);
    }
}

constexpr DesignMethod methods[] = {DesignMethod::optknock, DesignMethod::robustknock,
                                    DesignMethod::growth_coupled};

}  // namespace

TEST_CASE("designs are those of trying all sets") {
    int with_designs = 0;
    for (unsigned seed = 0; seed < 12; ++seed) {
        const FluxModel model = random_model(seed);
        for (const DesignMethod method : methods)
            for (const bool by_genes : {false, true}) {
                const DesignTask task = task_of(model, method, by_genes);
                const std::vector<double> expected = plain_values(model, task);
                const DesignSearchResult found = search(model, task);
                CAPTURE(seed);
                CAPTURE(static_cast<int>(method));
                CAPTURE(by_genes);
                CHECK(found.proved);
                const std::vector<double> values = levels(found);
                REQUIRE(values.size() == expected.size());
                for (std::size_t i = 0; i < values.size(); ++i)
                    CHECK(values[i] == doctest::Approx(expected[i]).epsilon(1e-6));
                with_designs += values.empty() ? 0 : 1;
                // The best alone is the best of all.
                DesignTask one = task;
                one.designs = 1;
                const DesignSearchResult best = search(model, one);
                REQUIRE(best.designs.size() == (expected.empty() ? 0U : 1U));
                if (!expected.empty())
                    CHECK(best.designs.front().value == doctest::Approx(expected.front()).epsilon(1e-6));
            }
    }
    CHECK(with_designs > 12);
}

TEST_CASE("designs depend neither on threads nor on units of metabolites") {
    for (unsigned seed = 0; seed < 14; ++seed)
        for (const DesignMethod method : methods)
            for (const bool by_genes : {false, true}) {
                const FluxModel model = random_model(seed);
                const DesignTask task = task_of(model, method, by_genes);
                const DesignSearchResult plain = search(model, task);
                check_same(plain, search(model, task, 4));
                check_same(plain, search(random_model(seed, 1000), task));
                check_same(plain, search(random_model(seed, 1e-3), task));
            }
}

TEST_CASE("a search that is cut short says so, and its bound holds") {
    for (unsigned seed = 0; seed < 10; ++seed) {
        const FluxModel model = random_model(seed);
        DesignTask task = task_of(model, DesignMethod::robustknock, false);
        task.designs = 1;
        const DesignSearchResult whole = search(model, task);
        task.max_nodes = 1;
        const DesignSearchResult cut = search(model, task);
        const double best = whole.designs.empty() ? 0 : whole.designs.front().value;
        if (!cut.proved) CHECK(cut.bound >= best * (1 - 1e-6));
        if (!cut.designs.empty()) CHECK(cut.designs.front().bound >= best * (1 - 1e-6));
    }
}

namespace {

/// A model of the shared data in a format that may not be at hand; nothing with a message.
std::optional<FluxModel> readable_model(const std::string& name) {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    auto source = Source::open(std::filesystem::path(shared ? shared : "") / "data/strain/models" / name);
    Context context;
    if (shared && *shared && source)
        if (auto network = formats::read_network(*source, context))
            return flux_model(std::make_shared<const domain::Network>(std::move(*network)));
    MESSAGE("skipped: no ", name, " (STRANDLINE_SHARED)");
    return std::nullopt;
}

}  // namespace

TEST_CASE("StrainDesign's model of weak coupling") {
    // Optima of StrainDesign 1.19.1 with GLPK for knock-outs alone, growth of at least 1.
    const auto model = readable_model("sd_model_weak_coupling.xml");
    if (!model) return;
    DesignTask task;
    task.product = {{domain::find_reaction(*model->network, "r_P"), 1.0}};
    for (const char* id : {"r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r_Q"})
        task.candidates.push_back(domain::find_reaction(*model->network, id));
    std::ranges::sort(task.candidates);
    task.min_growth = 1;
    task.designs = 10;
    task.method = DesignMethod::optknock;
    task.max_knockouts = 1;
    CHECK(search(*model, task).designs.empty());
    task.max_knockouts = 2;
    const DesignSearchResult optimistic = search(*model, task);
    REQUIRE(optimistic.designs.size() == 2);
    CHECK(optimistic.designs.front().value == doctest::Approx(5));
    task.method = DesignMethod::robustknock;
    CHECK(search(*model, task).designs.empty());
    task.max_knockouts = 3;
    const DesignSearchResult robust = search(*model, task);
    REQUIRE(robust.designs.size() >= 2);
    CHECK(robust.designs.front().value == doctest::Approx(5));
    CHECK(robust.designs.front().growth == doctest::Approx(5));
}

TEST_CASE("the best single knock-out of iML1515 for succinate, without oxygen") {
    const auto shared = readable_model("iML1515.json");
    if (!shared) return;
    FluxModel model = *shared;
    const domain::Network& network = *model.network;
    model.lower[static_cast<std::size_t>(domain::find_reaction(network, "EX_o2_e"))] = 0;
    DesignTask task;
    task.product = {{domain::find_reaction(network, "EX_succ_e"), 1.0}};
    for (std::int32_t j = 0; j < model.reactions(); ++j)
        if (network.reactions[static_cast<std::size_t>(j)].rule.kind != domain::GeneRule::Kind::none)
            task.candidates.push_back(j);
    task.max_knockouts = 1;
    const DesignSearchResult found = search(model, task);
    CHECK(found.proved);
    REQUIRE(found.designs.size() == 1);
    CHECK(model.reaction_id(found.designs.front().knockouts.front().front()) == "ACALD");
    CHECK(found.designs.front().value == doctest::Approx(9.071063).epsilon(1e-6));
}
