#include "pgx/position_name.hpp"
#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;

std::string allele_words(const domain::PgxPosition& position, std::uint8_t code,
                         const std::string& undocumented) {
    if (code == PgxGenotype::missing) return ".";
    if (code == PgxGenotype::other) return undocumented.empty() ? "not documented" : undocumented;
    if (code == 0) return position.ref;
    return code <= position.alts.size() ? position.alts[code - 1U] : "?";
}

std::string genotype_words(const domain::PgxPosition& position, const PgxGenotype& genotype,
                           const std::string& undocumented) {
    if (genotype.first == PgxGenotype::missing && genotype.second == PgxGenotype::missing) return "–";
    std::string text = allele_words(position, genotype.first, undocumented);
    if (!genotype.is_haploid())
        text += (genotype.phased ? "|" : "/") + allele_words(position, genotype.second, undocumented);
    if (genotype.phase_set >= 0) text += format(" (set {})", genotype.phase_set);
    return text;
}

bool is_other(const PgxGenotype& genotype) {
    return genotype.first == PgxGenotype::other || genotype.second == PgxGenotype::other;
}

std::string_view state_of(const PgxGenotype& genotype, const formats::PgxEvidence& evidence) {
    if (genotype.assumed) return "assumed";
    if (genotype.first == PgxGenotype::missing && genotype.second == PgxGenotype::missing) return "missing";
    if (genotype.is_missing()) return "half missing";
    if (is_other(genotype)) return "not documented";
    return evidence.block ? "seen, reference block" : "seen";
}

std::string number_words(std::int32_t value) { return value < 0 ? "–" : std::to_string(value); }

/// End tags that HTML lets one leave out are left out: there are a thousand rows.
std::string position_row(const domain::PgxPosition& position, const PgxGenotype& genotype,
                         const formats::PgxEvidence& evidence, const std::string& undocumented,
                         bool is_extra) {
    const std::string_view state = state_of(genotype, evidence);
    const bool plain = state.starts_with("seen");
    const bool variant = plain && (genotype.first != 0 || (!genotype.is_haploid() && genotype.second != 0));
    return format("<tr{}><th scope=row>{}:{}{}<td>{}<td>{}<td>{}<td>{}<td>{}{}\n",
                  plain ? (variant ? " class=v" : "") : " class=w", escaped(position.chromosome),
                  position.position, position.rsid.empty() ? "" : " " + escaped(position.rsid),
                  escaped(position.ref + ">" + join(position.alts, ",")),
                  escaped(genotype_words(position, genotype, undocumented)), number_words(evidence.depth),
                  number_words(evidence.quality), state, is_extra ? ", of no named allele" : "");
}

std::string position_table(const GeneOfSample& gene) {
    const std::vector<domain::PgxPosition>& defined = gene.definition->positions;
    const std::vector<domain::PgxPosition>& extra = gene.definition->extra;
    std::string made =
        "<div class=\"scroll\"><table class=\"positions\"><thead><tr><th scope=\"col\">position, "
        "GRCh38</th><th "
        "scope=\"col\">change</th><th scope=\"col\">genotype</th><th scope=\"col\">depth</th><th "
        "scope=\"col\">quality</th><th scope=\"col\">state</th></tr></thead><tbody>\n";
    for (std::size_t i = 0; i < gene.genotypes.size() && i < defined.size() + extra.size(); ++i) {
        const formats::PgxEvidence evidence =
            i < gene.evidence.size() ? gene.evidence[i] : formats::PgxEvidence{};
        made += position_row(i < defined.size() ? defined[i] : extra[i - defined.size()], gene.genotypes[i],
                             evidence, i < gene.undocumented.size() ? gene.undocumented[i] : std::string(),
                             i >= defined.size());
    }
    return made + "</tbody></table></div>\n";
}

std::string gene_positions(const ToldGene& told) {
    const GeneOfSample& gene = *told.gene;
    const GeneCall& call = *gene.answer.call;
    std::string made = format("<details><summary>{}: {} of {} without a genotype, {} assumed</summary>\n",
                              escaped(gene.gene), call.missing.size(), gene.definition->positions.size(),
                              call.assumed.size());
    for (const std::string& mark : told.marks)
        made += format("<p><span class=\"mark\">{}</span></p>\n", escaped(mark));
    if (!told.deciders.empty()) {
        made += "<p>Each of these genotypes would decide by itself:</p>\n<ul>";
        for (const std::string& decider : told.deciders) made += format("<li>{}</li>", escaped(decider));
        made += "</ul>\n";
    }
    if (gene.answer.phenotype.origin == CallOrigin::outside)
        made += "<p>An outside call counts in place of these genotypes.</p>\n";
    return made + position_table(gene) + "</details>\n";
}

}  // namespace

std::string extra_genotypes(const GeneOfSample& gene) {
    std::vector<std::string> made;
    if (gene.definition)
        for (std::size_t i = gene.definition->positions.size(); i < gene.genotypes.size(); ++i) {
            const std::size_t extra = i - gene.definition->positions.size();
            if (extra >= gene.definition->extra.size()) break;
            const domain::PgxPosition& position = gene.definition->extra[extra];
            made.push_back(
                format("{} {}", position_name(position),
                       genotype_words(position, gene.genotypes[i],
                                      i < gene.undocumented.size() ? gene.undocumented[i] : std::string())));
        }
    return join(made, ", ");
}

std::string page_positions(const PageFacts& facts) {
    std::string made =
        "<section id=\"positions\"><h2>Positions</h2>\n<p>What the file tells at each position that named "
        "alleles "
        "differ at: genotypes as alleles with | where phased, depth (DP) and quality (GQ) where the file "
        "says them. "
        "Folded up: open a gene to read or print it.</p>\n";
    for (const auto& [name, told] : facts.genes.genes)
        if (told.gene->definition && told.gene->answer.call && !told.gene->genotypes.empty())
            made += gene_positions(told);
    return made + "</section>\n";
}

}  // namespace strandline::clinic
