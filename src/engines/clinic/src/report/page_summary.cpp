#include "report/page_guideline_text.hpp"
#include "report/page_parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace strandline::clinic {
namespace {

constexpr std::size_t words_shown = 300;

bool acts(const ToldDrug& drug) { return drug.has_result && asks_for_change(drug.change); }

/// The most urgent recommendation of one guideline, or none that asks for a change.
const MatchedRecommendation* most_urgent(const DrugGuidance& guidance) {
    const auto urgency = [](const MatchedRecommendation& one) {
        return std::tuple(asked_change(*one.recommendation), strength_rank(*one.recommendation));
    };
    const auto first = std::ranges::min_element(guidance.matched, {}, urgency);
    return first == guidance.matched.end() || !asks_for_change(asked_change(*first->recommendation))
               ? nullptr
               : &*first;
}

std::string because_words(const PageFacts& facts, const domain::PgxGuideline& guideline) {
    std::string made;
    for (const std::string& gene : guideline.genes) {
        const ToldGene* told = facts.genes.find(gene);
        if (!told || !told->has_result) continue;
        made += format("{}{} {}", made.empty() ? "" : "; ", gene_link(facts, gene),
                       escaped(result_words(*told->gene)));
    }
    return made;
}

std::string act_of(const DrugGuidance& guidance, const MatchedRecommendation& one) {
    const domain::PgxRecommendation& recommendation = *one.recommendation;
    const AskedChange change = asked_change(recommendation);
    const auto others = std::ranges::count_if(guidance.matched, [&](const MatchedRecommendation& other) {
        return other.recommendation->text != recommendation.text;
    });
    std::string made = format("<p><b class=\"source\">{}</b> {}</p>", escaped(guidance.guideline->source),
                              escaped(first_words(advice_words(recommendation.text), words_shown)));
    made += format(
        "<p class=\"grade\"><span class=\"s{}\">{}</span> · {} · {}{}</p>", strength_rank(recommendation),
        escaped(strength_words(recommendation)), words(change), escaped(population_words(recommendation)),
        others == 0
            ? ""
            : format(" · and {} below", counted(static_cast<std::uint64_t>(others), "other recommendation")));
    return made;
}

std::string act_entry(const PageFacts& facts, const ToldDrug& drug) {
    std::string made = format("<li><h4><a href=\"#{}\">{}</a></h4><div>", drug.anchor, escaped(drug.name));
    std::string why, doubts;
    for (const DrugGuidance* guidance : drug.guidance) {
        const MatchedRecommendation* one = most_urgent(*guidance);
        if (!one) continue;
        made += act_of(*guidance, *one);
        const std::string genes = because_words(facts, *guidance->guideline);
        if (why.find(genes) == std::string::npos) why += (why.empty() ? "" : "; ") + genes;
        for (const std::string& gene : provisional_genes(facts, *guidance->guideline))
            for (const std::string& mark : facts.genes.find(gene)->marks) {
                const std::string text = format("{} {}", escaped(gene), escaped(mark));
                if (doubts.find(text) == std::string::npos)
                    doubts += format("<span class=\"mark\">{}</span> ", text);
            }
    }
    made += format("<p class=\"why\">Because: {}</p>", why);
    if (drug.differs)
        made +=
            "<p class=\"why\"><span class=\"mark\">DEPENDS ON WHICH POSSIBLE DIPLOTYPE IS TRUE</span></p>";
    if (!doubts.empty()) made += format("<p class=\"why\">{}</p>", doubts);
    return made + "</div></li>\n";
}

std::string acts_of_kind(const PageFacts& facts, AskedChange change) {
    std::vector<const ToldDrug*> drugs;
    for (const ToldDrug& drug : facts.drugs)
        if (acts(drug) && drug.change == change) drugs.push_back(&drug);
    if (drugs.empty()) return {};
    std::ranges::stable_sort(drugs, {}, [](const ToldDrug* drug) { return drug->strength; });
    std::string made = format("<h3>{} <span class=\"count\">{}</span></h3>\n<ul class=\"acts\">\n",
                              badge(change), drugs.size());
    for (const ToldDrug* drug : drugs) made += act_entry(facts, *drug);
    return made + "</ul>\n";
}

/// Drugs whose guidelines ask for no change, parted by what they say.
std::string unchanged(const PageFacts& facts, AskedChange change, std::string_view title,
                      std::string_view note) {
    std::vector<std::string> names;
    bool any_provisional = false;
    for (const ToldDrug& drug : facts.drugs) {
        if (!drug.has_result || drug.change != change) continue;
        const bool provisional = std::ranges::any_of(drug.guidance, [&](const DrugGuidance* guidance) {
            return !guidance->matched.empty() && !provisional_genes(facts, *guidance->guideline).empty();
        });
        any_provisional = any_provisional || provisional;
        names.push_back(
            format("<a href=\"#{}\">{}</a>{}", drug.anchor, escaped(drug.name),
                   provisional ? "<b class=\"star\" title=\"provisional\">(provisional)</b>" : ""));
    }
    if (names.empty()) return {};
    std::string made =
        format("<h3>{} <span class=\"count\">{}</span></h3>\n<p>{}</p>\n", title, names.size(), note);
    if (any_provisional)
        made += "<p>Provisional: a gene that counts was not seen as a whole, see its marks.</p>\n";
    return made + format("<p class=\"names\">{}</p>\n", join(names, ", "));
}

/// Why a drug has no recommendation, in words that group drugs.
std::string silence_of(const ToldDrug& drug) {
    std::vector<std::string> parts;
    for (const DrugGuidance* guidance : drug.guidance) {
        std::string part;
        if (guidance->outcome == GuidanceOutcome::no_result)
            part = "No result of " + join(guidance->without_result, ", ");
        if (guidance->outcome == GuidanceOutcome::no_match)
            part = "The guideline says nothing of the result of " + join(guidance->guideline->genes, ", ");
        if (guidance->outcome == GuidanceOutcome::no_recommendations)
            part = "The guideline has no table of recommendations: read it with the results of " +
                   join(guidance->guideline->genes, ", ");
        if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
    }
    return join(parts, "; ");
}

std::string silent_drugs(const PageFacts& facts) {
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const ToldDrug& drug : facts.drugs)
        if (!drug.has_result) by_reason[silence_of(drug)].push_back(drug.name);
    if (by_reason.empty()) return {};
    std::string made =
        "<h3 id=\"silent\">Drugs without a result</h3>\n<p>Of these drugs the report says nothing: "
        "neither that they can be used as usual nor that they cannot.</p>\n<ul class=\"silent\">\n";
    for (const auto& [reason, drugs] : by_reason)
        made += format("<li><b>{}</b>: {}</li>\n", escaped(reason), escaped(join(drugs, ", ")));
    return made + "</ul>\n";
}

}  // namespace

std::string page_summary(const PageFacts& facts) {
    std::string made = "<section id=\"act\"><h2>What to act on</h2>\n";
    std::string all;
    for (const AskedChange change : {AskedChange::other_drug, AskedChange::other_drug_or_dose,
                                     AskedChange::other_dose, AskedChange::care})
        all += acts_of_kind(facts, change);
    made += all.empty()
                ? "<p>For no drug with a result does a guideline ask for a change. Drugs without a result "
                  "are listed below.</p>\n"
                : "<p>Drugs for which a guideline asks for something else than usual, the most urgent "
                  "first. The words are those of the guidelines, cut short where … stands; the whole text is "
                  "under the drug's name.</p>\n" +
                      all;
    made += "</section>\n<section id=\"rest\"><h2>All other drugs</h2>\n";
    made +=
        unchanged(facts, AskedChange::unmarked, "No change asked for",
                  "The guidelines that have a result mark no change for these drugs; their words are below.");
    made += unchanged(facts, AskedChange::not_given, "No recommendation given",
                      "The guidelines know the result and give no recommendation on it.");
    made += silent_drugs(facts);
    return made + "</section>\n";
}

}  // namespace strandline::clinic
