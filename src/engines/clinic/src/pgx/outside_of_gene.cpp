#include "pgx/outside_of_gene.hpp"

namespace strandline::clinic {

using domain::PgxOutsideCall;

OutsideOfGene outside_of(std::span<const PgxOutsideCall> calls, std::string_view gene) {
    OutsideOfGene made;
    for (const PgxOutsideCall& call : calls)
        if (call.gene == gene && call.sample.empty()) made.of_all.push_back(call);
    for (const PgxOutsideCall& call : calls)
        if (call.gene == gene && !call.sample.empty())
            made.of_sample.try_emplace(call.sample, made.of_all).first->second.push_back(call);
    return made;
}

}  // namespace strandline::clinic
