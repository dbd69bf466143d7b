#include "report/documents.hpp"

#include "pgx/position_name.hpp"
#include "report/pharmcat/gene_notes.hpp"
#include "report/pharmcat/haplotype_document.hpp"
#include "report/pharmcat/run_document.hpp"
#include "report/pharmcat/sequence_words.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;
using domain::PgxPosition;

bool is_seen(const PgxGenotype& genotype) {
    return genotype.first != PgxGenotype::missing ||
           (!genotype.is_haploid() && genotype.second != PgxGenotype::missing);
}

Json phase_set(const PgxGenotype& genotype) {
    return genotype.phase_set < 0 ? Json() : Json(genotype.phase_set);
}

Json variant(const PgxPosition& position, const PgxGenotype& genotype, const std::string& undocumented) {
    Json::Members made;
    made.emplace_back("position", position.position);
    made.emplace_back("rsid", text_or_null(position.rsid));
    made.emplace_back("vcfCall", valid_text(told_genotype(position, genotype, undocumented)));
    made.emplace_back("phased", genotype.phased);
    made.emplace_back("phaseSet", phase_set(genotype));
    if (genotype.assumed) made.emplace_back("assumed", true);
    return Json::object(std::move(made));
}

/// Of the definition's positions, or of its extra ones behind them.
Json variants(const GeneOfSample& gene, const std::vector<PgxPosition>& positions, std::size_t from) {
    Json::Array made;
    for (std::size_t p = 0; p < positions.size() && from + p < gene.genotypes.size(); ++p)
        if (is_seen(gene.genotypes[from + p]))
            made.push_back(variant(positions[p], gene.genotypes[from + p],
                                   gene.undocumented.empty() ? std::string() : gene.undocumented[from + p]));
    return Json::array(std::move(made));
}

Json positions(const GeneOfSample& gene, const std::vector<std::uint32_t>& places) {
    Json::Array made;
    for (const std::uint32_t p : places) made.push_back(position_document(gene.definition->positions[p]));
    return Json::array(std::move(made));
}

/// The missing ones among positions that `places` names.
Json missing_among(const GeneOfSample& gene, const std::vector<std::int64_t>& places) {
    Json::Array made;
    for (const std::uint32_t p : gene.answer.call->missing) {
        const PgxPosition& position = gene.definition->positions[p];
        if (std::ranges::find(places, position.position) != places.end())
            made.emplace_back(position_name(position));
    }
    return Json::array(std::move(made));
}

/// Which positions each phase set holds, and which set each position is in.
std::pair<Json, Json> phase_sets(const GeneOfSample& gene) {
    std::map<std::int32_t, Json> sets;
    Json of_position = Json::object();
    const auto& known = gene.definition->positions;
    for (std::size_t p = 0; p < known.size() && p < gene.genotypes.size(); ++p) {
        const std::int32_t set = gene.genotypes[p].phase_set;
        if (set < 0) continue;
        sets.try_emplace(set, Json::array()).first->second.push_back(known[p].position);
        of_position.set(std::to_string(known[p].position), set);
    }
    Json by_set = Json::object();
    for (auto& [set, places] : sets) by_set.set(std::to_string(set), std::move(places));
    return {std::move(by_set), std::move(of_position)};
}

bool is_homozygous(const GeneOfSample& gene) {
    const std::size_t count = std::min(gene.genotypes.size(), gene.definition->positions.size());
    return gene.answer.call->seen > 0 &&
           std::none_of(gene.genotypes.begin(), gene.genotypes.begin() + static_cast<std::ptrdiff_t>(count),
                        [](const PgxGenotype& genotype) { return genotype.is_heterozygous(); });
}

bool counts_as_reference(const GeneCall& call) {
    return std::ranges::find(call.warnings, MatchWarning::undocumented_as_reference) != call.warnings.end();
}

Json match_data(const GeneOfSample& gene) {
    const GeneCall& call = *gene.answer.call;
    auto [by_set, of_position] = phase_sets(gene);
    Json::Members made;
    made.emplace_back("missingPositions", positions(gene, call.missing));
    made.emplace_back("positionsWithUndocumentedVariations", positions(gene, call.undocumented));
    made.emplace_back("treatUndocumentedVariationsAsReference", counts_as_reference(call));
    made.emplace_back("phased", call.phased);
    made.emplace_back("phaseSets", std::move(by_set));
    made.emplace_back("posToPhaseSet", std::move(of_position));
    made.emplace_back("homozygous", is_homozygous(gene));
    made.emplace_back("effectivelyPhased", call.effectively_phased);
    made.emplace_back("missingRequiredPositions", missing_among(gene, gene.definition->required));
    made.emplace_back("missingAmp1Positions", missing_among(gene, gene.definition->tier1_positions));
    return Json::object(std::move(made));
}

