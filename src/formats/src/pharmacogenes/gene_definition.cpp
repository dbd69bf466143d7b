#include <strandline/formats/pharmacogenes.hpp>

#include "pharmacogenes/json_part.hpp"
#include "pharmacogenes/pgx_position.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <set>

namespace strandline::formats {
namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using domain::PgxPosition;

/// The alleles of a position that a cell names: one, or those of an IUPAC code. 0 where it names none.
std::uint32_t cell_of(const std::string& text, const PgxPosition& position) {
    if (text == position.ref) return 1;
    for (std::size_t k = 0; k < position.alts.size(); ++k)
        if (text == position.alts[k]) return std::uint32_t{2} << k;
    if (text.size() != 1) return 0;
    const std::uint8_t bases = domain::base_set(text.front());
    std::uint32_t cell = 0;
    std::uint8_t named = 0;
    const auto add = [&](const std::string& allele, std::uint32_t bit) {
        if (allele.size() != 1 || !(domain::base_set(allele.front()) & bases)) return;
        named |= domain::base_set(allele.front());
        cell |= bit;
    };
    add(position.ref, 1);
    for (std::size_t k = 0; k < position.alts.size(); ++k) add(position.alts[k], std::uint32_t{2} << k);
    return named == bases ? cell : 0;
}

std::string alleles_of(const PgxPosition& position) {
    return format("{} or {}, an IUPAC code of them, or null", position.ref, join(position.alts, ", "));
}

NamedAllele allele_of(const JsonPart& part, const std::vector<PgxPosition>& positions) {
    NamedAllele made{.name = part.text("name"),
                     .id = part.text_or_empty("id"),
                     .reference = part.flag("reference"),
                     .structural = part.flag("structuralVariant")};
    const JsonPart cells = part.member("alleles");
    if (!cells.json().is_array() || cells.json().items().size() != positions.size()) {
        cells.refuse("cells", format("{} has not one cell a position", made.name),
                     format("an array of {}", counted(positions.size(), "cell")));
        return made;
    }
    made.cells.reserve(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const Json& cell = cells.json().items()[i];
        const std::uint32_t bits = cell.is_string() ? cell_of(cell.string(), positions[i]) : 0;
        if (bits == 0 && !cell.is_null())
            cells.refuse_at(format("/{}", i), "cell",
                            format("{} is no allele of {}", cell.compact(), positions[i].name),
                            alleles_of(positions[i]));
        made.cells.push_back(bits);
    }
    return made;
}

void check_positions(const JsonPart& root, const GeneDefinition& made) {
    for (std::size_t i = 0; i < made.positions.size(); ++i) {
        const PgxPosition& here = made.positions[i];
        const std::string pointer = format("/variants/{}", i);
        if (here.chromosome != made.chromosome)
            root.refuse_at(pointer, "chromosome", format("{} is on {}", here.name, here.chromosome),
                           format("positions on {}", made.chromosome));
        if (i > 0 && here.position <= made.positions[i - 1].position)
            root.refuse_at(pointer, "order",
                           format("{} comes after {}", here.position, made.positions[i - 1].position),
                           "positions that rise, each once");
    }
}

void check_alleles(const JsonPart& root, const GeneDefinition& made) {
    std::set<std::string_view> names;
    std::size_t references = 0;
    for (std::size_t i = 0; i < made.alleles.size(); ++i) {
        const NamedAllele& allele = made.alleles[i];
        const std::string pointer = format("/namedAlleles/{}", i);
        if (!names.insert(allele.name).second)
            root.refuse_at(pointer, "twice", format("{} is there twice", allele.name), "each name once");
        references += allele.reference;
        if (allele.reference && std::ranges::count(allele.cells, 0u) > 0)
            root.refuse_at(pointer, "reference", format("{} has blank cells", allele.name),
                           "a reference allele that says every position");
    }
    if (references != 1)
        root.refuse_at("/namedAlleles", "reference", counted(references, "reference allele"),
                       "one allele with \"reference\": true");
}

void read_suballeles(const JsonPart& root, GeneDefinition& made) {
    for (const JsonPart& part : root.items_or_none("hiddenCoreAlleles"))
        made.hidden_alleles.push_back(allele_of(part, made.positions));
    if (!root.has("suballelesMap")) return;
    for (const auto& [name, core] : root.members("suballelesMap")) {
        const std::string told = core.as_text();
        if (std::ranges::none_of(made.alleles, [&](const NamedAllele& a) { return a.name == name; }))
            core.refuse("suballele", format("{} is no allele of {}", name, made.gene), "a named allele");
        made.suballeles.emplace(name, told);
    }
}

}  // namespace

Result<GeneDefinition> read_gene_definition(const Source& source) {
    STRANDLINE_TRY(const JsonFile file, JsonFile::read(source, "clinic.definition"));
    const JsonPart root = file.root();
    GeneDefinition made{.gene = root.text("gene"),
                        .chromosome = root.text("chromosome"),
                        .source = root.text_or_empty("source"),
                        .version = root.text_or_empty(root.has("version") ? "version" : "dataVersion"),
                        .refseq = root.text_or_empty("refSeqChromosomeId"),
                        .build = root.text("genomeBuild"),
                        .modified = root.text_or_empty("modificationDate")};
    if (!made.build.empty() && !made.build.starts_with("GRCh38"))
        root.member("genomeBuild")
            .refuse("build", format("{} is told on {}", made.gene, made.build), "GRCh38");
    for (const JsonPart& part : root.items("variants")) made.positions.push_back(pgx_position(part));
    // Cells mean nothing where a position is not understood.
    STRANDLINE_CHECK(file.finish());
    check_positions(root, made);
    for (const JsonPart& part : root.items("namedAlleles"))
        made.alleles.push_back(allele_of(part, made.positions));
    check_alleles(root, made);
    read_suballeles(root, made);
    STRANDLINE_CHECK(file.finish());
    return made;
}

}  // namespace strandline::formats
