#include "system_builder.hpp"

namespace strandline::process {

namespace {

/// Formulas over the inputs of equations that are finished.
class Observer final : public Meaning {
public:
    Observer(Equations& equations, const domain::KineticModel& model)
        : equations_(equations), model_(model) {}

    Result<Node> name(std::string_view id) override {
        const auto at = equations_.quantities.find(id);
        if (at != equations_.quantities.end()) return at->second.value;
        std::vector<std::string> known;
        for (const auto& [one, quantity] : equations_.quantities) known.push_back(one);
        return fail(
            Error::input("process.unknown_name", "no quantity is named {}", id)
                .expected("a compartment, species, parameter, reaction or species reference of the model")
                .found("{:?}", id)
                .candidates(nearest(id, known)));
    }

    Result<Node> delayed(Node expression, Node lag, const std::function<Result<Node>()>&) override {
        STRANDLINE_TRY(const ModelIndex index, index_model(model_));
        SystemBuilder builder(model_, index, equations_, equations_.delayed.size());
        const std::size_t before = equations_.delayed.size();
        STRANDLINE_TRY(const Node node,
                       builder.delayed(expression, lag, [&] { return builder.history(expression); }));
        if (equations_.delayed.size() != before && !equations_.draws.empty())
            return fail(Error::input("process.delay", "a delay is observed in a model with random draws")
                            .expected("delays of the model itself")
                            .found("a further one")
                            .mend("give the model an assignment rule with this delay"));
        return node;
    }

    Result<Node> rate_of(Node expression) override {
        return total_derivative(equations_.graph, expression, equations_.state_ids.size(),
                                [&](std::uint32_t state) { return state_rate(state); });
    }

    Result<Node> draw(const std::string& distribution, std::vector<Node>) override {
        return fail(Error::input("process.draw", "a random draw is observed")
                        .expected("formulas without distributions")
                        .found("{}", distribution));
    }

private:
    Result<Node> state_rate(std::uint32_t state) const {
        for (const std::uint32_t row : equations_.algebraic_rows)
            if (row == state)
                return fail(Error::input("process.rate_of",
                                         "the rate of {} is asked for, which an algebraic rule determines",
                                         equations_.state_ids[state])
                                .expected("rateOf of what rate rules, reactions or assignments determine")
                                .found("{}", equations_.state_ids[state]));
        return equations_.rates[state];
    }

    Equations& equations_;
    const domain::KineticModel& model_;
};

}  // namespace

/// Where draws come behind delayed values whose number is not known before, a second time with the number.
Result<Equations> equations(const domain::KineticModel& model) {
    STRANDLINE_TRY(const ModelIndex index, index_model(model));
    std::size_t delayed_count = 0;
    while (true) {
        Equations result;
        SystemBuilder builder(model, index, result, delayed_count);
        STRANDLINE_CHECK(builder.build());
        if (result.draws.empty() || result.delayed.size() == delayed_count) return result;
        delayed_count = result.delayed.size();
    }
}

Result<Node> formula_node(Equations& equations, const domain::KineticModel& model,
                          const domain::Formula& formula,
                          const std::map<std::string, Node, std::less<>>& names) {
    Observer observer(equations, model);
    return FormulaTranslator(equations.graph, model, observer).node(formula, &names);
}

}  // namespace strandline::process
