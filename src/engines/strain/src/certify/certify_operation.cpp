#include "certify/certify_operation.hpp"

#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/strain/certificate.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

/// The claims that make up one: a relation with '=' is two.
using Certificates = std::vector<Certificate>;

/// A function of fluxes as the user would write it, with the factor that was taken out of it.
struct NamedFunction {
    std::string name;
    double factor = 1;
};

FluxExpression times(FluxExpression terms, double factor) {
    for (domain::Term& term : terms) term.coefficient *= factor;
    return terms;
}

NamedFunction named(const FluxModel& model, const FluxCondition& condition) {
    FluxExpression terms = condition.terms;
    if (condition.text.find("growth") != std::string::npos && !model.objective.empty()) {
        const double factor = terms.front().coefficient / model.objective.front().coefficient;
        if (times(model.objective, factor) == terms) return {"growth", factor};
    }
    // In the order and with the sign that it was written with.
    std::ranges::stable_sort(terms, {}, [&](const domain::Term& term) {
        return condition.text.find(model.reaction_id(term.index));
    });
    const double first = terms.front().coefficient;
    const double factor = terms.size() == 1 ? first : std::copysign(1.0, first);
    std::string name;
    for (const domain::Term& term : terms) {
        const double coefficient = term.coefficient / factor;
        if (!name.empty()) name += coefficient < 0 ? " - " : " + ";
        if (std::abs(coefficient) != 1) name += shown(std::abs(coefficient)) + " ";
        name += model.reaction_id(term.index);
    }
    return {name, factor};
}

/// Every flux state has `sign` times the condition's function at most at `bound`.
Certificate certify_side(Certifier& certifier, const FluxModel& model, const FluxCondition& condition,
                         double sign, double bound) {
    Certificate made = certifier.at_most({}, times(condition.terms, sign), bound + 0.0);
    if (!made.maximum) return made;
    const NamedFunction function = named(model, condition);
    const bool is_maximum = sign * function.factor > 0;
    made.reason = std::isfinite(*made.maximum)
                      ? format("the {} of {} is {}", is_maximum ? "maximum" : "minimum", function.name,
                               shown(sign * *made.maximum / function.factor))
                      : format("{} has no {} bound", function.name, is_maximum ? "upper" : "lower");
    return made;
}

/// Every flux state satisfies the condition.
Certificates certify_everywhere(Certifier& certifier, const FluxModel& model,
                                const FluxCondition& condition) {
    Certificates made;
    if (std::isfinite(condition.upper))
        made.push_back(certify_side(certifier, model, condition, 1, condition.upper));
    if (std::isfinite(condition.lower))
        made.push_back(certify_side(certifier, model, condition, -1, -condition.lower));
    return made;
}

Result<Certificates> certify(const Call& call, const FluxModel& model, FluxRegion region) {
    const std::string& claim = call.text("claim");
    const std::string& reaches = call.text("reaches");
    if (call.given("claim") == call.given("reaches"))
        return fail(Error::input("strain.claim", "{} claim", call.given("claim") ? "more than one" : "no")
                        .expected("either --claim or --reaches")
                        .mend("give --claim 'growth <= 0.5' for what holds in every flux state, --reaches "
                              "'growth >= 0.5' for what some state does"));
    if (call.given("reaches")) {
        STRANDLINE_TRY(const FluxRegion reached, parse_region(reaches, model, "--reaches"));
        region.insert(region.end(), reached.begin(), reached.end());
        return Certificates{certify_feasible(model, region, {})};
    }
    if (trim(claim) == "infeasible") return Certificates{certify_infeasible(model, region, {})};
    STRANDLINE_TRY(const FluxRegion claimed, parse_region(claim, model, "--claim"));
    if (claimed.size() != 1)
        return fail(
            Error::input("strain.claim", "{} in --claim '{}'", counted(claimed.size(), "relation"), claim)
                .expected("one, or the word infeasible"));
    Certifier certifier(model, region);
    return certify_everywhere(certifier, model, claimed.front());
}

/// Bounds that are not the file's: by reaction [lower, upper], null where there is none.
Json changed_bounds(const FluxModel& model) {
    const auto shown_bound = [](double bound) { return std::isfinite(bound) ? Json(bound) : Json(); };
    Json made = Json::object();
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto k = static_cast<std::size_t>(j);
        const domain::Reaction& reaction = model.network->reactions[k];
        if (reaction.lower != model.lower[k] || reaction.upper != model.upper[k])
            made.set(reaction.id, Json::array({shown_bound(model.lower[k]), shown_bound(model.upper[k])}));
    }
    return made;
}

Json report(const Call& call, const FluxModel& model, const Certificates& certificates) {
    bool certified = true, refuted = false;
    std::string reason;
    Json proofs = Json::array(), counter_proofs = Json::array();
    for (const Certificate& one : certificates) {
        certified = certified && one.certified;
        refuted = refuted || one.refuted;
        if (reason.empty() || (one.refuted && !one.reason.empty())) reason = one.reason;
        if (one.certified) proofs.push_back(one.proof);
        if (one.refuted) counter_proofs.push_back(one.counter_proof);
    }
    Json made = Json::object();
    made.set(call.given("claim") ? "claim" : "reaches",
             call.given("claim") ? call.text("claim") : call.text("reaches"));
    if (call.given("within")) made.set("within", call.text("within"));
    if (Json changed = changed_bounds(model); !changed.members().empty())
        made.set("changed_bounds", std::move(changed));
    made.set("certified", certified);
    made.set("refuted", refuted);
    if (!certified) made.set("reason", reason);
    if (certified) made.set("proofs", std::move(proofs));
    if (refuted) made.set("counter_proofs", std::move(counter_proofs));
    return made;
}

Result<Answer> run_certify(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    STRANDLINE_TRY(FluxRegion region, parse_region(call.text("within"), model, "--within"));
    STRANDLINE_TRY(const Certificates certificates, certify(call, model, std::move(region)));
    const Json made = report(call, model, certificates);
    Sink& sink = call.output("certificate");
    sink.write(made.pretty());
    STRANDLINE_CHECK(sink.status());
    return made.at("certified").boolean() ? Answer::yes : Answer::no;
}

}  // namespace

operation::Operation certify_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain certify";
    made.summary = "Prove a claim on the fluxes of a metabolic model in exact arithmetic";
    made.description =
        "A claim holds in every flux state: proved by multipliers of the model's rows (linear programming "
        "duality). What is reached is proved by a flux state. Proofs are fractions, found from the basis at "
        "which the solver in doubles stops, and can be checked again without a solver: docs/strain/"
        "certificates.md. Exit status 1 when the claim is refuted (a counter-proof is given) or could not be "
        "decided.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {text("claim")
             .value("RELATION")
             .help("what holds in every flux state: 'growth <= 0.5', 'EX_o2_e = "
                   "0'; or the word infeasible: there is no flux state"),
         text("reaches").value("REGION").help(
             "what holds in some flux state, several conditions joined by commas"),
         text("within").value("REGION").help("conditions that the flux states are taken from")});
    made.outputs = {port("certificate")
                        .format("strain.certificate/1")
                        .described("JSON: certified, refuted, reason, and the proofs as fractions")
                        .file("certificate.json")};
    made.example = "strandline strain certify iML1515.json --knockout b0720 --claim 'growth <= 0'";
    made.run = run_certify;
    return made;
}

}  // namespace strandline::strain
