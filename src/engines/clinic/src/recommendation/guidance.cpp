#include <strandline/base/text.hpp>
#include <strandline/clinic/recommendation.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace strandline::clinic {
namespace {

using domain::PgxGuideline;
using domain::PgxRecommendation;

constexpr std::string_view no_result_key = "No Result";

const GenePhenotype* find_gene(std::span<const GenePhenotype> genes, std::string_view gene) {
    const auto found = std::ranges::find(genes, gene, &GenePhenotype::gene);
    return found == genes.end() ? nullptr : &*found;
}

bool has_result(const DiplotypeMeaning& meaning) {
    return std::ranges::any_of(meaning.lookup_keys,
                               [](const std::string& key) { return key != no_result_key; });
}

bool is_known(const GenePhenotype* gene) { return gene && has_result(*gene); }

const DiplotypeMeaning& nothing_known() {
    static const DiplotypeMeaning none = {.diplotype = "Unknown/Unknown",
                                          .phenotype = std::string(no_result_key),
                                          .lookup_keys = {std::string(no_result_key)}};
    return none;
}

/// The genes of a guideline with what may be true of each.
struct PossibleGene {
    std::string_view gene;
    std::vector<const DiplotypeMeaning*> meanings;
    std::vector<std::int32_t> places;  // of each, among those of the gene; -1 without result
};

std::vector<PossibleGene> possible_genes(const PgxGuideline& guideline,
                                         std::span<const GenePhenotype> genes) {
    std::vector<PossibleGene> made;
    for (const std::string& gene : guideline.genes) {
        PossibleGene& possible = made.emplace_back(PossibleGene{.gene = gene, .meanings = {}, .places = {}});
        const GenePhenotype* known = find_gene(genes, gene);
        if (!is_known(known)) {
            possible.meanings.push_back(&nothing_known());
            possible.places.push_back(-1);
            continue;
        }
        for (const std::size_t place : possible_meanings(*known, asks_for_alleles(guideline, gene))) {
            possible.meanings.push_back(&known->recommended[place]);
            possible.places.push_back(static_cast<std::int32_t>(place));
        }
    }
    return made;
}

/// The sum over the genes of a recommendation; 0 where one of them does not fit.
int fit_of(const PgxRecommendation& recommendation, const std::vector<PossibleGene>& genes,
           const std::vector<std::size_t>& choice) {
    int sum = 0;
    for (const auto& [gene, key] : recommendation.lookup) {
        const auto at = std::ranges::find(genes, gene, &PossibleGene::gene);
        if (at == genes.end()) return 0;
        const auto index = static_cast<std::size_t>(at - genes.begin());
        const int fit = fit_of_key(key, *at->meanings[choice[index]]);
        if (fit == 0) return 0;
        sum += fit;
    }
    return sum;
}

std::string because(const std::vector<PossibleGene>& genes, const std::vector<std::size_t>& choice) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < genes.size(); ++i)
        parts.push_back(format("{} {}", genes[i].gene, genes[i].meanings[choice[i]]->diplotype));
    return join(parts, ", ");
}

std::vector<std::int32_t> places_of(const std::vector<PossibleGene>& genes,
                                    const std::vector<std::size_t>& choice) {
    std::vector<std::int32_t> places;
    for (std::size_t i = 0; i < genes.size(); ++i) places.push_back(genes[i].places[choice[i]]);
    return places;
}

bool next_choice(const std::vector<PossibleGene>& genes, std::vector<std::size_t>& choice) {
    for (std::size_t i = genes.size(); i-- > 0;) {
        if (++choice[i] < genes[i].meanings.size()) return true;
        choice[i] = 0;
    }
    return false;
}

void add_best(const PgxGuideline& guideline, const std::vector<PossibleGene>& genes,
              const std::vector<std::size_t>& choice, std::vector<MatchedRecommendation>& into) {
    std::vector<int> fits;
    for (const PgxRecommendation& recommendation : guideline.recommendations)
        fits.push_back(fit_of(recommendation, genes, choice));
    const int best = fits.empty() ? 0 : *std::ranges::max_element(fits);
    if (best == 0) return;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (fits[i] != best) continue;
        const PgxRecommendation* recommendation = &guideline.recommendations[i];
        auto known = std::ranges::find(into, recommendation, &MatchedRecommendation::recommendation);
        if (known == into.end())
            known = into.insert(
                into.end(),
                MatchedRecommendation{.recommendation = recommendation, .because = {}, .meanings = {}});
        known->because.push_back(because(genes, choice));
        known->meanings.push_back(places_of(genes, choice));
    }
}

}  // namespace

