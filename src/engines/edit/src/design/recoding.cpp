#include <strandline/edit/donor.hpp>

#include "window.hpp"

#include <strandline/edit/genetic_code.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace strandline::edit {
namespace {

using domain::Strand;

constexpr std::size_t seed_size = 10;
constexpr std::size_t most_codons = 8;  // recoded to spoil a seed

std::size_t window_length(std::size_t spacer, const Nuclease& nuclease) {
    return spacer + nuclease.pam.size();
}

struct SplitSite {
    std::string_view protospacer, pam;
};
SplitSite split_site(std::string_view window, std::size_t spacer, const Nuclease& nuclease) {
    if (nuclease.pam_side == PamSide::three_prime) return {window.substr(0, spacer), window.substr(spacer)};
    return {window.substr(nuclease.pam.size()), window.substr(0, nuclease.pam.size())};
}

bool in_seed(std::size_t index, std::size_t spacer, const Nuclease& nuclease) {
    return nuclease.pam_side == PamSide::three_prime ? index + seed_size >= spacer : index < seed_size;
}

/// A window in guide orientation against the guide.
Recut compare(std::string_view window, std::string_view spacer, const Nuclease& nuclease) {
    const SplitSite site = split_site(window, spacer.size(), nuclease);
    Recut result;
    result.has_pam = is_pam(site.pam, nuclease.pam);
    for (std::size_t i = 0; i < spacer.size(); ++i) {
        if (site.protospacer[i] == spacer[i]) continue;
        ++result.mismatches;
        result.seed_mismatches += in_seed(i, spacer.size(), nuclease);
    }
    return result;
}

/// Base changes of the stretch, place to base.
using Changes = std::map<std::size_t, char>;

std::string with(std::string bases, const Changes& changes) {
    for (const auto& [place, base] : changes) bases[place] = base;
    return bases;
}

class Blocker {
public:
    Blocker(const LocalEdit& edit, const CutSite& site, const Nuclease& nuclease,
            std::span<const EditedCoding> codings, const RecodingLimits& limits)
        : site_(site), nuclease_(nuclease), codings_(codings), limits_(limits), bases_(edit.after()) {
        for (const EditedCoding& coding : codings) proteins_.push_back(coding.protein(bases_));
    }

    Recoding block() const {
        if (!recut(bases_, site_.spacer, nuclease_).likely()) return {BlockedBy::edit, bases_, {}};
        const auto window = likely_window();
        if (const auto changes = best_for_pam(window)) return made(BlockedBy::pam, *changes);
        if (const auto changes = best_for_seed(window)) return made(BlockedBy::seed, *changes);
        return {BlockedBy::nothing, bases_, {}};
    }

private:
    struct Placed {
        std::size_t begin = 0;
        Strand strand = Strand::forward;
    };

    Recoding made(BlockedBy by, const Changes& changes) const {
        Recoding result{by, with(bases_, changes), {}};
        for (const auto& [place, base] : changes) result.changed.push_back(place);
        return result;
    }

    std::string oriented(const std::string& bases, Placed window) const {
        const std::string site = bases.substr(window.begin, window_length(site_.spacer.size(), nuclease_));
        return window.strand == Strand::forward ? site : domain::reverse_complement(site);
    }

    /// The window that the guide would cut again.
    Placed likely_window() const {
        const std::size_t length = window_length(site_.spacer.size(), nuclease_);
        Placed best;
        int fewest = static_cast<int>(site_.spacer.size()) + 1;
        for (std::size_t begin = 0; begin + length <= bases_.size(); ++begin)
            for (const Strand strand : {Strand::forward, Strand::reverse}) {
                const Recut fit = compare(oriented(bases_, {begin, strand}), site_.spacer, nuclease_);
                if (!fit.likely() || fit.mismatches >= fewest) continue;
                fewest = fit.mismatches;
                best = {begin, strand};
            }
        return best;
    }

    /// Index in guide orientation of a place of the stretch.
    std::size_t place_of(Placed window, std::size_t index) const {
        const std::size_t length = window_length(site_.spacer.size(), nuclease_);
        return window.begin + (window.strand == Strand::forward ? index : length - 1 - index);
    }

    bool is_silent(const std::string& bases) const {
        for (std::size_t i = 0; i < codings_.size(); ++i)
            if (codings_[i].protein(bases) != proteins_[i]) return false;
        return true;
    }

    bool may_change(const Changes& changes) const {
        return std::ranges::none_of(changes, [&](const auto& one) {
            return one.first >= limits_.fixed.size() || limits_.fixed[one.first];
        });
    }

    /// Silent changes that alter the base at `place`: synonymous codons that hold it, or the base itself
    /// where nothing is translated.
    std::set<Changes> silent_at(std::size_t place, const Changes& before) const {
        std::set<Changes> found;
        bool translated = false;
        const std::string now = with(bases_, before);
        for (const EditedCoding& coding : codings_)
            for (std::size_t i = 0; i < coding.places.size(); ++i) {
                if (coding.places[i] != place) continue;
                translated = true;
                add_codons(coding, i - i % 3, place, now, before, found);
            }
        if (!translated && limits_.noncoding)
            for (const char base : {'A', 'C', 'G', 'T'}) {
                if (base == now[place]) continue;
                Changes changes = before;
                changes[place] = base;
                if (may_change(changes)) found.insert(std::move(changes));
            }
        return found;
    }

