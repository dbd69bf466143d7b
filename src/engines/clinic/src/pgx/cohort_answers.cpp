#include "pgx/cohort_answers.hpp"

#include "pgx/in_order.hpp"
#include "pgx/outside_of_gene.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;
using domain::PgxOutsideCall;

void genotypes_of(const formats::PgxGeneGenotypes& gene, std::size_t sample, std::vector<PgxGenotype>& into) {
    into.clear();
    for (const formats::PgxColumn& column : gene.columns) into.push_back(column.at(sample));
}

/// Samples that share a row: a pattern of genotypes, and outside calls of their own or those of all.
struct RowGroups {
    std::vector<std::uint32_t> of_sample;
    std::vector<std::uint32_t> example;
};

RowGroups groups_of(const formats::PgxPatterns& patterns, const std::vector<std::string>& samples,
                    const OutsideOfGene& outside) {
    RowGroups made{patterns.of_sample, patterns.example};
    if (outside.of_sample.empty()) return made;
    for (std::uint32_t s = 0; s < samples.size(); ++s)
        if (outside.of_sample.contains(samples[s])) {
            made.of_sample[s] = static_cast<std::uint32_t>(made.example.size());
            made.example.push_back(s);
        }
    // A pattern's example must be a sample without outside calls of its own, or its row is another's.
    for (std::uint32_t s = static_cast<std::uint32_t>(samples.size()); s-- > 0;)
        made.example[made.of_sample[s]] = s;
    return made;
}

/// Rows of some samples that follow each other, each with the mark that finds it again.
struct RowBlock {
    std::string text;
    std::vector<std::size_t> ends;
    std::vector<std::uint64_t> marks;

    void end_row() {
        const std::size_t begin = ends.empty() ? 0 : ends.back();
        ends.push_back(text.size());
        marks.push_back(DistinctTexts::mark(std::string_view(text).substr(begin)));
    }
};

constexpr std::size_t rows_of_block = 1024;

void answer_gene(const GeneAnswerer& answerer, const formats::PgxGeneGenotypes& genotypes,
                 const std::vector<std::string>& samples, const OutsideOfGene& outside,
                 CohortAnswers::Gene& into, const Context& context) {
    RowGroups groups = groups_of(formats::patterns_of(genotypes), samples, outside);
    const auto& examples = groups.example;
    std::vector<std::uint32_t> row_of;
    row_of.reserve(examples.size());
    in_order<RowBlock>(
        (examples.size() + rows_of_block - 1) / rows_of_block, context.threads(),
        [&](std::size_t block) {
            RowBlock made;
            std::vector<PgxGenotype> sight;
            const std::size_t end = std::min(examples.size(), (block + 1) * rows_of_block);
            for (std::size_t group = block * rows_of_block; group < end; ++group) {
                genotypes_of(genotypes, examples[group], sight);
                answerer.append_row(answerer.answer(sight, outside.of(samples[examples[group]])), made.text);
                made.end_row();
            }
            return made;
        },
        [&](const RowBlock& block) {
            const std::string_view text = block.text;
            for (std::size_t i = 0; i < block.ends.size(); ++i) {
                const std::size_t begin = i ? block.ends[i - 1] : 0;
                row_of.push_back(
                    into.rows.place_of(text.substr(begin, block.ends[i] - begin), block.marks[i]));
            }
            return !context.cancelled();
        });
    if (context.cancelled()) return;
    into.of_sample = std::move(groups.of_sample);
    for (std::uint32_t& of : into.of_sample) of = row_of[of];
}

/// A gene of which the file says nothing.
void answer_outside_gene(const GeneAnswerer& answerer, const std::vector<std::string>& samples,
                         const OutsideOfGene& outside, CohortAnswers::Gene& into) {
    const auto row_of = [&](const std::vector<PgxOutsideCall>& calls) {
        return into.rows.place_of(answerer.row(answerer.answer({}, calls)));
    };
    into.of_sample.assign(samples.size(), row_of(outside.of_all));
    for (std::size_t s = 0; s < samples.size(); ++s)
        if (const auto own = outside.of_sample.find(samples[s]); own != outside.of_sample.end())
            into.of_sample[s] = row_of(own->second);
}

}  // namespace

