#include "telling.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

constexpr std::uint8_t other = domain::PgxGenotype::other;

bool is_bases(std::string_view allele) {
    return !allele.empty() && allele.find_first_not_of("ACGTN") == std::string_view::npos;
}

/// Where REF of the record and REF of the position overlap, do they agree? The record's text where not.
std::string disagreement(const PgxRecord& record, const PgxLocus& locus) {
    const std::string& ref = record.alleles.front();
    for (std::size_t i = 0; i < ref.size(); ++i) {
        const std::int64_t place = record.position + static_cast<std::int64_t>(i) - locus.first;
        if (place < 0 || place >= static_cast<std::int64_t>(locus.position->ref.size())) continue;
        if (ref[i] != 'N' && ref[i] != locus.position->ref[static_cast<std::size_t>(place)])
            return record.position == locus.first ? ref : std::string(1, ref[i]);
    }
    return {};
}

/// Whether an edit changes what the position is about.
bool concerns(const PgxEdit& edit, const PgxLocus& locus) {
    const std::int64_t end = edit.position + static_cast<std::int64_t>(edit.deleted.size());
    // What is inserted between two bases leaves a single base as it is, but changes a repeat or a pair.
    if (locus.changes_length) {
        if (!edit.changes_length()) return false;
        const std::int64_t begin = locus.first + 1;  // behind the anchor
        return edit.deleted.empty() ? edit.position >= begin && edit.position <= locus.last + 1
                                    : edit.position <= locus.last && end > begin;
    }
    if (edit.deleted.empty()) return edit.position > locus.first && edit.position <= locus.ref_last;
    return edit.position <= locus.ref_last && end > locus.first;
}

struct Read {
    std::uint8_t allele = 0;
    bool concerned = false;  // the allele says something of the position
};

Read read_allele(const PgxRecord& record, std::string_view alt, const PgxLocus& locus,
                 const PgxReference& reference) {
    const bool exact = record.position == locus.first;
    if (alt == "." || alt == "<*>" || alt == "<NON_REF>") return {other, false};
    if (!is_bases(alt)) {
        // POS of a deletion is the base before it; one that does not say where it ends may begin anywhere.
        const auto ref_size = static_cast<std::int64_t>(record.alleles.front().size());
        const bool deletion = alt.starts_with("<DEL") && record.last >= record.position + ref_size;
        const bool concerned = deletion ? record.position < locus.first && record.last >= locus.first : exact;
        return {concerned ? other : std::uint8_t{0}, concerned};
    }
    const std::string& ref = record.alleles.front();
    if (exact && ref == locus.position->ref) {  // nearly every record
        const auto same = std::ranges::find(locus.position->alts, alt);
        if (same != locus.position->alts.end())
            return {static_cast<std::uint8_t>(same - locus.position->alts.begin() + 1), true};
    }
    std::vector<PgxEdit> edits = reference.edits(locus.position->chromosome, record.position, ref, alt);
    std::erase_if(edits, [&](const PgxEdit& edit) { return !concerns(edit, locus); });
    if (edits.empty()) {
        // The same REF, yet not the same change: an alternate of this position that nobody documented.
        const bool own = exact && ref == locus.position->ref && alt != ref;
        return {own ? other : std::uint8_t{0}, own};
    }
    const auto known = std::ranges::find(locus.alts, edits);
    return {known == locus.alts.end() ? other : static_cast<std::uint8_t>(known - locus.alts.begin() + 1),
            true};
}

/// How much weight a record has whose alleles are read.
PgxTells weigh(const PgxRecord& record, const PgxLocus& locus, bool concerned, bool documented,
               bool starred) {
    const bool exact = record.position == locus.first;
    const std::string& ref = record.alleles.front();
    if (record.block) return record.position <= locus.first ? PgxTells::reference : PgxTells::nothing;
    if (documented || (exact && (concerned || starred || ref == locus.position->ref)))
        return PgxTells::everything;
    if (concerned) return PgxTells::spanned;
    if (exact && locus.changes_length) return PgxTells::unfit;
    if (locus.changes_length || record.position > locus.first || record.last < locus.ref_last)
        return PgxTells::nothing;
    return exact ? PgxTells::reference : PgxTells::nothing;
}

}  // namespace

PgxTelling tell(const PgxRecord& record, const PgxLocus& locus, const PgxReference& reference) {
    PgxTelling made;
    if (record.last < locus.first) {  // it begins and ends elsewhere, but may be the same change
        if (record.block) return made;
    }
    made.found = disagreement(record, locus);
    if (!made.found.empty()) {
        made.tells = PgxTells::mismatch;
        return made;
    }
    if (!record.block && !is_bases(record.alleles.front())) {
        made.tells = record.position == locus.first ? PgxTells::unfit : PgxTells::nothing;
        return made;
    }
    made.alleles.assign(record.alleles.size(), 0);
    made.stars.assign(record.alleles.size(), 0);
    bool concerned = false, documented = false, starred = false;
    for (std::size_t k = 1; k < record.alleles.size(); ++k) {
        if (record.alleles[k] == "*") {
            made.alleles[k] = other;
            made.stars[k] = 1;
            starred = true;
            continue;
        }
        const Read read = read_allele(record, record.alleles[k], locus, reference);
        made.alleles[k] = read.allele;
        concerned = concerned || read.concerned;
        documented = documented || (read.concerned && read.allele != other);
        if (read.concerned && read.allele == other)
            made.undocumented.push_back(format("{}>{}", record.alleles.front(), record.alleles[k]));
    }
    made.tells = weigh(record, locus, concerned, documented, starred);
    return made;
}

}  // namespace strandline::formats
