#include "flux/reference_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/strain/parsimonious.hpp>

#include <map>
#include <string>

namespace strandline::strain {
namespace {

using operation::Call;

constexpr std::size_t most_named = 3;

/// Reactions of the model that the file does not name, as an error would list them.
std::string first_of(const std::vector<std::string>& ids) {
    std::vector<std::string> few(ids.begin(),
                                 ids.begin() + static_cast<std::ptrdiff_t>(std::min(most_named, ids.size())));
    return join(few, ", ") +
           (ids.size() > few.size() ? format(" and {} more", ids.size() - few.size()) : std::string());
}

Result<std::vector<double>> fluxes_of_file(const Source& source, const FluxModel& model) {
    STRANDLINE_TRY(const std::string text, source.read_all());
    STRANDLINE_TRY(const Json root, Json::parse(text, source.name()));
    const Json* fluxes = root.find("fluxes");
    if (!fluxes || !fluxes->is_object())
        return fail(Error::input("strain.reference", "no fluxes in the reference")
                        .at({.file = source.name()})
                        .expected("JSON as 'strain fba' writes it, with a member \"fluxes\"")
                        .mend("make it with 'strandline strain pfba' of the wild type"));
    std::map<std::string_view, double> by_id;
    for (const auto& [id, flux] : fluxes->members()) {
        if (!flux.is_number())
            return fail(Error::input("strain.reference", "the flux of '{}' is no number", id)
                            .at({.file = source.name(), .record = id})
                            .expected("mmol/gDW/h"));
        by_id.emplace(id, flux.number());
    }
    std::vector<double> made;
    std::vector<std::string> missing;
    for (const domain::Reaction& reaction : model.network->reactions) {
        const auto found = by_id.find(reaction.id);
        if (found == by_id.end()) missing.push_back(reaction.id);
        made.push_back(found == by_id.end() ? 0 : found->second);
    }
    if (!missing.empty())
        return fail(Error::input("strain.reference", "the reference has no flux of {}",
                                 counted(missing.size(), "reaction"))
                        .at({.file = source.name()})
                        .expected("a flux of every reaction of the model")
                        .found("none of {}", first_of(missing))
                        .mend("make the reference from the same model"));
    return made;
}

}  // namespace

operation::Port reference_port() {
    return operation::port("reference")
        .one_of("strain.fluxes/1", "json")
        .optional()
        .described("fluxes of the wild type, as 'strain fba' or 'strain pfba' writes them; made when absent");
}

operation::Param reference_param() {
    return operation::choice("from", "pfba", {"pfba", "fba"})
        .help("how the reference is made of the model without --knockout, when none is given");
}

Result<std::vector<double>> reference_fluxes(const Call& call, const FluxModel& wild_type) {
    if (call.has("reference")) return fluxes_of_file(call.input("reference"), wild_type);
    const FluxSolution found =
        call.text("from") == "fba" ? flux_balance(wild_type) : parsimonious_balance(wild_type).state;
    switch (found.status) {
    case FluxStatus::infeasible:
        return fail(Error::no("strain.infeasible", "the wild type has no steady state")
                        .expected("a reference state under the same conditions without --knockout"));
    case FluxStatus::unbounded:
        return fail(Error::no("strain.unbounded", "the wild type's objective has no end")
                        .mend("give bounds with --set"));
    case FluxStatus::solver_failure:
        return fail(Error::fault("strain.solver", "the solver gave up on the wild type"));
    case FluxStatus::optimal:
    case FluxStatus::zero_growth:
        break;
    }
    return found.fluxes;
}

}  // namespace strandline::strain
