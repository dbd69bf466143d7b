#include <strandline/edit/library.hpp>

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

struct Choice {
    RankedGuide ranked;
    std::int64_t cut = 0;
    unsigned broken = kept_all;  // by the guide itself
    bool taken = false;
};

/// The guides of one gene, the preferred first.
class GenePicker {
public:
    GenePicker(std::span<const Candidate> candidates, std::span<const LibraryCandidate> more,
               const LibraryRules& rules)
        : candidates_(candidates), more_(more), rules_(&rules) {}

    void add(const RankedGuide& ranked) {
        const Candidate& candidate = candidates_[ranked.candidate];
        Choice choice{ranked, more_[ranked.candidate].cut_position, kept_all, false};
        if (candidate.poly_t > rules_->limits.poly_t_most) choice.broken |= poly_t;
        if (ranked.verdict == Verdict::avoid) choice.broken |= off_targets;
        if (more_[ranked.candidate].has_site) choice.broken |= restriction_site;
        choices_.push_back(std::move(choice));
    }

    void pick(std::vector<LibraryPick>& picks) {
        std::ranges::stable_sort(choices_, {}, [&](const Choice& choice) {
            const LibraryCandidate& about = more_[choice.ranked.candidate];
            return std::tuple(choice.ranked.verdict, -about.isoform_share, -about.score.value_or(0));
        });
        fill(kept_all, std::max(rules_->spacing, wide_spacing()), picks);
        fill(kept_all, rules_->spacing, picks);
        if (rules_->strict) return;
        unsigned allowed = kept_all;
        for (const Rule rule : {spacing, poly_t, off_targets, restriction_site}) {
            allowed |= rule;
            fill(allowed, rules_->spacing, picks);
        }
    }

private:
    /// The stretch in which guides without fault cut, over twice the number of guides.
    std::int64_t wide_spacing() const {
        std::int64_t first = INT64_MAX, last = INT64_MIN;
        for (const Choice& choice : choices_) {
            if (choice.broken != kept_all) continue;
            first = std::min(first, choice.cut);
            last = std::max(last, choice.cut);
        }
        return first > last ? 0 : (last - first) / static_cast<std::int64_t>(2 * rules_->per_gene);
    }

    bool is_near(const Choice& choice, std::int64_t distance) const {
        return std::ranges::any_of(cuts_, [&](const auto& cut) {
            return cut.first == candidates_[choice.ranked.candidate].contig &&
                   std::abs(cut.second - choice.cut) < distance;
        });
    }

    void fill(unsigned allowed, std::int64_t distance, std::vector<LibraryPick>& picks) {
        for (Choice& choice : choices_) {
            if (cuts_.size() == rules_->per_gene) return;
            if (choice.taken || (choice.broken & ~allowed) != 0) continue;
            const bool near = is_near(choice, distance);
            if (near && !(allowed & spacing)) continue;
            choice.taken = true;
            const Candidate& candidate = candidates_[choice.ranked.candidate];
            cuts_.emplace_back(candidate.contig, choice.cut);
            picks.push_back({choice.ranked.candidate, static_cast<int>(cuts_.size()), choice.ranked.verdict,
                             choice.ranked.reason, choice.broken | (near ? spacing : kept_all)});
        }
    }

    std::span<const Candidate> candidates_;
    std::span<const LibraryCandidate> more_;
    const LibraryRules* rules_;
    std::vector<Choice> choices_;
    std::vector<std::pair<std::string_view, std::int64_t>> cuts_;
};

}  // namespace

std::string words_of(unsigned broken) {
    constexpr std::array<std::pair<Rule, std::string_view>, 4> rules = {
        {{spacing, "spacing"},
         {poly_t, "poly_t"},
         {off_targets, "off_targets"},
         {restriction_site, "restriction_site"}}};
    std::vector<std::string> words;
    for (const auto& [rule, word] : rules)
        if (broken & rule) words.emplace_back(word);
    return words.empty() ? "none" : join(words, ",");
}

std::vector<LibraryPick> pick_guides(std::span<const Candidate> candidates,
                                     std::span<const OffTargetCounts> counts,
                                     std::span<const LibraryCandidate> more, const LibraryRules& rules) {
    STRANDLINE_ASSERT(candidates.size() == more.size() && rules.per_gene > 0);
    std::vector<LibraryPick> picks;
    GenePicker gene(candidates, more, rules);
    for (const RankedGuide& ranked : rank_guides(candidates, counts, 0, rules.limits)) {
        if (ranked.rank == 1) std::exchange(gene, GenePicker(candidates, more, rules)).pick(picks);
        gene.add(ranked);
    }
    gene.pick(picks);
    return picks;
}

}  // namespace strandline::edit
