#include "knowledge/cohort_meanings.hpp"

#include "pgx/ready_genes.hpp"
#include "pgx/sample_groups.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace strandline::clinic {
namespace {

/// Equal for equal answers: what is called, and what guidelines are looked up by.
std::string mark_of(const GenePhenotype& phenotype) {
    std::string mark;
    for (const std::string& each : phenotype.source) mark += each + '\n';
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        mark += '\t' + told(meaning);
        for (const std::string& allele : meaning.alleles) mark += '\n' + allele;
        for (const std::string& key : meaning.lookup_keys) mark += '\n' + key;
    }
    return mark;
}

/// Answers of groups become those of samples, each distinct one once.
void keep_distinct(std::vector<GenePhenotype> answers, const std::vector<std::uint32_t>& group_of_sample,
                   CohortMeanings::Gene& into) {
    std::unordered_map<std::string, std::uint32_t> known;
    std::vector<std::uint32_t> of_group;
    for (GenePhenotype& answer : answers) {
        const auto [place, is_new] =
            known.try_emplace(mark_of(answer), static_cast<std::uint32_t>(into.distinct.size()));
        if (is_new) into.distinct.push_back(std::move(answer));
        of_group.push_back(place->second);
    }
    for (const std::uint32_t group : group_of_sample) into.of_sample.push_back(of_group[group]);
}

void answer_gene(const GeneAnswerer& answerer, const formats::PgxGeneGenotypes* genotypes,
                 const std::vector<std::string>& samples, const OutsideOfGene& outside,
                 CohortMeanings::Gene& into, const Context& context) {
    const SampleGroups groups = groups_of(
        genotypes ? formats::patterns_of(*genotypes) : one_pattern(samples.size()), samples, outside);
    std::vector<GenePhenotype> answers(groups.example.size());
    parallel_for(answers.size(), context.threads(), [&](std::size_t group) {
        const std::uint32_t sample = groups.example[group];
        std::vector<domain::PgxGenotype> seen;
        if (genotypes)
            for (const formats::PgxColumn& column : genotypes->columns) seen.push_back(column.at(sample));
        answers[group] = answerer.answer(seen, outside.of(samples[sample])).phenotype;
    });
    keep_distinct(std::move(answers), groups.of_sample, into);
}

}  // namespace

Result<CohortMeanings> cohort_meanings(std::span<const Source> files, const domain::PgxKnowledge& knowledge,
                                       const std::vector<std::string>& genes, const CohortQuestion& question,
                                       Context& context) {
    STRANDLINE_TRY(const ReadyGenes ready,
                   ready_genes(knowledge, genes, question.match, false, context.threads()));
    CohortMeanings made;
    for (const std::string& gene : genes) made.genes.emplace_back().name = gene;
    STRANDLINE_TRY(formats::PgxGenotypeReader reader,
                   formats::PgxGenotypeReader::open(files, ready.definitions, question.read, context));
    made.samples = reader.samples();
    STRANDLINE_CHECK(ready.read(
        reader,
        [&](std::size_t gene, const formats::PgxGeneGenotypes* genotypes) -> Result<void> {
            answer_gene(ready.answerers[gene], genotypes, made.samples,
                        outside_of(question.outside, genes[gene]), made.genes[gene], context);
            return {};
        },
        context));
    made.report = reader.report();
    return made;
}

}  // namespace strandline::clinic
