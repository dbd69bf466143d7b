#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

namespace strandline::clinic {
namespace {

std::string source_table(const domain::PgxKnowledge& knowledge) {
    std::string made =
        "<div class=\"scroll\"><table class=\"stack\"><caption>Sources of the knowledge</caption>"
        "<thead><tr><th scope=\"col\">source</th><th scope=\"col\">version</th><th "
        "scope=\"col\">licence</th></tr></thead><tbody>\n";
    for (const domain::PgxSource& source : knowledge.sources)
        made += format(
            "<tr><th scope=\"row\">{}</th><td data-h=\"version\">{}</td><td data-h=\"licence\">{}</td>"
            "</tr>\n",
            link(source.url, source.name), escaped(source.version), escaped(source.licence));
    return made + "</tbody></table></div>\n";
}

std::vector<std::string> settings_of(const AnswerBasis& basis) {
    std::vector<std::string> made;
    made.emplace_back(basis.absent_to_ref
                          ? "Positions without a record were taken as reference (--absent-to-ref)."
                          : "Positions without a record count as missing.");
    made.emplace_back(basis.unspecified_to_ref
                          ? "Genotypes told as ./. were taken as reference (--unspecified-to-ref)."
                          : "Genotypes told as ./. count as missing.");
    made.emplace_back(basis.match.cyp2d6
                          ? "CYP2D6 was called from small variants alone (research)."
                          : "CYP2D6 is not called from small variants: outside calls alone tell it.");
    if (basis.match.combinations)
        made.emplace_back("Combinations and parts of alleles are named (research).");
    if (basis.match.all) made.emplace_back("Every diplotype that explains the sample is told.");
    if (!basis.match.exemptions)
        made.emplace_back("Required positions and preferred diplotypes were left out of account.");
    if (basis.match.partly_phased)
        made.emplace_back("Phased positions keep their strands beside unphased ones.");
    return made;
}

}  // namespace

std::string page_sources(const PageFacts& facts) {
    std::string made = "<section id=\"basis\"><h2>What this report rests on</h2>\n";
    if (facts.basis.knowledge) made += source_table(*facts.basis.knowledge);
    made += "<h3>How it was made</h3>\n<ul>";
    for (const std::string& setting : settings_of(facts.basis))
        made += format("<li>{}</li>", escaped(setting));
    made += "</ul>\n";
    if (!facts.basis.remarks.empty()) {
        made += "<h3>What the reading of the genotypes noticed</h3>\n<ul>";
        for (const std::string& remark : facts.basis.remarks) made += format("<li>{}</li>", escaped(remark));
        made += "</ul>\n";
    }
    made +=
        "<p class=\"note\">Guidelines are shown in the words of their sources. What they ask for is sorted "
        "by "
        "the marks that come with each recommendation (dosing, alternate drug, other guidance) and by the "
        "strength that its source gives. Drugs without a guideline in the knowledge are not told of, nor are "
        "interactions of drugs, organ function, allergies and other drugs that the patient takes.</p>\n";
    return made + "</section>\n";
}

}  // namespace strandline::clinic
