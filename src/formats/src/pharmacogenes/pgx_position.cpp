#include "pharmacogenes/pgx_position.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

constexpr std::size_t most_alleles = 32;  // bits of a cell

bool is_bases(std::string_view text) {
    return !text.empty() && text.find_first_not_of("ACGT") == std::string_view::npos;
}

/// The source's own words where they differ from VCF's anywhere at the position.
std::vector<std::string> spelling_of(const JsonPart& part, const domain::PgxPosition& position) {
    if (!part.has("cpicToVcfAlleleMap")) return {};
    std::vector<std::string> spelling{position.ref};
    spelling.insert(spelling.end(), position.alts.begin(), position.alts.end());
    bool differs = false;
    for (const auto& [word, vcf] : part.members("cpicToVcfAlleleMap")) {
        const std::string bases = vcf.as_text();
        for (std::size_t k = 0; k < spelling.size(); ++k) {
            if (vcf_spelling(position, k) != bases || word == bases) continue;
            spelling[k] = word;
            differs = true;
        }
    }
    return differs ? spelling : std::vector<std::string>{};
}

}  // namespace

domain::PgxPosition pgx_position(const JsonPart& part) {
    domain::PgxPosition made{.chromosome = part.text("chromosome"),
                             .position = part.integer("position"),
                             .rsid = part.text_or_empty("rsid"),
                             .name = part.text_or_empty("chromosomeHgvsName"),
                             .ref = part.text("ref"),
                             .alts = part.texts("alts")};
    if (made.position < 1) part.refuse("position", format("position {}", made.position), "1 or more");
    if (!is_bases(made.ref)) part.refuse("bases", format("REF is '{}'", made.ref), "bases A C G T");
    for (const std::string& alt : made.alts)
        if (!is_bases(alt)) part.refuse("bases", format("ALT is '{}'", alt), "bases A C G T");
    if (made.alts.empty() || made.alts.size() >= most_alleles)
        part.refuse("alts", format("{} of a position", counted(made.alts.size(), "other allele")),
                    "1 to 31 other alleles");
    if (part.has("cpicPosition") && part.integer("cpicPosition") != made.position)
        made.source_position = part.integer("cpicPosition");
    made.source_spelling = spelling_of(part, made);
    return made;
}

const std::string& vcf_spelling(const domain::PgxPosition& position, std::size_t allele) {
    return allele == 0 ? position.ref : position.alts[allele - 1];
}

const std::string& source_spelling(const domain::PgxPosition& position, std::size_t allele) {
    return position.source_spelling.empty() ? vcf_spelling(position, allele)
                                            : position.source_spelling[allele];
}

Json pgx_position_json(const domain::PgxPosition& position) {
    Json alts = Json::array(), words = Json::object();
    for (const std::string& alt : position.alts) alts.push_back(alt);
    for (std::size_t k = 0; k <= position.alts.size(); ++k)
        words.set(source_spelling(position, k), vcf_spelling(position, k));
    return Json::object(
        {{"chromosome", position.chromosome},
         {"position", position.position},
         {"cpicPosition", position.source_position == 0 ? position.position : position.source_position},
         {"rsid", position.rsid.empty() ? Json() : Json(position.rsid)},
         {"chromosomeHgvsName", position.name},
         {"cpicToVcfAlleleMap", std::move(words)},
         {"ref", position.ref},
         {"alts", std::move(alts)}});
}

}  // namespace strandline::formats
