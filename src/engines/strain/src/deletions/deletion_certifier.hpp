#pragma once

#include <strandline/strain/deletions.hpp>
#include <strandline/strain/genes.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace strandline::strain {

/// Certificates of lethal deletions in exact arithmetic, each distinct set of dead reactions once.
class DeletionCertifier {
public:
    /// `model` must outlive this.
    DeletionCertifier(const FluxModel& model, const DeletionOptions& options);

    /// Certifies what is lethal alone, so that larger deletions need no proof of their own.
    Result<void> certify_singles(const DeletionOptions& options, Context& context);
    /// "yes", "no: reason", or "NA" for a deletion that is not lethal.
    const std::string& verdict(std::span<const std::int32_t> members, DeletionOutcome outcome);

private:
    using Reactions = std::vector<std::int32_t>;
    bool follows(const Reactions& dead) const;

    const FluxModel& model_;
    DeletionKind kind_;
    GeneEffects effects_;
    std::map<Reactions, std::string> known_;
    std::vector<Reactions> certified_;  // that a larger deletion may follow from
};

}  // namespace strandline::strain
