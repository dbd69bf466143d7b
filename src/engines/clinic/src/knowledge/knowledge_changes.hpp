#pragma once

#include <strandline/domain/pharmacogenes.hpp>

#include <string>
#include <vector>

namespace strandline::clinic {

/// One fact that another knowledge tells otherwise. `before` is empty for what is new, `after` for what is
/// gone.
struct KnowledgeChange {
    std::string part;  // position, allele, rules (of calling), function, phenotype, guideline, recommendation
    std::string of;    // gene, or the guideline's drugs
    std::string item;  // "*2", "*1/*2", an id
    std::string before, after;
    bool operator==(const KnowledgeChange&) const = default;
};

/// Facts of `later` that differ from `earlier`, in the order of definitions, phenotypes, guidelines. Pairs
/// and recommendations of what is new or gone as a whole are not told one by one.
std::vector<KnowledgeChange> knowledge_changes(const domain::PgxKnowledge& earlier,
                                               const domain::PgxKnowledge& later);

}  // namespace strandline::clinic
