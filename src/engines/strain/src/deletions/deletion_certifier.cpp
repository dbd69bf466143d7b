#include "deletions/deletion_certifier.hpp"

#include <strandline/strain/certificate.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

const std::string not_lethal = "NA", yes = "yes";

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

DeletionCertifier::DeletionCertifier(const FluxModel& model, const DeletionOptions& options)
    : model_(model), kind_(options.kind), effects_(*model.network, options.gone) {}

Result<void> DeletionCertifier::certify_singles(const DeletionOptions& options, Context& context) {
    DeletionOptions singles;
    singles.kind = options.kind;
    singles.only = options.only;
    singles.gone = options.gone;
    const DeletionVisit certify = [&](std::span<const std::int32_t> members, DeletionOutcome outcome) {
        verdict(members, outcome);
    };
    STRANDLINE_TRY(const DeletionSummary summary, delete_each(model_, singles, certify, context));
    static_cast<void>(summary);
    return {};
}

/// Deleting more only takes states away while no flux that must run is among the dead.
bool DeletionCertifier::follows(const Reactions& dead) const {
    const auto must_run = [&](std::int32_t j) { return model_.lower[at(j)] > 0 || model_.upper[at(j)] < 0; };
    if (std::ranges::any_of(dead, must_run)) return false;
    return std::ranges::any_of(certified_,
                               [&](const Reactions& part) { return std::ranges::includes(dead, part); });
}

const std::string& DeletionCertifier::verdict(std::span<const std::int32_t> members,
                                              DeletionOutcome outcome) {
    if (!outcome.is_lethal()) return not_lethal;
    Reactions dead(members.begin(), members.end());
    if (kind_ == DeletionKind::genes) dead = effects_.dead_reactions(members);
    if (const auto place = known_.find(dead); place != known_.end()) return place->second;
    if (follows(dead)) return yes;
    const Certificate found = certify_at_most(model_, {}, dead, model_.objective, lethal_growth);
    if (found.certified) certified_.push_back(dead);
    return known_.emplace(std::move(dead), found.certified ? yes : "no: " + found.reason).first->second;
}

}  // namespace strandline::strain
