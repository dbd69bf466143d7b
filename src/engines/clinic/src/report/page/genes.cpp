#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace strandline::clinic {
namespace {

constexpr std::size_t results_shown = 8;

/// "*1 normal function, *3 no function (0.0)".
std::string functions_of(const GeneOfSample& gene) {
    if (!gene.phenotypes) return {};
    std::set<std::string> told;
    std::vector<std::string> parts;
    for (const DiplotypeMeaning& meaning : gene.answer.phenotype.recommended)
        for (const std::string& allele : meaning.alleles) {
            const auto found = std::ranges::find(gene.phenotypes->alleles, allele);
            if (found == gene.phenotypes->alleles.end() || !told.insert(allele).second) continue;
            const domain::AlleleFunction& function =
                gene.phenotypes
                    ->functions[static_cast<std::size_t>(found - gene.phenotypes->alleles.begin())];
            parts.push_back(format("{}: {}{}", allele, function.function.empty() ? "–" : function.function,
                                   function.activity.empty() ? "" : format(" ({})", function.activity)));
        }
    return some_of(parts, results_shown);
}

std::string origin_words(const GeneOfSample& gene) {
    if (gene.answer.phenotype.origin == CallOrigin::matcher) return "genotypes";
    if (gene.answer.phenotype.origin == CallOrigin::none) return "";
    std::vector<std::string> calls;
    for (const domain::PgxOutsideCall& call : gene.outside) {
        std::string words = call.diplotype;
        if (!call.phenotype.empty()) words += (words.empty() ? "" : ", ") + call.phenotype;
        if (!call.activity_score.empty()) words += (words.empty() ? "" : ", ") + call.activity_score;
        calls.push_back(std::move(words));
    }
    return format("outside call: {}", some_of(calls, results_shown));
}

std::string positions_words(const GeneOfSample& gene) {
    if (!gene.answer.call || !gene.definition) return "none in the file";
    const GeneCall& call = *gene.answer.call;
    const std::size_t assumed = call.assumed.size();
    return format("{} of {} seen, {} assumed, {} missing",
                  call.seen - std::min<std::size_t>(call.seen, assumed), gene.definition->positions.size(),
                  assumed, call.missing.size());
}

template <class Part>
std::string of_each(const GeneOfSample& gene, Part part) {
    std::vector<std::string> parts;
    for (const DiplotypeMeaning& meaning : gene.answer.phenotype.recommended) {
        std::string text = part(meaning);
        if (!text.empty() && std::ranges::find(parts, text) == parts.end()) parts.push_back(std::move(text));
    }
    return some_of(parts, results_shown);
}

std::string no_result_words(const GeneOfSample& gene) {
    if (gene.answer.phenotype.origin == CallOrigin::outside)
        return "no result: the outside call was not understood";
    if (!gene.answer.call) return "no result: an outside call alone tells this gene";
    return format("no result: {}", words(gene.answer.call->reason));
}

std::string gene_row(const ToldGene& told) {
    const GeneOfSample& gene = *told.gene;
    const auto cell = [](std::string_view heading, const std::string& html) {
        return format("<td data-h=\"{}\">{}</td>", heading, html.empty() ? "–" : html);
    };
    std::string marks;
    for (const std::string& mark : told.marks)
        marks += format("<br><span class=\"mark\">{}</span>", escaped(mark));
    std::string row = format("<tr id=\"{}\"><th scope=\"row\">{}</th>", told.anchor, escaped(gene.gene));
    if (told.is_called || told.has_result) {
        const std::string extra = escaped(extra_genotypes(gene));
        row += cell("diplotype", escaped(of_each(gene, [](const auto& one) { return one.diplotype; })) +
                                     (extra.empty() ? "" : "<br>" + extra));
        const std::string phenotype = of_each(gene, [](const DiplotypeMeaning& one) {
            return one.phenotype.empty() ? join(one.lookup_keys, ", ") : one.phenotype;
        });
        row += cell("phenotype", (told.has_result ? escaped(phenotype) : "none in the knowledge") + marks);
        row += cell("activity score",
                    escaped(of_each(gene, [](const auto& one) { return one.activity_score; })));
        row += cell("function", escaped(functions_of(gene)));
    } else {
        row += format("<td data-h=\"result\" colspan=\"4\"><b>{}</b>{}</td>", escaped(no_result_words(gene)),
                      marks);
    }
    row += cell("from", escaped(origin_words(gene)));
    row += cell("positions", positions_words(gene));
    return row + "</tr>\n";
}

/// Of a gene that a guideline asks for and that is not answered.
std::string unknown_row(const PageFacts& facts, const std::string& gene) {
    const auto& defined = facts.basis.knowledge->definitions;
    const bool is_told_by_genotypes =
        std::ranges::find(defined, gene, &domain::GeneDefinition::gene) != defined.end();
    return format(
        "<tr><th scope=\"row\">{}</th><td data-h=\"result\" colspan=\"6\"><b>no result: {}</b></td></tr>\n",
        escaped(gene),
        is_told_by_genotypes ? "the gene was not asked for"
                             : "outside calls alone tell this gene, and none counts here");
}

std::string doubts_of(const ToldGene& told) {
    if (told.doubts.empty() && told.deciders.empty()) return {};
    std::string made = format("<h4>{}</h4>\n<ul class=\"doubts\">", escaped(told.gene->gene));
    for (const std::string& doubt : told.doubts) made += format("<li>{}</li>", escaped(doubt));
    for (const std::string& decider : told.deciders)
        made += format("<li>This genotype would decide: {}.</li>", escaped(decider));
    return made + "</ul>\n";
}

}  // namespace

std::string page_genes(const PageFacts& facts) {
    std::string made =
        "<section id=\"genes\"><h2>Genes</h2>\n<div class=\"scroll\"><table class=\"stack\"><caption>Results "
        "of "
        "genes. Functions are those of the source's tables, activity values in "
        "brackets.</caption><thead><tr>";
    for (const std::string_view heading :
         {"gene", "diplotype", "phenotype", "activity score", "function of each allele", "from", "positions"})
        made += format("<th scope=\"col\">{}</th>", heading);
    made += "</tr></thead><tbody>\n";
    std::map<std::string, std::string> rows;
    for (const auto& [name, told] : facts.genes.genes) rows[name] = gene_row(told);
    for (const std::string& name : facts.genes.without_result)
        rows.try_emplace(name, unknown_row(facts, name));
    for (const auto& [name, row] : rows) made += row;
    made += "</tbody></table></div>\n";
    std::string doubts;
    for (const auto& [name, told] : facts.genes.genes) doubts += doubts_of(told);
    if (!doubts.empty()) made += "<h3>What is uncertain, gene by gene</h3>\n" + doubts;
    return made + "</section>\n";
}

}  // namespace strandline::clinic