std::vector<std::string> known_genes(const domain::PgxKnowledge& knowledge) {
    std::set<std::string> genes;
    for (const auto& definition : knowledge.definitions) genes.insert(definition.gene);
    for (const auto& table : knowledge.phenotypes) genes.insert(table.gene);
    for (const auto& guideline : knowledge.guidelines)
        genes.insert(guideline.genes.begin(), guideline.genes.end());
    return {genes.begin(), genes.end()};
}

Result<std::vector<std::string>> asked_genes(const domain::PgxKnowledge& knowledge,
                                             const CohortQuestion& question) {
    const std::vector<std::string> known = known_genes(knowledge);
    std::set<std::string> asked(question.genes.begin(), question.genes.end());
    for (const std::string& gene : asked)
        if (!std::ranges::binary_search(known, gene))
            return fail(Error::input("clinic.gene", "the knowledge has no gene '{}'", gene)
                            .expected("genes with named alleles, phenotypes or guidelines")
                            .found("'{}'", gene)
                            .candidates(nearest(gene, known))
                            .mend("strandline clinic knowledge show lists the genes"));
    if (asked.empty()) {
        for (const auto& definition : knowledge.definitions) asked.insert(definition.gene);
        for (const PgxOutsideCall& call : question.outside)
            if (std::ranges::binary_search(known, call.gene)) asked.insert(call.gene);
    }
    return std::vector<std::string>(asked.begin(), asked.end());
}

Result<CohortAnswers> answer_cohort(const Source& source, const domain::PgxKnowledge& knowledge,
                                    const CohortQuestion& question, Context& context) {
    STRANDLINE_TRY(const std::vector<std::string> genes, asked_genes(knowledge, question));
    CohortAnswers answers;
    std::vector<GeneAnswerer> answerers;
    std::vector<domain::GeneDefinition> definitions;
    std::vector<std::size_t> gene_of_definition;
    for (const std::string& gene : genes) {
        STRANDLINE_TRY(GeneAnswerer answerer,
                       GeneAnswerer::make(knowledge, gene, question.match, question.explains));
        if (answerer.has_definition()) {
            gene_of_definition.push_back(answerers.size());
            definitions.push_back(
                *std::ranges::find(knowledge.definitions, gene, &domain::GeneDefinition::gene));
        }
        answerers.push_back(std::move(answerer));
        answers.genes.emplace_back().name = gene;
    }
    STRANDLINE_TRY(formats::PgxGenotypeReader reader,
                   formats::PgxGenotypeReader::open(source, definitions, question.read, context));
    answers.samples = reader.samples();
    if (!definitions.empty())
        STRANDLINE_CHECK(reader.read(
            [&](const formats::PgxGeneGenotypes& genotypes) -> Result<void> {
                const std::size_t gene = gene_of_definition[genotypes.gene];
                answer_gene(answerers[gene], genotypes, answers.samples,
                            outside_of(question.outside, genes[gene]), answers.genes[gene], context);
                return {};
            },
            context));
    for (std::size_t gene = 0; gene < genes.size(); ++gene)
        if (!answerers[gene].has_definition())
            answer_outside_gene(answerers[gene], answers.samples, outside_of(question.outside, genes[gene]),
                                answers.genes[gene]);
    answers.report = reader.report();
    return answers;
}

void write_answers(const CohortAnswers& answers, Sink& sink, unsigned threads) {
    constexpr std::size_t samples_of_block = 512;
    std::vector<std::string> names;
    for (const CohortAnswers::Gene& gene : answers.genes) names.push_back("\t" + gene.name + "\t");
    in_order<std::string>((answers.samples.size() + samples_of_block - 1) / samples_of_block, threads,
                          [&](std::size_t block) {
                              std::string text;
                              const std::size_t end =
                                  std::min(answers.samples.size(), (block + 1) * samples_of_block);
                              for (std::size_t sample = block * samples_of_block; sample < end; ++sample)
                                  for (std::size_t g = 0; g < names.size(); ++g) {
                                      const CohortAnswers::Gene& gene = answers.genes[g];
                                      text += answers.samples[sample];
                                      text += names[g];
                                      text += gene.rows[gene.of_sample[sample]];
                                      text += '\n';
                                  }
                              return text;
                          },
                          [&](const std::string& block) {
                              sink.write(block);
                              return true;
                          });
}

}  // namespace strandline::clinic