    void add_codons(const EditedCoding& coding, std::size_t first, std::size_t place, const std::string& now,
                    const Changes& before, std::set<Changes>& found) const {
        if (first + 3 > coding.places.size()) return;
        std::string codon;
        for (std::size_t i = first; i < first + 3; ++i) {
            if (coding.places[i] == EditedCoding::elsewhere) return;
            const char base = now[coding.places[i]];
            codon += coding.strand == Strand::forward ? base : domain::complement(base);
        }
        for (const std::string& other : synonymous_codons(codon)) {
            Changes changes = before;
            for (std::size_t i = 0; i < 3; ++i)
                if (other[i] != codon[i])
                    changes[coding.places[first + i]] =
                        coding.strand == Strand::forward ? other[i] : domain::complement(other[i]);
            const auto altered = changes.find(place);
            if (altered == changes.end() || altered->second == now[place]) continue;
            if (may_change(changes) && is_silent(with(bases_, changes))) found.insert(std::move(changes));
        }
    }

    /// NAG and NGA are cut a little where NGG is the PAM (Hsu 2013).
    bool is_weak_pam(const std::string& bases, Placed window) const {
        if (nuclease_.pam != "NGG") return false;
        const std::string site = oriented(bases, window);
        const std::string pair = site.substr(site.size() - 2);
        return pair == "AG" || pair == "GA";
    }

    std::optional<Changes> best_for_pam(Placed window) const {
        const std::size_t spacer = site_.spacer.size();
        const std::size_t pam_begin = nuclease_.pam_side == PamSide::three_prime ? spacer : 0;
        std::optional<std::pair<std::tuple<bool, std::size_t>, Changes>> best;
        for (std::size_t i = 0; i < nuclease_.pam.size(); ++i) {
            if (nuclease_.pam[i] == 'N') continue;
            for (const Changes& changes : silent_at(place_of(window, pam_begin + i), {})) {
                const std::string bases = with(bases_, changes);
                if (recut(bases, site_.spacer, nuclease_).likely()) continue;
                const auto price = std::tuple(is_weak_pam(bases, window), changes.size());
                if (!best || std::pair(price, changes) < *best) best = std::pair(price, changes);
            }
        }
        if (!best) return std::nullopt;
        return best->second;
    }

    /// Adds the change that spoils the seed most, until the guide is unlikely to cut.
    std::optional<Changes> best_for_seed(Placed window) const {
        const std::size_t pam_first = nuclease_.pam_side == PamSide::five_prime ? nuclease_.pam.size() : 0;
        Changes changes;
        for (std::size_t round = 0; round < most_codons; ++round) {
            const Recut now = compare(oriented(with(bases_, changes), window), site_.spacer, nuclease_);
            using Price = std::tuple<int, int, std::size_t, Changes>;
            std::optional<Price> best;
            for (std::size_t i = 0; i < site_.spacer.size(); ++i)
                for (const Changes& next : silent_at(place_of(window, pam_first + i), changes)) {
                    const Recut then = compare(oriented(with(bases_, next), window), site_.spacer, nuclease_);
                    if (then.mismatches <= now.mismatches) continue;
                    Price price{-then.seed_mismatches, -then.mismatches, next.size(), next};
                    if (!best || price < *best) best = std::move(price);
                }
            if (!best) return std::nullopt;
            changes = std::get<Changes>(*best);
            if (!recut(with(bases_, changes), site_.spacer, nuclease_).likely()) return changes;
        }
        return std::nullopt;
    }

    const CutSite& site_;
    const Nuclease& nuclease_;
    std::span<const EditedCoding> codings_;
    const RecodingLimits& limits_;
    std::string bases_;
    std::vector<std::string> proteins_;
};

}  // namespace

Recut recut(std::string_view bases, std::string_view spacer, const Nuclease& nuclease) {
    Recut best;
    const auto weight = [](const Recut& one) {
        return std::tuple(!one.has_pam, !one.likely(), one.mismatches, one.seed_mismatches);
    };
    best.mismatches = static_cast<int>(spacer.size()) + 1;
    const std::size_t length = window_length(spacer.size(), nuclease);
    const std::string other = domain::reverse_complement(bases);
    for (const std::string_view strand : {bases, std::string_view(other)})
        for (std::size_t begin = 0; begin + length <= strand.size(); ++begin) {
            const Recut one = compare(strand.substr(begin, length), spacer, nuclease);
            if (one.has_pam && weight(one) < weight(best)) best = one;
        }
    return best;
}

Recoding block_recut(const LocalEdit& edit, const CutSite& site, const Nuclease& nuclease,
                     std::span<const EditedCoding> codings, const RecodingLimits& limits) {
    return Blocker(edit, site, nuclease, codings, limits).block();
}

}  // namespace strandline::edit