/// Diplotypes, and each of their haplotypes once with every strand that it was seen as.
struct ToldCalls {
    Json::Array diplotypes, haplotypes;
};

ToldCalls told_calls(const GeneOfSample& gene) {
    const GeneCall& call = *gene.answer.call;
    std::vector<std::vector<std::string>> strands_of(call.haplotypes.size());
    const auto keep = [&](std::uint32_t haplotype, const std::string& strand) {
        std::vector<std::string>& known = strands_of[haplotype];
        if (std::ranges::find(known, strand) == known.end()) known.push_back(strand);
    };
    ToldCalls made;
    for (const DiplotypeCall& diplotype : call.diplotypes) {
        auto [first, second] = told_strands(gene, diplotype);
        keep(diplotype.first, first);
        Json::Members members;
        members.emplace_back("name", diplotype.name);
        members.emplace_back("haplotype1",
                             haplotype_document(gene, call.haplotypes[diplotype.first], {std::move(first)}));
        if (diplotype.second == DiplotypeCall::none) {
            members.emplace_back("haplotype2", Json());
        } else {
            keep(diplotype.second, second);
            members.emplace_back("haplotype2", haplotype_document(gene, call.haplotypes[diplotype.second],
                                                                  {std::move(second)}));
        }
        members.emplace_back("score", diplotype.score);
        made.diplotypes.push_back(Json::object(std::move(members)));
    }
    for (std::size_t h = 0; h < call.haplotypes.size(); ++h)
        if (!strands_of[h].empty())
            made.haplotypes.push_back(haplotype_document(gene, call.haplotypes[h], std::move(strands_of[h])));
    return made;
}

/// Homozygous ones twice, as the matcher lists them.
Json listed_variants(const GeneOfSample& gene) {
    Json::Array made;
    for (const std::uint32_t allele : gene.answer.call->variants)
        made.push_back(variant_haplotype_document(gene, allele));
    return Json::array(std::move(made));
}

std::vector<std::string> names_of(const GeneOfSample& gene, const std::vector<std::uint32_t>& alleles) {
    std::vector<std::string> names;
    for (const std::uint32_t allele : alleles) names.push_back(gene.definition->alleles[allele].name);
    return names;
}

Json result(const GeneOfSample& gene) {
    const domain::GeneDefinition& definition = *gene.definition;
    const GeneCall& call = *gene.answer.call;
    ToldCalls told = told_calls(gene);
    Json::Members made;
    made.emplace_back("source", definition.source);
    made.emplace_back("version", definition.version);
    made.emplace_back("chromosome", definition.chromosome);
    made.emplace_back("gene", definition.gene);
    made.emplace_back("diplotypes", Json::array(std::move(told.diplotypes)));
    made.emplace_back("haplotypes", Json::array(std::move(told.haplotypes)));
    made.emplace_back("haplotypeMatches", listed_variants(gene));
    made.emplace_back("phased", call.phased);
    made.emplace_back("variants", variants(gene, definition.positions, 0));
    made.emplace_back("variantsOfInterest", variants(gene, definition.extra, definition.positions.size()));
    made.emplace_back("matchData", match_data(gene));
    made.emplace_back("uncallableHaplotypes", texts(names_of(gene, call.uncallable)));
    made.emplace_back("warnings", texts(call_warnings(gene)));
    made.emplace_back("called", call.called());
    if (!call.called()) made.emplace_back("reason", words(call.reason));
    made.emplace_back("assumedPositions", positions(gene, call.assumed));
    return Json::object(std::move(made));
}

}  // namespace

Json match_document(const AnswerBasis& basis, const SampleAnswer& answer) {
    Json::Array results;
    for (const GeneOfSample& gene : answer.genes)
        if (gene.definition && gene.answer.call && gene.answer.call->reason != NotCalled::not_asked)
            results.push_back(result(gene));
    Json made;
    made.set("metadata", matcher_metadata(basis, answer));
    made.set("results", Json::array(std::move(results)));
    made.set("provenance", provenance(basis));
    return made;
}

}  // namespace strandline::clinic
