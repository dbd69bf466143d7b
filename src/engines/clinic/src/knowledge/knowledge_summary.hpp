#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <string>

namespace strandline::clinic {

/// What a pack holds, for people: sources with licences, genes, drugs.
std::string knowledge_text(const domain::PgxKnowledge& knowledge, const Digest& digest);

/// The same for programs, with every allele, its changes and its function, and every guideline.
Json knowledge_json(const domain::PgxKnowledge& knowledge, const Digest& digest);

}  // namespace strandline::clinic
