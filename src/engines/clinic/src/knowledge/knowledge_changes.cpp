#include "knowledge/knowledge_changes.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <functional>
#include <map>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using domain::PgxGuideline;
using domain::PgxKnowledge;
using domain::PgxPosition;
using domain::PgxRecommendation;
using domain::PhenotypeTable;

/// What is told of things by name.
using Told = std::map<std::string, std::string>;

std::string bases_of(std::uint32_t cell, const PgxPosition& position) {
    std::vector<std::string> bases;
    if (cell & 1) bases.push_back(position.ref);
    for (std::size_t k = 0; k < position.alts.size(); ++k)
        if (cell >> (k + 1) & 1) bases.push_back(position.alts[k]);
    return join(bases, "|");
}

std::string place_of(const PgxPosition& position) {
    return format("{}:{}", position.chromosome, position.position);
}

Told positions_of(const GeneDefinition& of) {
    Told told;
    for (const PgxPosition& position : of.positions)
        told[place_of(position)] = format("{} {}>{}", position.rsid, position.ref, join(position.alts, ","));
    return told;
}

Told alleles_of(const GeneDefinition& of) {
    Told told;
    for (const NamedAllele& allele : of.alleles) {
        std::vector<std::string> cells;
        for (std::size_t i = 0; i < allele.cells.size(); ++i)
            if (allele.cells[i] != 0 && !(allele.reference && allele.cells[i] == 1))
                cells.push_back(
                    format("{}={}", of.positions[i].position, bases_of(allele.cells[i], of.positions[i])));
        told[allele.name] = (allele.reference ? "reference " : "") + join(cells, " ");
    }
    return told;
}

std::string places(const std::vector<PgxPosition>& positions) {
    std::vector<std::string> words;
    for (const PgxPosition& of : positions)
        words.push_back(format("{} {}>{}", place_of(of), of.ref, join(of.alts, ",")));
    return join(words, "; ");
}

/// How the gene is called, besides its alleles.
Told rules_of(const GeneDefinition& of) {
    std::vector<std::string> required, priorities;
    for (const std::int64_t position : of.required) required.push_back(std::to_string(position));
    for (const auto& names : of.unphased_priorities) priorities.push_back(join(names, " > "));
    Told told{{"required positions", join(required, " ")},
              {"ignored positions", places(of.ignored)},
              {"extra positions", places(of.extra)},
              {"ignored alleles", join(of.ignored_alleles, ", ")},
              {"unphased priorities", join(priorities, "; ")}};
    std::erase_if(told, [](const auto& rule) { return rule.second.empty(); });
    return told;
}

Told functions_of(const PhenotypeTable& of) {
    Told told;
    for (std::size_t i = 0; i < of.alleles.size(); ++i)
        told[of.alleles[i]] =
            of.functions[i].function +
            (of.functions[i].activity.empty() ? "" : ", activity " + of.functions[i].activity);
    return told;
}

std::string words_of(const domain::DiplotypePhenotype* result) {
    if (!result) return "none";
    return result->phenotype + (result->activity_score.empty() ? "" : ", score " + result->activity_score) +
           (result->lookup_key == result->phenotype || result->lookup_key == result->activity_score
                ? ""
                : ", key " + result->lookup_key);
}

std::string words_of(const PgxRecommendation& of) {
    std::vector<std::string> lookup;
    for (const auto& [gene, key] : of.lookup) lookup.push_back(gene + " " + key);
    return format("{} [{}; {}] {}: {} ({})", join(of.drugs, ", "), of.population, of.classification,
                  join(lookup, ", "), of.text, join(of.implications, "; "));
}

class Comparison {
public:
    std::vector<KnowledgeChange> changes;

