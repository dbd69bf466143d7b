#include "helpers.hpp"

#include <strandline/strain/cutsets.hpp>
#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

using namespace strandline;
using namespace strandline::strain;

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Equal on every machine, as distributions of the standard library are not.
class Dice {
public:
    explicit Dice(std::uint32_t seed) : engine_(seed) {}
    int below(int sides) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(sides)); }
    bool one_in(int sides) { return below(sides) == 0; }

private:
    std::mt19937 engine_;
};

domain::GeneRule random_rule(Dice& dice, int genes, int depth) {
    domain::GeneRule made;
    if (depth == 0 || dice.one_in(2)) {
        made.kind = domain::GeneRule::Kind::gene;
        made.gene = dice.below(genes);
        return made;
    }
    made.kind = dice.one_in(2) ? domain::GeneRule::Kind::all_of : domain::GeneRule::Kind::any_of;
    for (int k = 0; k < 2 + dice.below(2); ++k) made.parts.push_back(random_rule(dice, genes, depth - 1));
    return made;
}

constexpr int metabolites = 6, genes = 7, conversions = 10;

domain::Network random_network(std::uint32_t seed) {
    Dice dice(seed);
    domain::Network made;
    for (int i = 0; i < metabolites; ++i) made.metabolites.push_back({.id = "m" + std::to_string(i)});
    for (int i = 0; i < genes; ++i) made.genes.push_back({.id = "g" + std::to_string(i)});
    const auto reaction = [&](std::string id, std::map<int, int> terms, double lower, double upper) {
        domain::Reaction one;
        one.id = std::move(id);
        for (const auto& [metabolite, coefficient] : terms)
            if (coefficient != 0) one.terms.push_back({metabolite, static_cast<double>(coefficient)});
        one.lower = lower;
        one.upper = upper;
        if (!dice.one_in(4)) one.rule = random_rule(dice, genes, 2);
        made.reactions.push_back(std::move(one));
    };
    reaction("in0", {{0, 1}}, 0, 10);
    reaction("in1", {{1, 1}}, 0, 5);
    reaction("out", {{metabolites - 1, -1}}, 0, 1000);
    reaction("side", {{metabolites - 2, -1}}, 0, 1000);
    for (int k = 0; k < conversions; ++k) {
        std::map<int, int> terms;
        terms[dice.below(metabolites - 1)] -= 1 + dice.below(2);
        terms[1 + dice.below(metabolites - 1)] += 1 + dice.below(2);
        if (dice.one_in(3)) terms[1 + dice.below(metabolites - 1)] += 1;
        const bool both_ways = dice.one_in(3);
        reaction("c" + std::to_string(k), terms, both_ways ? -1000 : 0, 1000);
    }
    made.objectives.push_back({.id = "obj", .maximise = true, .terms = {{2, 1.0}}});
    made.active_objective = 0;
    return made;
}

struct Question {
    FluxModel model;
    CutSetProblem problem;
};

Question random_question(std::uint32_t seed, const domain::Network& network) {
    Question made{flux_model(std::make_shared<const domain::Network>(network)), {}};
    const auto region = [&](const char* text) {
        auto read = parse_region(text, made.model, "test");
        REQUIRE(read.has_value());
        return *read;
    };
    CutSetProblem& problem = made.problem;
    const char* suppress[] = {"growth >= 0.37", "side <= 0.43, out >= 0.21", "out - 0.31 in0 >= 0.17"};
    problem.suppress.push_back(region(suppress[seed % 3]));
    if (seed % 5 == 0) problem.suppress.push_back(region("side >= 6.3"));
    if (seed % 2 == 0) problem.protect.push_back(region(seed % 4 == 0 ? "side >= 0.53" : "in0 >= 0.41"));
    problem.element = seed % 7 < 4 ? CutElement::gene : CutElement::reaction;
    const std::vector<const char*> bought[] = {{"c1", "c4", "in1"}, {}, {"side", "c2"}};
    for (const char* id : bought[seed % 3]) problem.knock_ins.push_back(domain::find_reaction(network, id));
    std::ranges::sort(problem.knock_ins);
    problem.knock_outs.resize(problem.element == CutElement::gene ? network.genes.size()
                                                                  : network.reactions.size());
    std::iota(problem.knock_outs.begin(), problem.knock_outs.end(), 0);
    if (problem.element == CutElement::reaction)
        std::erase_if(problem.knock_outs, [&](std::int32_t one) {
            return std::ranges::find(problem.knock_ins, one) != problem.knock_ins.end();
        });
    problem.max_size = problem.element == CutElement::gene ? 4 : 3;
    return made;
}

/// The plain way: a whole linear program for each region and each set.
class Reference {
public:
    explicit Reference(const Question& question)
        : model_(question.model), problem_(question.problem), effects_(*question.model.network) {}

