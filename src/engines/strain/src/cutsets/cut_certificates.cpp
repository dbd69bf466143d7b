#include "cutsets/cut_certificates.hpp"

#include "cutsets/cut_verdicts.hpp"
#include "cutsets/region_oracle.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/strain/certificate.hpp>
#include <strandline/strain/genes.hpp>

#include <cmath>
#include <map>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double below = 1e-7;  // of a bound, as a region is judged to be empty
constexpr double below_zero = 1e-9;

/// That a region is empty, or that it has a state, without these reactions. Many sets share one.
struct Claim {
    bool empty = true;
    std::size_t region = 0;
    std::vector<std::int32_t> stopped;
    auto operator<=>(const Claim&) const = default;
};

Certificate certify(const FluxModel& model, const CutSetProblem& problem, const Claim& claim) {
    if (!claim.empty) return certify_feasible(model, problem.protect[claim.region], claim.stopped);
    const FluxRegion& region = problem.suppress[claim.region];
    const RegionQuestion question = question_of(region);
    if (question.function.empty()) return certify_infeasible(model, region, claim.stopped);
    const double margin = question.bound == 0 ? below_zero : below * std::abs(question.bound);
    return certify_at_most(model, question.others, claim.stopped, question.function, question.bound - margin);
}

std::vector<Claim> claims_of(const GeneEffects& effects, const CutSetProblem& problem, const CutSets& found,
                             std::size_t set) {
    std::vector<Claim> made;
    for (std::size_t r = 0; r < problem.suppress.size(); ++r)
        made.push_back({true, r, found.sufficient[set][r]});
    for (std::size_t r = 0; r < problem.protect.size(); ++r)
        made.push_back({false, r, stopped_reactions(effects, problem, found.sets[set])});
    return made;
}

}  // namespace

std::vector<std::string> certify_cut_sets(const FluxModel& model, const CutSetProblem& problem,
                                          const CutSets& found, Context& context) {
    const GeneEffects effects(*model.network);
    std::vector<std::vector<Claim>> by_set;
    std::map<Claim, std::string> said;
    for (std::size_t i = 0; i < found.sets.size(); ++i) {
        by_set.push_back(claims_of(effects, problem, found, i));
        for (const Claim& claim : by_set.back()) said.emplace(claim, "");
    }
    std::vector<std::pair<const Claim*, std::string*>> work;
    for (auto& [claim, answer] : said) work.emplace_back(&claim, &answer);
    parallel_for(work.size(), context.threads(), [&](std::size_t i) {
        if (context.cancelled()) return;
        const Certificate one = certify(model, problem, *work[i].first);
        *work[i].second = one.certified ? "yes" : "no: " + one.reason;
    });
    std::vector<std::string> made;
    for (const std::vector<Claim>& claims : by_set) {
        std::string answer = "yes";
        for (const Claim& claim : claims)
            if (answer == "yes") answer = said.at(claim);
        made.push_back(std::move(answer));
    }
    return made;
}

}  // namespace strandline::strain
