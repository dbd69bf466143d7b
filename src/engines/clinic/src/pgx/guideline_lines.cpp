#include "pgx/guideline_lines.hpp"

#include "pgx/json_text.hpp"

#include <algorithm>

namespace strandline::clinic {
namespace {

std::string_view name_of(GuidanceOutcome outcome) {
    switch (outcome) {
    case GuidanceOutcome::recommended:
        return "recommended";
    case GuidanceOutcome::no_match:
        return "no_match";
    case GuidanceOutcome::no_result:
        return "no_result";
    case GuidanceOutcome::no_recommendations:
        return "no_recommendations";
    }
    return "";
}

void append_truth(std::string_view name, bool value, std::string& to) {
    append_name(name, to);
    to += value ? "true" : "false";
}

void append_because(const domain::PgxGuideline& guideline, const std::vector<std::int32_t>& meanings,
                    std::string& to) {
    to += '{';
    for (std::size_t i = 0; i < meanings.size(); ++i) {
        append_name(guideline.genes[i], to);
        if (meanings[i] < 0)
            to += "null";
        else
            append_number(meanings[i], to);
    }
    to += '}';
}

void append_matched(const domain::PgxGuideline& guideline, const MatchedRecommendation& matched,
                    std::string& to) {
    const domain::PgxRecommendation& told = *matched.recommendation;
    to += '{';
    append_name("id", to);
    append_quoted(told.id, to);
    append_name("population", to);
    append_quoted(told.population, to);
    append_name("classification", to);
    append_quoted(told.classification, to);
    append_truth("dosing", told.dosing, to);
    append_truth("alternate_drug", told.alternate_drug, to);
    append_name("because", to);
    to += '[';
    for (const auto& meanings : matched.meanings) {
        if (&meanings != &matched.meanings.front()) to += ',';
        append_because(guideline, meanings, to);
    }
    to += "]}";
}

std::string text_of(const DrugGuidance& guidance) {
    std::string text = "{";
    append_name("drug", text);
    append_quoted(guidance.drug, text);
    append_name("source", text);
    append_quoted(guidance.guideline->source, text);
    append_name("guideline", text);
    append_quoted(guidance.guideline->id, text);
    append_name("outcome", text);
    append_quoted(name_of(guidance.outcome), text);
    if (!guidance.without_result.empty()) {
        append_name("without_result", text);
        text += '[';
        for (const std::string& gene : guidance.without_result) {
            if (&gene != &guidance.without_result.front()) text += ',';
            append_quoted(gene, text);
        }
        text += ']';
    }
    if (!guidance.matched.empty()) {
        append_name("recommendations", text);
        text += '[';
        for (const MatchedRecommendation& matched : guidance.matched) {
            if (&matched != &guidance.matched.front()) text += ',';
            append_matched(*guidance.guideline, matched, text);
        }
        text += ']';
    }
    return text + "}";
}

std::vector<std::string> keys_of(const domain::PgxGuideline& guideline, const std::string& gene) {
    std::vector<std::string> keys;
    for (const auto& recommendation : guideline.recommendations)
        if (const auto key = recommendation.lookup.find(gene); key != recommendation.lookup.end())
            keys.push_back(key->second);
    std::ranges::sort(keys);
    const auto repeated = std::ranges::unique(keys);
    keys.erase(repeated.begin(), repeated.end());
    return keys;
}

}  // namespace

GuidelineLines::GuidelineLines(const Guidance& guidance, const domain::PgxKnowledge& knowledge,
                               std::size_t guideline, const CohortAnswers& answers)
    : guidance_(guidance), guideline_(knowledge.guidelines[guideline]) {
    for (const Guidance::DrugPair& pair : guidance.pairs())
        if (pair.guideline == guideline) pairs_.push_back(&pair);
    for (const std::string& name : guideline_.genes) {
        const auto gene = std::ranges::find(answers.genes, name, &CohortAnswers::Gene::name);
        if (gene == answers.genes.end()) continue;
        genes_.push_back({.parts = &gene->parts,
                          .by_alleles = asks_for_alleles(guideline_, name),
                          .keys = keys_of(guideline_, name),
                          .class_of = std::vector<std::uint32_t>(gene->parts.meanings.size(), unknown),
                          .classes = {}});
    }
    together_.resize(genes_.size());
}

/// Meanings are of one class where Guidance::of_guideline cannot tell them apart but by what they are called:
/// the same places are possible, and each fits the same keys equally well.
std::uint32_t GuidelineLines::class_of(Gene& gene, std::uint32_t meaning) const {
    std::uint32_t& known = gene.class_of[meaning];
    if (known != unknown) return known;
    std::string mark;
    const GenePhenotype& phenotype = gene.parts->meanings[meaning];
    if (has_result(phenotype))
        for (const std::size_t place : possible_meanings(phenotype, gene.by_alleles)) {
            mark += std::to_string(place) + ":";
            for (const std::string& key : gene.keys)
                mark += static_cast<char>('0' + fit_of_key(key, phenotype.recommended[place]));
            mark += ' ';
        }
    return known = gene.classes.place_of(mark);
}

std::vector<std::string> GuidelineLines::texts_of(std::size_t sample) const {
    std::vector<GenePhenotype> genes;
    for (const Gene& gene : genes_)
        genes.push_back(gene.parts->meanings[gene.parts->meaning[gene.parts->of_sample[sample]]]);
    const auto matched = guidance_.of_guideline(guideline_, genes);
    std::vector<std::string> texts;
    for (const Guidance::DrugPair* pair : pairs_)
        texts.push_back(text_of(guidance_.of_pair(*pair, matched, genes)));
    return texts;
}

std::uint32_t GuidelineLines::variant_of(std::size_t sample) {
    std::uint32_t together = 0;
    for (std::size_t i = 0; i < genes_.size(); ++i) {
        Gene& gene = genes_[i];
        const std::uint32_t own = class_of(gene, gene.parts->meaning[gene.parts->of_sample[sample]]);
        const auto next = static_cast<std::uint32_t>(together_[i].size());
        together = together_[i].try_emplace(std::uint64_t{together} << 32 | own, next).first->second;
    }
    if (together >= variants_.size()) variants_.push_back(texts_of(sample));
    return together;
}

}  // namespace strandline::clinic