    std::vector<CutSet> run() {
        std::vector<std::pair<bool, std::int32_t>> elements;
        for (const std::int32_t one : problem_.knock_outs) elements.emplace_back(false, one);
        for (const std::int32_t one : problem_.knock_ins) elements.emplace_back(true, one);
        for (int size = 0; size <= problem_.max_size; ++size) {
            CutSet set;
            look(elements, 0, size, set);
        }
        std::ranges::sort(made_, {}, [](const CutSet& set) {
            return std::tuple(set.size(), set.knock_outs, set.knock_ins);
        });
        return made_;
    }

private:
    void look(const std::vector<std::pair<bool, std::int32_t>>& elements, std::size_t from, int more,
              CutSet& set) {
        if (more == 0) {
            const bool has_less = std::ranges::any_of(made_, [&](const CutSet& less) {
                return std::ranges::includes(set.knock_outs, less.knock_outs) &&
                       std::ranges::includes(set.knock_ins, less.knock_ins);
            });
            if (!has_less && works(set)) made_.push_back(set);
            return;
        }
        for (std::size_t k = from; k < elements.size(); ++k) {
            auto& list = elements[k].first ? set.knock_ins : set.knock_outs;
            list.push_back(elements[k].second);
            set.cost += 1;
            look(elements, k + 1, more - 1, set);
            list.pop_back();
            set.cost -= 1;
        }
    }

    bool works(const CutSet& set) const {
        std::vector<std::int32_t> stopped =
            problem_.element == CutElement::gene ? effects_.dead_reactions(set.knock_outs) : set.knock_outs;
        for (const std::int32_t one : problem_.knock_ins)
            if (std::ranges::find(set.knock_ins, one) == set.knock_ins.end()) stopped.push_back(one);
        const auto lives = [&](const FluxRegion& region) { return has_state(region, stopped); };
        return std::ranges::none_of(problem_.suppress, lives) && std::ranges::all_of(problem_.protect, lives);
    }

    bool has_state(const FluxRegion& region, const std::vector<std::int32_t>& stopped) const {
        numerics::LinearProgram program = linear_program(model_);
        std::ranges::fill(program.objective, 0.0);
        for (const std::int32_t one : stopped) program.lower[at(one)] = program.upper[at(one)] = 0;
        numerics::LpSolver solver(program);
        for (const FluxCondition& condition : region) {
            std::vector<std::int32_t> columns;
            std::vector<double> coefficients;
            for (const domain::Term& term : condition.terms) {
                columns.push_back(term.index);
                coefficients.push_back(term.coefficient);
            }
            solver.add_row(columns, coefficients, condition.lower, condition.upper);
        }
        return solver.solve_from_scratch() == numerics::LpStatus::optimal;
    }

    const FluxModel& model_;
    const CutSetProblem& problem_;
    GeneEffects effects_;
    std::vector<CutSet> made_;
};

/// Nothing where the question is refused (a region that is empty as it is).
std::optional<std::vector<CutSet>> fast(const Question& question, unsigned threads = 1) {
    Context context({.threads = threads});
    auto found = minimal_cut_sets(question.model, question.problem, context);
    if (found) return std::move(found->sets);
    const std::string& code = found.error().code();
    CHECK_MESSAGE((code == "strain.suppress" || code == "strain.protect"), render(found.error()));
    return std::nullopt;
}

/// As fast() refuses: the empty set is a cut set, or no set can keep the protected states.
bool is_pointless(const std::vector<CutSet>& reference) {
    if (!reference.empty() && reference.front().size() == 0) return true;
    return reference.empty();
}

}  // namespace

TEST_CASE("cut sets are those of the plain way on random networks") {
    int sets = 0, answered = 0, with_knock_ins = 0;
    for (std::uint32_t seed = 1; seed <= 160; ++seed) {
        const domain::Network network = random_network(seed);
        const Question question = random_question(seed, network);
        const std::vector<CutSet> plain = Reference(question).run();
        const auto found = fast(question, 1 + seed % 2);
        if (!found) {
            CHECK_MESSAGE(is_pointless(plain), "seed ", seed);
            continue;
        }
        CHECK_MESSAGE(*found == plain, "seed ", seed);
        ++answered;
        sets += static_cast<int>(plain.size());
        for (const CutSet& set : plain) with_knock_ins += set.knock_ins.empty() ? 0 : 1;
    }
    MESSAGE(answered, " questions, ", sets, " sets, ", with_knock_ins, " with knock-ins");
    CHECK(answered > 40);
    CHECK(sets > 300);
    CHECK(with_knock_ins > 10);
}

TEST_CASE("cut sets do not depend on threads, order or units") {
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        const domain::Network network = random_network(seed);
        const Question question = random_question(seed, network);
        const auto found = fast(question);
        if (!found) continue;
        CHECK(*found == *fast(question, 4));

        domain::Network scaled = network;
        for (domain::Reaction& reaction : scaled.reactions)
            for (domain::Term& term : reaction.terms)
                if (term.index % 2 == 0) term.coefficient *= term.index % 4 == 0 ? 1000 : 0.001;
        CHECK(*found == *fast(random_question(seed, scaled)));

        // Backwards, but for the objective's place.
        domain::Network turned = network;
        std::ranges::reverse(turned.reactions);
        turned.objectives.front().terms.front().index =
            static_cast<std::int32_t>(turned.reactions.size()) - 3;
        const Question other = random_question(seed, turned);
        const auto named = [](const Question& of, const std::vector<CutSet>& sets) {
            std::set<std::set<std::string>> made;
            for (const CutSet& set : sets) {
                std::set<std::string> names;
                for (const std::int32_t one : set.knock_outs)
                    names.insert(of.problem.element == CutElement::gene ? of.model.network->genes[at(one)].id
                                                                        : of.model.reaction_id(one));
                for (const std::int32_t one : set.knock_ins) names.insert("+" + of.model.reaction_id(one));
                made.insert(names);
            }
            return made;
        };
        const auto turned_found = fast(other);
        REQUIRE(turned_found.has_value());
        CHECK(named(question, *found) == named(other, *turned_found));
    }
}