    /// The pairs that both know, one row each.
    void pairs(const PhenotypeTable& earlier, const PhenotypeTable& later) {
        std::map<std::string, std::size_t> index;
        for (std::size_t i = 0; i < later.alleles.size(); ++i) index.emplace(later.alleles[i], i);
        for (std::size_t j = 0; j < earlier.alleles.size(); ++j) {
            const auto second = index.find(earlier.alleles[j]);
            if (second == index.end()) continue;
            compare("phenotype", earlier.gene, earlier.alleles[j], words_of(earlier.of_single(j)),
                    words_of(later.of_single(second->second)));
            for (std::size_t i = 0; i <= j; ++i) {
                const auto first = index.find(earlier.alleles[i]);
                if (first != index.end())
                    compare("phenotype", earlier.gene, earlier.alleles[i] + "/" + earlier.alleles[j],
                            words_of(earlier.of_pair(i, j)),
                            words_of(later.of_pair(first->second, second->second)));
            }
        }
    }

    void told(const std::string& part, const std::string& of, const Told& earlier, const Told& later) {
        for (const auto& [item, words] : earlier) {
            const auto found = later.find(item);
            compare(part, of, item, words, found == later.end() ? "" : found->second);
        }
        for (const auto& [item, words] : later)
            if (!earlier.contains(item)) compare(part, of, item, "", words);
    }

    void compare(const std::string& part, const std::string& of, const std::string& item,
                 const std::string& before, const std::string& after) {
        if (before != after) changes.push_back({part, of, item, before, after});
    }
};

/// Calls `both` for each name that both lists have, and notes what only one has.
template <class T>
void match(Comparison& to, const std::string& part, const std::vector<T>& earlier,
           const std::vector<T>& later, const std::function<std::string(const T&)>& name,
           const std::function<std::string(const T&)>& whole,
           const std::function<void(const T&, const T&)>& both) {
    std::map<std::string, std::pair<const T*, const T*>> found;
    for (const T& of : earlier) found[name(of)].first = &of;
    for (const T& of : later) found[name(of)].second = &of;
    for (const auto& [item, of] : found)
        if (of.first && of.second)
            both(*of.first, *of.second);
        else
            to.compare(part, of.first ? whole(*of.first) : whole(*of.second), item, of.first ? "told" : "",
                       of.second ? "told" : "");
}

std::string drugs_of(const PgxGuideline& of) {
    std::vector<std::string> names;
    for (const auto& [name, id] : of.drugs) names.push_back(name);
    return join(names, ", ");
}

void compare_guidelines(Comparison& to, const PgxGuideline& earlier, const PgxGuideline& later) {
    Told before, after;
    for (const auto& of : earlier.recommendations) before[of.id] = words_of(of);
    for (const auto& of : later.recommendations) after[of.id] = words_of(of);
    to.compare("guideline", drugs_of(later), later.id, drugs_of(earlier) + "; " + join(earlier.genes, ", "),
               drugs_of(later) + "; " + join(later.genes, ", "));
    to.told("recommendation", drugs_of(later), before, after);
}

}  // namespace

std::vector<KnowledgeChange> knowledge_changes(const PgxKnowledge& earlier, const PgxKnowledge& later) {
    Comparison to;
    match<GeneDefinition>(
        to, "definition", earlier.definitions, later.definitions, [](const auto& of) { return of.gene; },
        [](const auto& of) { return of.gene; },
        [&](const GeneDefinition& before, const GeneDefinition& after) {
            to.told("position", before.gene, positions_of(before), positions_of(after));
            to.told("allele", before.gene, alleles_of(before), alleles_of(after));
            to.told("rules", before.gene, rules_of(before), rules_of(after));
        });
    match<PhenotypeTable>(
        to, "phenotypes", earlier.phenotypes, later.phenotypes, [](const auto& of) { return of.gene; },
        [](const auto& of) { return of.gene; },
        [&](const PhenotypeTable& before, const PhenotypeTable& after) {
            to.told("function", before.gene, functions_of(before), functions_of(after));
            to.pairs(before, after);
        });
    match<PgxGuideline>(
        to, "guideline", earlier.guidelines, later.guidelines, [](const auto& of) { return of.id; }, drugs_of,
        [&](const PgxGuideline& before, const PgxGuideline& after) {
            compare_guidelines(to, before, after);
        });
    return std::move(to.changes);
}

}  // namespace strandline::clinic
