#include "combine.hpp"
#include "pairs.hpp"

#include <algorithm>

namespace strandline::clinic {

namespace {

using Tables = GeneMatcher::Tables;

void call_least_function(const Tables& tables, const Sight& sight, GeneCall& call) {
    call.lists_variants = true;
    if (sight.phased || sight.effectively_phased)
        combine_alleles(tables, sight, false, call);
    else
        list_variants(tables, sight, call);
}

void call_pairs(const Tables& tables, const Sight& sight, GeneCall& call) {
    const bool whole = std::ranges::none_of(sight.variants, &Sight::Variant::partial);
    if (whole) pair_alleles(tables, sight, call);
    if (call.diplotypes.empty() && tables.options.combinations) combine_alleles(tables, sight, true, call);
    if (call.diplotypes.empty() && call.called()) call.reason = NotCalled::no_match;
}

}  // namespace

GeneCall GeneMatcher::match(std::span<const domain::PgxGenotype> genotypes) const {
    const Tables& tables = *tables_;
    GeneCall call;
    const Sight sight = look(tables, genotypes, call);
    call.reason = sight.reason;
    if (tables.definition.gene == "CYP2D6" && !tables.options.cyp2d6) call.reason = NotCalled::not_asked;
    if (!call.called()) return call;
    if (tables.least_function)
        call_least_function(tables, sight, call);
    else
        call_pairs(tables, sight, call);
    return call;
}

}  // namespace strandline::clinic
