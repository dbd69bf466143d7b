#include "report/page/guideline_text.hpp"
#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>

namespace strandline::clinic {
namespace {

constexpr std::size_t reasons_named = 6;

/// Recommendations of the same words for several populations are told once.
struct SameAdvice {
    const MatchedRecommendation* first = nullptr;
    std::vector<std::string> populations;
};

std::vector<SameAdvice> same_advice(const std::vector<MatchedRecommendation>& matched) {
    std::vector<SameAdvice> made;
    for (const MatchedRecommendation& one : matched) {
        const domain::PgxRecommendation& recommendation = *one.recommendation;
        auto known = std::ranges::find_if(made, [&](const SameAdvice& other) {
            const domain::PgxRecommendation& first = *other.first->recommendation;
            return first.text == recommendation.text &&
                   first.classification == recommendation.classification &&
                   first.implications == recommendation.implications && other.first->because == one.because &&
                   asked_change(first) == asked_change(recommendation);
        });
        if (known == made.end())
            known = made.insert(made.end(), SameAdvice{.first = &one, .populations = {}});
        const std::string population = population_words(recommendation);
        if (std::ranges::find(known->populations, population) == known->populations.end())
            known->populations.push_back(population);
    }
    return made;
}

std::string advice_block(const SameAdvice& same, bool is_one_of_several) {
    const domain::PgxRecommendation& recommendation = *same.first->recommendation;
    const AskedChange change = asked_change(recommendation);
    std::string made =
        format("<div class=\"advice a{}\">\n<p class=\"grade\">{} <span class=\"s{}\">{}</span> · {}",
               static_cast<int>(change), badge(change), strength_rank(recommendation),
               escaped(strength_words(recommendation)), escaped(join(same.populations, "; ")));
    if (is_one_of_several) made += format(" · if {}", escaped(some_of(same.first->because, reasons_named)));
    made += "</p>\n";
    const GuidelineText text = guideline_text(recommendation.text);
    made += text.advice.starts_with('<') ? text.advice : format("<p>{}</p>", text.advice);
    if (!text.considerations.empty()) made += format("\n<div class=\"more\">{}</div>", text.considerations);
    if (!recommendation.implications.empty())
        made += format("\n<p class=\"why\">What it means: {}</p>",
                       escaped(join(recommendation.implications, "; ")));
    return made + "</div>\n";
}

std::string citation(const domain::PgxCitation& citation) {
    std::string made;
    if (!citation.authors.empty())
        made = escaped(citation.authors.front()) + (citation.authors.size() > 1 ? " et al." : "") + ", ";
    made += escaped(citation.journal.empty() ? citation.title : citation.journal);
    if (citation.year > 0) made += format(" {}", citation.year);
    const bool number = !citation.pmid.empty() &&
                        std::ranges::all_of(citation.pmid, [](char c) { return c >= '0' && c <= '9'; });
    if (number)
        made +=
            format(", {}", link("https://pubmed.ncbi.nlm.nih.gov/" + citation.pmid, "PMID " + citation.pmid));
    return made;
}

std::string citations(const domain::PgxGuideline& guideline) {
    if (guideline.citations.empty()) return {};
    std::vector<std::string> made;
    for (const domain::PgxCitation& one : guideline.citations) made.push_back(citation(one));
    return format("<p class=\"note\">Publications: {}.</p>\n", join(made, "; "));
}

std::string_view silence(GuidanceOutcome outcome) {
    switch (outcome) {
    case GuidanceOutcome::no_match:
        return "The guideline says nothing of these results.";
    case GuidanceOutcome::no_result:
        return "No result of the guideline's genes: it says neither that the drug can be used as usual nor "
               "that "
               "it cannot.";
    case GuidanceOutcome::no_recommendations:
        return "The guideline has no table of recommendations by result, so none is shown: it is to be read "
               "itself.";
    case GuidanceOutcome::recommended:
        break;
    }
    return "";
}

std::string guideline_part(const PageFacts& facts, const DrugGuidance& guidance) {
    const domain::PgxGuideline& guideline = *guidance.guideline;
    std::string made = format("<h4>{} <small>{}, version {}</small></h4>\n", escaped(guideline.source),
                              link(guideline.url, guideline.name.empty() ? guideline.id : guideline.name),
                              escaped(guideline.version));
    const std::vector<SameAdvice> advice = same_advice(guidance.matched);
    const bool several_results = std::ranges::any_of(guidance.matched, [&](const MatchedRecommendation& one) {
        return one.because != guidance.matched.front().because;
    });
    for (const SameAdvice& same : advice) made += advice_block(same, several_results);
    if (guidance.matched.empty()) made += format("<p>{}</p>\n", silence(guidance.outcome));
    return made + format("<p class=\"why\">Results that count: {}.</p>\n", results_of(facts, guideline)) +
           citations(guideline);
}

/// What is uncertain of the genes that the drug's guidelines ask for.
std::string drug_doubts(const PageFacts& facts, const ToldDrug& drug) {
    std::set<std::string> genes;
    for (const DrugGuidance* guidance : drug.guidance)
        genes.insert(guidance->guideline->genes.begin(), guidance->guideline->genes.end());
    std::string items;
    if (drug.differs)
        items +=
            "<li><span class=\"mark\">DEPENDS</span> Several diplotypes are possible, and guidelines ask for "
            "different things by which of them is true.</li>\n";
    for (const std::string& gene : genes) {
        const ToldGene* told = facts.genes.find(gene);
        if (!told || !told->has_result)
            items +=
                format("<li>{}: {}. The recommendations here do without it.</li>\n", gene_link(facts, gene),
                       told && told->is_called ? "no phenotype in the knowledge" : "no result");
        if (!told) continue;
        std::string marks;
        for (const std::string& mark : told->marks)
            marks += format("<span class=\"mark\">{}</span> ", escaped(mark));
        if (!told->doubts.empty() || !marks.empty())
            items += format("<li>{}: {}{}</li>\n", gene_link(facts, gene), marks,
                            escaped(join(told->doubts, " ")));
        if (!told->deciders.empty())
            items +=
                format("<li>{}: one genotype would decide: {}.</li>\n", gene_link(facts, gene),
                       escaped(join(std::vector(told->deciders.begin(),
                                                told->deciders.begin() +
                                                    std::min<std::ptrdiff_t>(3, std::ssize(told->deciders))),
                                    "; or ")));
    }
    return items.empty() ? "" : format("<h4>What is uncertain</h4>\n<ul class=\"doubts\">{}</ul>\n", items);
}

}  // namespace

std::string page_drugs(const PageFacts& facts) {
    std::string made =
        "<section id=\"drugs\"><h2>Drug by drug</h2>\n<p>CPIC and DPWG are told apart: where they "
        "differ, both stand. The words are those of the guidelines.</p>\n";
    for (const ToldDrug& drug : facts.drugs) {
        if (!drug.has_result) continue;
        const bool has_silence = std::ranges::any_of(
            drug.guidance, [](const DrugGuidance* guidance) { return guidance->matched.empty(); });
        made += format("<article id=\"{}\" class=\"drug\">\n<h3>{} {}{}{}</h3>\n", drug.anchor,
                       escaped(drug.name), badge(drug.change),
                       is_provisional(facts, drug) ? " <span class=\"mark\">PROVISIONAL</span>" : "",
                       has_silence ? " <span class=\"mark\">NOT BY ALL GUIDELINES</span>" : "");
        for (const DrugGuidance* guidance : drug.guidance) made += guideline_part(facts, *guidance);
        made += drug_doubts(facts, drug) + "</article>\n";
    }
    return made + "</section>\n";
}

}  // namespace strandline::clinic
