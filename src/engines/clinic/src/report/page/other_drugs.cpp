#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>

namespace strandline::clinic {
namespace {

/// What makes a drug's place in the list doubtful, in parentheses; empty where nothing does. A guideline that
/// asks for no change does not speak for one that has no answer.
std::string reservation(const PageFacts& facts, const ToldDrug& drug) {
    std::vector<std::string> parts;
    if (is_provisional(facts, drug)) parts.emplace_back("provisional");
    for (const DrugGuidance* guidance : drug.guidance)
        if (const std::string silence = silence_words(*guidance); !silence.empty())
            parts.push_back(format("{}: {}", guidance->guideline->source, silence));
    return parts.empty() ? "" : format(" <b class=\"star\">({})</b>", escaped(join(parts, "; ")));
}

/// Drugs whose guidelines ask for no change, parted by what they say.
std::string unchanged(const PageFacts& facts, AskedChange change, std::string_view title,
                      std::string_view note) {
    std::vector<std::string> names;
    bool any_provisional = false;
    for (const ToldDrug& drug : facts.drugs) {
        if (!drug.has_result || drug.change != change) continue;
        any_provisional = any_provisional || is_provisional(facts, drug);
        names.push_back(
            format("<a href=\"#{}\">{}</a>{}", drug.anchor, escaped(drug.name), reservation(facts, drug)));
    }
    if (names.empty()) return {};
    std::string made =
        format("<h3>{} <span class=\"count\">{}</span></h3>\n<p>{}</p>\n", title, names.size(), note);
    if (any_provisional)
        made +=
            "<p>Provisional: a gene that counts has no result, was not seen as a whole, or may have another "
            "result.</p>\n";
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
            part = "The guideline is to be read itself, see above";
        if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
    }
    return join(parts, "; ");
}

/// Guidelines without a table to look results up in, with the results that one needs to read them.
std::string unread_guidelines(const PageFacts& facts) {
    std::string items;
    for (const ToldDrug& drug : facts.drugs)
        for (const DrugGuidance* guidance : drug.guidance) {
            if (guidance->outcome != GuidanceOutcome::no_recommendations) continue;
            const domain::PgxGuideline& guideline = *guidance->guideline;
            std::string besides;
            for (const std::string& gene : guideline.genes)
                if (const ToldGene* told = facts.genes.find(gene))
                    if (const std::string words = extra_genotypes(*told->gene); !words.empty())
                        besides += "; " + escaped(words);
            items += format("<li><b>{}</b>, {}: {}{}</li>\n", escaped(drug.name),
                            link(guideline.url, guideline.name.empty() ? guideline.id : guideline.name),
                            results_of(facts, guideline), besides);
        }
    if (items.empty()) return {};
    return "<h3>Guidelines to be read themselves</h3>\n<p>They ask for a calculation or a judgement in place "
           "of a "
           "table, so no recommendation of theirs is shown. The results that they ask for:</p>\n<ul>" +
           items + "</ul>\n";
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

std::string page_other_drugs(const PageFacts& facts) {
    std::string made = "<section id=\"rest\"><h2>All other drugs</h2>\n";
    made +=
        unchanged(facts, AskedChange::unmarked, "No change asked for",
                  "The guidelines that have a result mark no change for these drugs; their words are below.");
    made += unchanged(facts, AskedChange::not_given, "No recommendation given",
                      "The guidelines know the result and give no recommendation on it.");
    made += unread_guidelines(facts);
    made += silent_drugs(facts);
    return made + "</section>\n";
}

}  // namespace strandline::clinic
