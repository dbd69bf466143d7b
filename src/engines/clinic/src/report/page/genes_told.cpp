#include "report/page/genes_told.hpp"

#include "pgx/position_name.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>

namespace strandline::clinic {
namespace {

constexpr std::size_t positions_named = 8, diplotypes_named = 6;

/// "*1/*1, *1/*2 or no call".
std::string either(const std::vector<std::string>& answers) {
    if (answers.size() < 2 || answers.size() > diplotypes_named) return some_of(answers, diplotypes_named);
    return join({answers.begin(), answers.end() - 1}, ", ") + " or " + answers.back();
}

bool leans_on_file(const GeneOfSample& gene) { return gene.answer.phenotype.origin != CallOrigin::outside; }

void tell_positions(const GeneOfSample& gene, ToldGene& told) {
    if (!gene.answer.call || !gene.definition || !leans_on_file(gene)) return;
    const GeneCall& call = *gene.answer.call;
    const std::size_t all = gene.definition->positions.size();
    if (!call.assumed.empty()) {
        told.marks.push_back(format("ASSUMED: {} of {} positions", call.assumed.size(), all));
        told.doubts.push_back(
            format("{} of {} were not seen and are taken as reference because a setting "
                   "said so: {}.",
                   call.assumed.size(), counted(all, "position"),
                   some_of(position_names(*gene.definition, call.assumed), positions_named)));
    }
    if (!call.missing.empty()) {
        told.marks.push_back(format("NOT SEEN: {} of {} positions", call.missing.size(), all));
        if (call.seen > 0)
            told.doubts.push_back(
                format("{} of {} have no genotype ({}): alleles that they tell apart are not ruled out.",
                       call.missing.size(), counted(all, "position"),
                       some_of(position_names(*gene.definition, call.missing), positions_named)));
    }
    if (!call.undocumented.empty())
        told.doubts.push_back(
            format("An allele that is not documented was seen at {}.",
                   some_of(position_names(*gene.definition, call.undocumented), positions_named)));
    if (!call.uncallable.empty()) {
        std::vector<std::string> alleles;
        for (const std::uint32_t a : call.uncallable) alleles.push_back(gene.definition->alleles[a].name);
        told.doubts.push_back("Could not be told from what was seen: " + some_of(alleles, positions_named) +
                              ".");
    }
    for (const Decider& decider : gene.answer.deciders)
        told.deciders.push_back(format("{} ({})", position_name(gene.definition->positions[decider.position]),
                                       either(decider.answers)));
}

void tell_phase(const GeneOfSample& gene, ToldGene& told) {
    if (!gene.answer.call || !leans_on_file(gene)) return;
    const GeneCall& call = *gene.answer.call;
    if (call.called() && !call.phased && !call.effectively_phased)
        told.doubts.emplace_back(
            "The variants are not phased: which of them lie on one strand is not known.");
    if (!call.called() && call.reason != NotCalled::nothing_seen)
        told.doubts.push_back(format("Not called: {}.", words(call.reason)));
    for (const MatchWarning warning : call.warnings) told.doubts.push_back(format("{}.", words(warning)));
}

void tell_alternatives(const GeneOfSample& gene, ToldGene& told) {
    const std::vector<DiplotypeMeaning>& meanings = gene.answer.phenotype.recommended;
    if (meanings.size() < 2) return;
    std::set<std::pair<std::string, std::string>> results;
    std::vector<std::string> names;
    for (const DiplotypeMeaning& meaning : meanings) {
        results.insert({meaning.phenotype, meaning.activity_score});
        names.push_back(meaning.diplotype);
    }
    told.doubts.push_back(format("{} diplotypes are possible: {}. {}", meanings.size(),
                                 some_of(names, diplotypes_named),
                                 results.size() > 1 ? "They mean different things." : "They mean the same."));
    if (results.size() > 1) told.marks.push_back(format("{} POSSIBLE RESULTS", results.size()));
}

void tell_remarks(const GeneOfSample& gene, ToldGene& told) {
    for (const PhenotypeRemark remark : gene.answer.phenotype.remarks) {
        if (remark == PhenotypeRemark::structural_variants_unknown) {
            told.marks.emplace_back("PROVISIONAL: STRUCTURAL VARIANTS NOT SEEN");
            told.doubts.emplace_back(
                "From small variants alone. A deletion, more copies or a hybrid gene would "
                "give another phenotype and were not looked for: do not take this result "
                "for normal. An outside call settles it.");
        } else {
            told.doubts.push_back(format("{}.", words(remark)));
        }
    }
    if (gene.answer.phenotype.origin == CallOrigin::none) return;
    for (const DiplotypeMeaning& meaning : gene.answer.phenotype.recommended) {
        const std::string doubt = format("{}: {}.", meaning.diplotype, meaning.reason);
        if (!meaning.reason.empty() && std::ranges::find(told.doubts, doubt) == told.doubts.end())
            told.doubts.push_back(doubt);
    }
}

}  // namespace

const ToldGene* ToldGenes::find(const std::string& gene) const {
    const auto found = genes.find(gene);
    return found == genes.end() ? nullptr : &found->second;
}

ToldGenes told_genes(const SampleAnswer& answer) {
    ToldGenes made;
    std::set<std::string> without;
    for (const GeneOfSample& gene : answer.genes) {
        ToldGene& told = made.genes[gene.gene];
        told.gene = &gene;
        told.anchor = format("gene{}", made.genes.size());
        told.is_called = gene.answer.phenotype.origin != CallOrigin::none &&
                         std::ranges::any_of(gene.answer.phenotype.recommended,
                                             [](const auto& one) { return !one.alleles.empty(); });
        told.has_result = gene.answer.phenotype.origin != CallOrigin::none &&
                          std::ranges::any_of(gene.answer.phenotype.recommended, tells_result);
        tell_remarks(gene, told);
        tell_positions(gene, told);
        tell_phase(gene, told);
        tell_alternatives(gene, told);
        if (!told.has_result) without.insert(gene.gene);
    }
    for (const DrugGuidance& guidance : answer.guidance)
        without.insert(guidance.without_result.begin(), guidance.without_result.end());
    made.without_result.assign(without.begin(), without.end());
    return made;
}

bool tells_result(const DiplotypeMeaning& meaning) {
    return std::ranges::any_of(meaning.lookup_keys,
                               [](const std::string& key) { return key != "No Result"; });
}

std::string result_words(const GeneOfSample& gene) {
    std::vector<std::string> results;
    for (const DiplotypeMeaning& meaning : gene.answer.phenotype.recommended) {
        std::string text = meaning.diplotype;
        const std::string phenotype =
            meaning.phenotype.empty() ? join(meaning.lookup_keys, ", ") : meaning.phenotype;
        if (!phenotype.empty() && phenotype != text) text += ": " + phenotype;
        if (!meaning.activity_score.empty()) text += ", activity score " + meaning.activity_score;
        if (std::ranges::find(results, text) == results.end()) results.push_back(std::move(text));
    }
    std::string text;
    for (std::size_t i = 0; i < std::min(results.size(), diplotypes_named); ++i)
        text += (i == 0 ? "" : " or ") + results[i];
    if (results.size() > diplotypes_named) text += format(" or {} more", results.size() - diplotypes_named);
    return is_blind_to_structure(gene.answer.phenotype)
               ? text + " (provisional: structural variants not seen)"
               : text;
}

std::string some_of(const std::vector<std::string>& words, std::size_t most) {
    if (words.size() <= most + 1) return join(words, ", ");
    return join({words.begin(), words.begin() + static_cast<std::ptrdiff_t>(most)}, ", ") +
           format(" and {} more", words.size() - most);
}

}  // namespace strandline::clinic
