#include "pgx/gene_answer.hpp"

#include <algorithm>

namespace strandline::clinic {

Result<GeneAnswerer> GeneAnswerer::make(const domain::PgxKnowledge& knowledge, std::string_view gene,
                                        const MatchOptions& options, bool explains) {
    GeneAnswerer made(knowledge, gene);
    made.explains_ = explains;
    const auto definition = std::ranges::find(knowledge.definitions, gene, &domain::GeneDefinition::gene);
    if (definition == knowledge.definitions.end()) return made;
    made.definition_ = &*definition;
    STRANDLINE_TRY(GeneMatcher matcher, GeneMatcher::compile(*definition, options));
    made.matcher_.emplace(std::move(matcher));
    return made;
}

GeneAnswer GeneAnswerer::answer(std::span<const domain::PgxGenotype> genotypes,
                                std::span<const domain::PgxOutsideCall> outside) const {
    GeneAnswer made;
    if (matcher_) {
        made.call = matcher_->match(genotypes);
        if (explains_ && made.call->seen > 0 && !made.call->missing.empty())
            made.deciders = matcher_->deciders(genotypes, *made.call);
    }
    if (!outside.empty()) {
        made.phenotype = phenotyper_.of_outside(outside);
        if (made.call && made.call->called())
            made.phenotype.remarks.push_back(PhenotypeRemark::outside_replaces_matcher);
    } else {
        made.phenotype = made.call ? phenotyper_.of_call(*made.call, genotypes) : phenotyper_.of_nothing();
    }
    return made;
}

}  // namespace strandline::clinic
