#include <strandline/clinic/match.hpp>

#include "tables.hpp"

#include <algorithm>

namespace strandline::clinic {

namespace {

std::string answer(const GeneMatcher& matcher, const GeneCall& call) {
    std::string text;
    for (const DiplotypeCall& diplotype : call.diplotypes)
        text += (text.empty() ? "" : " or ") + diplotype.name;
    for (const std::uint32_t allele : call.variants)
        text += (text.empty() ? "" : " and ") + matcher.told_name(allele);
    return text.empty() ? "no call" : text;
}

}  // namespace

std::vector<Decider> GeneMatcher::deciders(std::span<const domain::PgxGenotype> genotypes,
                                           const GeneCall& call) const {
    const bool haploid =
        std::ranges::any_of(genotypes, [](const auto& genotype) { return genotype.is_haploid(); });
    std::vector<domain::PgxGenotype> supposed(genotypes.begin(), genotypes.end());
    supposed.resize(tables_->positions());
    std::vector<Decider> found;
    for (const std::uint32_t position : call.missing) {
        Decider decider{position, {}};
        const domain::PgxGenotype before = supposed[position];
        const auto kinds = static_cast<std::uint8_t>(tables_->definition.positions[position].alts.size() + 1);
        for (std::uint8_t first = 0; first < kinds; ++first)
            for (std::uint8_t second = first; second < (haploid ? first + 1 : kinds); ++second) {
                supposed[position] = {first, haploid ? domain::PgxGenotype::none : second, call.phased, false,
                                      -1};
                std::string told = answer(*this, match(supposed));
                if (std::ranges::find(decider.answers, told) == decider.answers.end())
                    decider.answers.push_back(std::move(told));
            }
        supposed[position] = before;
        if (decider.answers.size() > 1) found.push_back(std::move(decider));
    }
    std::ranges::stable_sort(found, std::ranges::greater{},
                             [](const Decider& d) { return d.answers.size(); });
    return found;
}

}  // namespace strandline::clinic