bool has_result(const GenePhenotype& gene) {
    return std::ranges::any_of(gene.recommended, [](const auto& each) { return has_result(each); });
}

bool asks_for_alleles(const PgxGuideline& guideline, const std::string& gene) {
    return std::ranges::any_of(guideline.recommendations, [&](const PgxRecommendation& recommendation) {
        const auto key = recommendation.lookup.find(gene);
        return key != recommendation.lookup.end() && key->second.find('/') != std::string::npos;
    });
}

std::vector<std::size_t> possible_meanings(const GenePhenotype& gene, bool by_alleles) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < gene.recommended.size(); ++i) {
        const DiplotypeMeaning& meaning = gene.recommended[i];
        const bool again = std::ranges::any_of(places, [&](std::size_t place) {
            const DiplotypeMeaning& other = gene.recommended[place];
            return other.phenotype == meaning.phenotype && other.lookup_keys == meaning.lookup_keys &&
                   other.activity_score == meaning.activity_score &&
                   (!by_alleles || other.alleles == meaning.alleles);
        });
        if (!again) places.push_back(i);
    }
    return places;
}

Guidance::Guidance(const domain::PgxKnowledge& knowledge) : knowledge_(knowledge) {
    for (std::size_t i = 0; i < knowledge.guidelines.size(); ++i)
        for (const auto& [drug, id] : knowledge.guidelines[i].drugs) pairs_.push_back({drug, i});
    std::ranges::sort(pairs_, {}, [&](const DrugPair& pair) {
        const PgxGuideline& guideline = knowledge_.guidelines[pair.guideline];
        return std::tie(pair.drug, guideline.source, guideline.id);
    });
}

std::vector<MatchedRecommendation> Guidance::of_guideline(const PgxGuideline& guideline,
                                                          std::span<const GenePhenotype> genes) const {
    std::vector<MatchedRecommendation> matched;
    const bool any = std::ranges::any_of(
        guideline.genes, [&](const std::string& gene) { return is_known(find_gene(genes, gene)); });
    if (!any) return matched;
    const std::vector<PossibleGene> possible = possible_genes(guideline, genes);
    std::vector<std::size_t> choice(possible.size());
    do add_best(guideline, possible, choice, matched);
    while (next_choice(possible, choice));
    return matched;
}

std::vector<DrugGuidance> Guidance::of(std::span<const GenePhenotype> genes) const {
    std::vector<std::vector<MatchedRecommendation>> matched;
    for (const PgxGuideline& guideline : knowledge_.guidelines)
        matched.push_back(of_guideline(guideline, genes));
    std::vector<DrugGuidance> made;
    for (const DrugPair& pair : pairs_) made.push_back(of_pair(pair, matched[pair.guideline], genes));
    return made;
}

DrugGuidance Guidance::of_pair(const DrugPair& pair, std::span<const MatchedRecommendation> matched,
                               std::span<const GenePhenotype> genes) const {
    const PgxGuideline& guideline = knowledge_.guidelines[pair.guideline];
    DrugGuidance made;
    made.drug = pair.drug;
    made.guideline = &guideline;
    for (const std::string& gene : guideline.genes)
        if (!is_known(find_gene(genes, gene))) made.without_result.push_back(gene);
    std::ranges::copy_if(matched, std::back_inserter(made.matched), [&](const MatchedRecommendation& one) {
        const auto& drugs = one.recommendation->drugs;
        return std::ranges::find(drugs, pair.drug) != drugs.end();
    });
    made.outcome = !made.matched.empty()               ? GuidanceOutcome::recommended
                   : guideline.recommendations.empty() ? GuidanceOutcome::no_recommendations
                   : made.without_result.size() == guideline.genes.size() ? GuidanceOutcome::no_result
                                                                          : GuidanceOutcome::no_match;
    return made;
}

}  // namespace strandline::clinic
