#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace strandline::strain {

enum class DeletionKind { genes, reactions };

/// Growth (the objective's optimum) below this is no growth: the deletion is lethal.
inline constexpr double lethal_growth = 1e-6;

struct DeletionOptions {
    DeletionKind kind = DeletionKind::genes;
    int order = 1;                   // 1 to 3: how many go at once, at most
    std::vector<std::int32_t> only;  // of genes or reactions, ascending; all when empty
    std::vector<std::int32_t> gone;  // genes that the model has lost already, ascending; isozymes need them
    /// Only deletions whose growth is below this part of the unchanged model's.
    std::optional<double> below;
    /// Only deletions none of whose parts alone is below (`below`, or lethal_growth without).
    bool synthetic = false;
    std::uint64_t most_rows = 50'000'000;  // more than these are refused beforehand
};

struct DeletionOutcome {
    double growth = 0;  // 0 where there is no optimum
    FluxStatus status = FluxStatus::solver_failure;
    bool is_lethal() const { return status == FluxStatus::infeasible || growth < lethal_growth; }
};

/// Genes or reactions that go together, ascending, and what is left.
using DeletionVisit = std::function<void(std::span<const std::int32_t> members, DeletionOutcome outcome)>;

struct DeletionSummary {
    DeletionOutcome unchanged;          // the model as given
    std::uint64_t linear_programs = 0;  // solved on the small model
    std::uint64_t verified = 0;         // lethal claims asked again on the model as given
    std::uint64_t judged =
        0;  // of those, by a linear program of the model as given; the others by a dual bound
};

/// Deletes each gene (or reaction), then each pair, then each triple, up to the order asked, and calls
/// `visit` in order of the members: {0}, {0,1}, {0,1,2}, ... {0,2}, ... {1}, ... A pair of one gene with
/// itself is that gene.
///
/// Flux balance analysis of a deletion is done only where it can differ from what is known: a state that is
/// optimal without a stays so without a and b when b carries no flux in it. Every lethal set of reactions is
/// asked again on the model as given, whose answer stands. Errors: strain.deletions where more rows
/// would be made than `most_rows`; a fault where a linear program has no answer.
Result<DeletionSummary> delete_each(const FluxModel& model, const DeletionOptions& options,
                                    const DeletionVisit& visit, Context& context);

/// The same by one linear program a deletion on the model as given: the plain way, for tests and small
/// models.
Result<DeletionSummary> delete_each_plainly(const FluxModel& model, const DeletionOptions& options,
                                            const DeletionVisit& visit, Context& context);

}  // namespace strandline::strain
