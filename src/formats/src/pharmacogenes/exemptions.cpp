#include <strandline/formats/pharmacogenes.hpp>

#include "pharmacogenes/json_part.hpp"
#include "pharmacogenes/pgx_position.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

using domain::GeneDefinition;

std::vector<std::int64_t> places(const JsonPart& gene, std::string_view name,
                                 const GeneDefinition& definition) {
    std::vector<std::int64_t> made;
    for (const JsonPart& part : gene.items_or_none(name)) {
        made.push_back(part.as_integer());
        if (std::ranges::none_of(definition.positions,
                                 [&](const auto& known) { return known.position == made.back(); }))
            part.refuse("position", format("{} has no position {}", definition.gene, made.back()),
                        "a position of the gene's definition");
    }
    return made;
}

std::vector<domain::PgxPosition> positions(const JsonPart& gene, std::string_view name) {
    std::vector<domain::PgxPosition> made;
    for (const JsonPart& part : gene.items_or_none(name)) made.push_back(pgx_position(part));
    return made;
}

/// The diplotypes of a tie, the one to pick first, the others in the order of the source.
std::vector<std::string> priority(const JsonPart& part) {
    std::vector<std::string> made = part.texts("list");
    const std::string pick = part.text("pick");
    const auto first = std::ranges::find(made, pick);
    if (first == made.end())
        part.refuse("pick", format("{} is not among those it is picked from", pick), "one of the list");
    else
        std::rotate(made.begin(), first, first + 1);
    return made;
}

void read_gene(const JsonPart& gene, GeneDefinition& definition) {
    definition.required = places(gene, "requiredPositions", definition);
    definition.ignored = positions(gene, "ignoredPositions");
    definition.extra = positions(gene, "extraPositions");
    if (gene.has("ignoredAlleles")) definition.ignored_alleles = gene.texts("ignoredAlleles");
    for (const JsonPart& part : gene.items_or_none("unphasedDiplotypePriorities"))
        definition.unphased_priorities.push_back(priority(part));
    if (gene.has("amp1Alleles")) definition.tier1_alleles = gene.texts("amp1Alleles");
    definition.tier1_positions = places(gene, "amp1Positions", definition);
}

Json texts(const std::vector<std::string>& words) {
    Json made = Json::array();
    for (const std::string& word : words) made.push_back(word);
    return made;
}

Json whole_numbers(const std::vector<std::int64_t>& numbers) {
    Json made = Json::array();
    for (const std::int64_t number : numbers) made.push_back(number);
    return made;
}

Json positions_json(const std::vector<domain::PgxPosition>& positions) {
    Json made = Json::array();
    for (const domain::PgxPosition& position : positions) made.push_back(pgx_position_json(position));
    return made;
}

Json priorities_json(const GeneDefinition& definition) {
    Json made = Json::array();
    for (const auto& names : definition.unphased_priorities)
        made.push_back(Json::object({{"list", texts(names)}, {"pick", names.front()}}));
    return made;
}

bool is_plain(const GeneDefinition& of) {
    return of.required.empty() && of.ignored.empty() && of.extra.empty() && of.ignored_alleles.empty() &&
           of.unphased_priorities.empty() && of.tier1_alleles.empty() && of.tier1_positions.empty();
}

}  // namespace

Result<void> read_exemptions(const Source& source, std::vector<GeneDefinition>& definitions) {
    STRANDLINE_TRY(const JsonFile file, JsonFile::read(source, "clinic.exemptions"));
    for (const auto& [name, gene] : file.root().members())
        for (GeneDefinition& definition : definitions)
            if (definition.gene == name) read_gene(gene, definition);
    return file.finish();
}

Json exemptions_json(std::span<const GeneDefinition> definitions) {
    Json made = Json::object();
    for (const GeneDefinition& of : definitions)
        if (!is_plain(of))
            made.set(of.gene, Json::object({{"gene", of.gene},
                                            {"requiredPositions", whole_numbers(of.required)},
                                            {"ignoredPositions", positions_json(of.ignored)},
                                            {"extraPositions", positions_json(of.extra)},
                                            {"ignoredAlleles", texts(of.ignored_alleles)},
                                            {"unphasedDiplotypePriorities", priorities_json(of)},
                                            {"amp1Alleles", texts(of.tier1_alleles)},
                                            {"amp1Positions", whole_numbers(of.tier1_positions)}}));
    return made;
}

}  // namespace strandline::formats
