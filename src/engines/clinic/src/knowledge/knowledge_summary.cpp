#include "knowledge/knowledge_summary.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using domain::PgxKnowledge;
using domain::PhenotypeTable;

using Row = std::vector<std::string>;

/// Columns as wide as their widest cell; counts to the right.
std::string table_text(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool is_number = row[i] == "-" || row[i].find_first_not_of("0123456789,") == row[i].npos;
            line += is_number ? format("  {:>{}}", row[i], widths[i]) : format("  {:<{}}", row[i], widths[i]);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

const GeneDefinition* definition_of(const PgxKnowledge& knowledge, std::string_view gene) {
    const auto found = std::ranges::find(knowledge.definitions, gene, &GeneDefinition::gene);
    return found == knowledge.definitions.end() ? nullptr : &*found;
}

const PhenotypeTable* phenotypes_of(const PgxKnowledge& knowledge, std::string_view gene) {
    const auto found = std::ranges::find(knowledge.phenotypes, gene, &PhenotypeTable::gene);
    return found == knowledge.phenotypes.end() ? nullptr : &*found;
}

std::set<std::string> genes_of(const PgxKnowledge& knowledge) {
    std::set<std::string> genes;
    for (const auto& of : knowledge.definitions) genes.insert(of.gene);
    for (const auto& of : knowledge.phenotypes) genes.insert(of.gene);
    for (const auto& of : knowledge.guidelines) genes.insert(of.genes.begin(), of.genes.end());
    return genes;
}

std::size_t told(const std::vector<std::uint16_t>& places) {
    return places.size() - static_cast<std::size_t>(std::ranges::count(places, PhenotypeTable::none));
}

std::string genes_text(const PgxKnowledge& knowledge) {
    std::vector<Row> rows{
        {"gene", "alleles", "positions", "definition", "functions", "pairs", "phenotypes", "guidelines"}};
    for (const std::string& gene : genes_of(knowledge)) {
        const GeneDefinition* definition = definition_of(knowledge, gene);
        const PhenotypeTable* table = phenotypes_of(knowledge, gene);
        const auto guidelines = std::ranges::count_if(
            knowledge.guidelines, [&](const auto& of) { return std::ranges::count(of.genes, gene) > 0; });
        rows.push_back({gene, definition ? std::to_string(definition->alleles.size()) : "-",
                        definition ? std::to_string(definition->positions.size()) : "-",
                        definition ? definition->version : "-",
                        table ? std::to_string(table->alleles.size()) : "-",
                        table ? std::to_string(told(table->pairs) + told(table->singles)) : "-",
                        table ? table->version : "-", std::to_string(guidelines)});
    }
    return rows.size() == 1 ? "" : "\n" + table_text(rows);
}

std::string drugs_text(const PgxKnowledge& knowledge) {
    std::map<std::string, std::pair<std::set<std::string>, std::set<std::string>>> drugs;
    for (const auto& guideline : knowledge.guidelines)
        for (const auto& [name, id] : guideline.drugs) {
            drugs[name].first.insert(guideline.genes.begin(), guideline.genes.end());
            drugs[name].second.insert(guideline.source);
        }
    if (drugs.empty()) return "";
    std::vector<Row> rows{{"drug", "genes", "guidelines"}};
    for (const auto& [name, of] : drugs)
        rows.push_back({name, join({of.first.begin(), of.first.end()}, ", "),
                        join({of.second.begin(), of.second.end()}, ", ")});
    return "\n" + table_text(rows);
}

/// "rs4244285 A": what the allele says otherwise than the reference bases.
Json changes_json(const NamedAllele& allele, const GeneDefinition& definition) {
    Json made = Json::array();
    for (std::size_t i = 0; i < allele.cells.size(); ++i) {
        const auto& position = definition.positions[i];
        std::vector<std::string> bases;
        if (allele.cells[i] & 1) bases.push_back(position.ref);
        for (std::size_t k = 0; k < position.alts.size(); ++k)
            if (allele.cells[i] >> (k + 1) & 1) bases.push_back(position.alts[k]);
        if (bases.empty() || allele.cells[i] == 1) continue;
        made.push_back(Json::object(
            {{"position", position.position}, {"rsid", position.rsid}, {"bases", join(bases, " or ")}}));
    }
    return made;
}

Json alleles_json(const GeneDefinition* definition, const PhenotypeTable* table) {
    Json made = Json::array();
    std::vector<std::string> names;
    if (definition)
        for (const NamedAllele& allele : definition->alleles) names.push_back(allele.name);
    if (table)
        for (const std::string& name : table->alleles)
            if (std::ranges::count(names, name) == 0) names.push_back(name);
    for (const std::string& name : names) {
        Json allele = Json::object({{"name", name}});
        if (definition)
            for (const NamedAllele& of : definition->alleles)
                if (of.name == name) allele.set("changes", changes_json(of, *definition));
        if (table)
            for (std::size_t i = 0; i < table->alleles.size(); ++i)
                if (table->alleles[i] == name)
                    allele.set("function", table->functions[i].function)
                        .set("activity", table->functions[i].activity);
        made.push_back(std::move(allele));
    }
    return made;
}

Json genes_json(const PgxKnowledge& knowledge) {
    Json made = Json::array();
    for (const std::string& gene : genes_of(knowledge)) {
        const GeneDefinition* definition = definition_of(knowledge, gene);
        const PhenotypeTable* table = phenotypes_of(knowledge, gene);
        Json of = Json::object({{"gene", gene}});
        if (definition)
            of.set("definition", Json::object({{"source", definition->source},
                                               {"version", definition->version},
                                               {"build", definition->build},
                                               {"positions", definition->positions.size()}}));
        if (table)
            of.set("phenotypes", Json::object({{"source", table->source},
                                               {"version", table->version},
                                               {"pairs", told(table->pairs)},
                                               {"single_alleles", told(table->singles)}}));
        made.push_back(of.set("alleles", alleles_json(definition, table)));
    }
    return made;
}

Json guidelines_json(const PgxKnowledge& knowledge) {
    Json made = Json::array();
    for (const auto& guideline : knowledge.guidelines) {
        Json drugs = Json::array(), genes = Json::array();
        for (const auto& [name, id] : guideline.drugs) drugs.push_back(name);
        for (const std::string& gene : guideline.genes) genes.push_back(gene);
        made.push_back(Json::object({{"id", guideline.id},
                                     {"source", guideline.source},
                                     {"version", guideline.version},
                                     {"url", guideline.url},
                                     {"drugs", std::move(drugs)},
                                     {"genes", std::move(genes)},
                                     {"recommendations", guideline.recommendations.size()}}));
    }
    return made;
}

}  // namespace

std::string knowledge_text(const PgxKnowledge& knowledge, const Digest& digest) {
    std::vector<Row> sources{{"source", "version", "licence", "from"}};
    for (const auto& source : knowledge.sources)
        sources.push_back({source.name, source.version, source.licence, source.url});
    return format("knowledge of {}\nsha256 {}\n\n", knowledge.version, digest.hex()) + table_text(sources) +
           genes_text(knowledge) + drugs_text(knowledge);
}

Json knowledge_json(const PgxKnowledge& knowledge, const Digest& digest) {
    Json sources = Json::array();
    for (const auto& source : knowledge.sources)
        sources.push_back(Json::object({{"name", source.name},
                                        {"version", source.version},
                                        {"licence", source.licence},
                                        {"url", source.url}}));
    return Json::object({{"version", knowledge.version},
                         {"sha256", digest.hex()},
                         {"sources", std::move(sources)},
                         {"genes", genes_json(knowledge)},
                         {"guidelines", guidelines_json(knowledge)}});
}

}  // namespace strandline::clinic
