#include "pgx/position_name.hpp"
#include "report/fhir/resources.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace strandline::clinic {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> entities = {{{"&lt;", "<"},
                                                                                    {"&gt;", ">"},
                                                                                    {"&quot;", "\""},
                                                                                    {"&nbsp;", " "},
                                                                                    {"&le;", "≤"},
                                                                                    {"&ge;", "≥"},
                                                                                    {"&#39;", "'"},
                                                                                    {"&amp;", "&"}}};
constexpr std::array<std::string_view, 13> breaking_tags = {"p",  "br", "h1", "h2",  "h3",    "h4",   "ul",
                                                            "ol", "li", "tr", "div", "table", "thead"};

/// What stands in place of a tag: a line end, the mark of an item, a gap between cells.
std::string_view instead_of_tag(std::string_view tag) {
    const bool opens = !tag.starts_with('/');
    std::string_view name = opens ? tag : tag.substr(1);
    name = name.substr(0, name.find_first_of(" \t\n/"));
    if (name == "li" && opens) return "\n- ";
    if (name == "td" || name == "th") return opens ? "" : " | ";
    return std::ranges::find(breaking_tags, name) != breaking_tags.end() ? "\n" : "";
}

/// What stands in place of the tag, entity or gap that `rest` begins with, and how long that is.
std::pair<std::string_view, std::size_t> instead_of(std::string_view rest) {
    if (rest[0] == '&') {
        const auto entity =
            std::ranges::find_if(entities, [&](const auto& one) { return rest.starts_with(one.first); });
        if (entity != entities.end()) return {entity->second, entity->first.size()};
    }
    const bool is_tag =
        rest[0] == '<' && rest.size() > 1 && (rest[1] == '/' || (rest[1] >= 'a' && rest[1] <= 'z'));
    if (const std::size_t end = is_tag ? rest.find('>') : std::string_view::npos;
        end != std::string_view::npos)
        return {instead_of_tag(rest.substr(1, end - 1)), end + 1};
    return {rest[0] == '<' || rest[0] == '&' ? rest.substr(0, 1) : std::string_view(" "), 1};
}

/// Lines trimmed, gaps of one space, no empty lines.
std::string tidy(std::string_view text) {
    std::vector<std::string> lines;
    for (const std::string_view raw : split(text, '\n')) {
        std::string line;
        for (const char c : trim(raw))
            if (c != ' ' || line.empty() || line.back() != ' ') line += c;
        while (line.ends_with(" |") || line.ends_with(' ')) line.pop_back();
        if (!line.empty() && line != "-") lines.push_back(std::move(line));
    }
    return join(lines, "\n");
}

void add_notes_of_call(const GeneCall& call, const domain::GeneDefinition& definition,
                       const std::vector<Decider>& deciders, std::vector<std::string>& notes) {
    if (!call.called()) notes.push_back(format("Not called: {}.", words(call.reason)));
    if (call.called() && !call.phased && !call.effectively_phased)
        notes.emplace_back("Unphased: which variants share a strand is not known.");
    for (const MatchWarning warning : call.warnings) notes.push_back(format("Warning: {}.", words(warning)));
    if (!call.undocumented.empty())
        notes.push_back(
            format("Undocumented allele at {}.", join(position_names(definition, call.undocumented), ", ")));
    if (!call.missing.empty() && call.missing.size() == definition.positions.size())
        notes.push_back(format("Missing: all {} positions.", definition.positions.size()));
    else if (!call.missing.empty())
        notes.push_back(format("Missing, {} of {} positions: {}.", call.missing.size(),
                               definition.positions.size(),
                               join(position_names(definition, call.missing), ", ")));
    if (!call.assumed.empty())
        notes.push_back(format("Not seen, assumed to be reference as a setting of the run said: {}.",
                               join(position_names(definition, call.assumed), ", ")));
    std::vector<std::string> ruled_out;
    for (const std::uint32_t allele : call.uncallable) ruled_out.push_back(definition.alleles[allele].name);
    if (!ruled_out.empty() && call.seen > 0)
        notes.push_back(format("Alleles that cannot be called as their positions are missing: {}.",
                               join(ruled_out, ", ")));
    std::vector<std::string> telling;
    for (const Decider& decider : deciders)
        telling.push_back(format("{} between {}", position_name(definition.positions[decider.position]),
                                 join(decider.answers, " or ")));
    if (!telling.empty())
        notes.push_back(format("Missing positions that, each alone, would tell: {}.", join(telling, "; ")));
}

}  // namespace

std::string plain_words(std::string_view html) {
    std::string text;
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t plain = std::min(html.find_first_of("<&\t\r", at), html.size());
        text += html.substr(at, plain - at);
        at = plain;
        if (at == html.size()) break;
        const auto [words, length] = instead_of(html.substr(at));
        text += words;
        at += length;
    }
    return tidy(text);
}

std::vector<std::string> notes_of_gene(const GeneOfSample& gene) {
    std::vector<std::string> notes;
    const GenePhenotype& phenotype = gene.answer.phenotype;
    const bool is_outside = phenotype.origin == CallOrigin::outside;
    if (is_outside)
        notes.emplace_back("Called by others: an outside call, taken as told.");
    else if (gene.answer.call && gene.definition)
        add_notes_of_call(*gene.answer.call, *gene.definition, gene.answer.deciders, notes);
    else
        notes.emplace_back("Not called: outside calls alone tell it, and none is given.");
    for (const PhenotypeRemark remark : phenotype.remarks)
        notes.push_back(format("Remark: {}.", words(remark)));
    for (const DiplotypeMeaning& meaning : phenotype.recommended)
        if (phenotype.origin != CallOrigin::none && !meaning.reason.empty())
            notes.push_back(meaning.diplotype.empty() ? format("Unsettled: {}.", meaning.reason)
                                                      : format("{}: {}.", meaning.diplotype, meaning.reason));
    return notes;
}

bool is_uncertain(const GeneOfSample& gene) {
    const GenePhenotype& phenotype = gene.answer.phenotype;
    const bool outside = phenotype.origin == CallOrigin::outside;
    const bool assumed = !outside && gene.answer.call && !gene.answer.call->assumed.empty();
    return assumed || is_blind_to_structure(phenotype) || phenotype.recommended.size() > 1 ||
           phenotype.source.size() > 1;
}

bool has_phenotype(const DiplotypeMeaning& meaning) {
    return !meaning.phenotype.empty() && meaning.phenotype != "No Result" && meaning.phenotype != "n/a";
}

}  // namespace strandline::clinic
