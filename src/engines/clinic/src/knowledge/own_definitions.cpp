#include <strandline/clinic/knowledge.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/pharmacogenes.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::PgxKnowledge;

Result<void> check_is_definition(const Source& file) {
    STRANDLINE_TRY(const formats::PgxFile kind, formats::pgx_file_kind(file));
    if (kind == formats::PgxFile::definition) return {};
    std::string found = "a file of another kind";
    if (kind == formats::PgxFile::phenotype) found = "phenotypes of a gene";
    if (kind == formats::PgxFile::guideline) found = "a guideline";
    if (kind == formats::PgxFile::exemptions) found = "exemptions";
    return fail(Error::input("clinic.definition.kind", "the file defines no alleles")
                    .at({.file = file.name()})
                    .expected("JSON with the variants and namedAlleles of one gene")
                    .found("{}", found)
                    .mend("other facts come in a pack: clinic knowledge build, and --knowledge"));
}

/// How the field calls a gene is told apart from its alleles, and holds as far as the positions are there.
void keep_rules(const GeneDefinition& known, GeneDefinition& own) {
    const auto has = [&](std::int64_t place) {
        return std::ranges::find(own.positions, place, &domain::PgxPosition::position) != own.positions.end();
    };
    own.required = known.required;
    own.tier1_positions = known.tier1_positions;
    std::erase_if(own.required, [&](std::int64_t place) { return !has(place); });
    std::erase_if(own.tier1_positions, [&](std::int64_t place) { return !has(place); });
    own.ignored = known.ignored;
    own.extra = known.extra;
    std::erase_if(own.extra, [&](const domain::PgxPosition& extra) { return has(extra.position); });
    own.ignored_alleles = known.ignored_alleles;
    own.tier1_alleles = known.tier1_alleles;
    own.unphased_priorities = known.unphased_priorities;
}

}  // namespace

Result<PgxKnowledge> knowledge_with(PgxKnowledge knowledge, std::span<const Source> definitions) {
    std::map<std::string, std::string> file_of;
    for (const Source& file : definitions) {
        STRANDLINE_CHECK(check_is_definition(file));
        STRANDLINE_TRY(GeneDefinition own, formats::read_gene_definition(file));
        const auto [first, is_new] = file_of.try_emplace(own.gene, file.name());
        if (!is_new)
            return fail(
                Error::input("clinic.definition.twice", "two files define the alleles of {}", own.gene)
                    .at({.file = file.name()})
                    .also_at({.file = first->second})
                    .expected("one file a gene")
                    .found("{} and {}", first->second, file.name())
                    .mend("leave one of them out"));
        if (std::ranges::find(knowledge.sources, own.source, &domain::PgxSource::name) ==
            knowledge.sources.end())
            knowledge.sources.push_back(formats::pgx_source(own.source, own.version));
        const auto known =
            std::ranges::lower_bound(knowledge.definitions, own.gene, {}, &GeneDefinition::gene);
        if (known != knowledge.definitions.end() && known->gene == own.gene) {
            keep_rules(*known, own);
            *known = std::move(own);
        } else {
            knowledge.definitions.insert(known, std::move(own));
        }
    }
    return knowledge;
}

}  // namespace strandline::clinic
