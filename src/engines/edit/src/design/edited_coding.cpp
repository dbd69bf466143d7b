#include <strandline/edit/donor.hpp>

#include <strandline/edit/genetic_code.hpp>

#include <algorithm>

namespace strandline::edit {
namespace {

using domain::Strand;

/// What a place before the edit becomes; `elsewhere` for what is replaced.
std::size_t place_after(const LocalEdit& edit, std::size_t place) {
    if (place < edit.begin) return place;
    if (place < edit.end || place == EditedCoding::elsewhere) return EditedCoding::elsewhere;
    return place - edit.end + edit.end_after();
}

bool is_replaced(const LocalEdit& edit, std::size_t place) { return place >= edit.begin && place < edit.end; }

/// Index of the first coding base behind what the edit puts in, in the order of translation: of a replacement
/// the one behind the replaced, of an insertion the one behind its place. Nothing where the edit is not
/// wholly translated.
std::optional<std::size_t> entry(const CodingBases& coding, const LocalEdit& edit,
                                 const std::vector<std::size_t>& places) {
    const bool forward = coding.strand() == Strand::forward;
    if (edit.begin == edit.end) {
        // Between two bases that are translated one after the other.
        const std::size_t left = edit.begin - 1, right = edit.begin;
        for (std::size_t i = 1; i < places.size(); ++i)
            if (edit.begin > 0 && places[i - 1] == (forward ? left : right) &&
                places[i] == (forward ? right : left))
                return i;
        return std::nullopt;
    }
    const auto first =
        std::ranges::find_if(places, [&](std::size_t place) { return is_replaced(edit, place); });
    if (first == places.end()) return std::nullopt;
    const auto size = static_cast<std::ptrdiff_t>(edit.end - edit.begin);
    if (places.end() - first < size) return std::nullopt;
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        const std::size_t expected =
            forward ? edit.begin + static_cast<std::size_t>(i) : edit.end - 1 - static_cast<std::size_t>(i);
        if (first[i] != expected) return std::nullopt;
    }
    return static_cast<std::size_t>(first - places.begin() + size);
}

bool touches(const LocalEdit& edit, const std::vector<std::size_t>& places) {
    return std::ranges::any_of(places, [&](std::size_t place) { return is_replaced(edit, place); });
}

}  // namespace

std::string EditedCoding::protein(std::string_view stretch) const {
    std::string read = bases;
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (places[i] == elsewhere) continue;
        const char base = stretch[places[i]];
        read[i] = strand == Strand::forward ? base : domain::complement(base);
    }
    return translate(read);
}

std::optional<EditedCoding> edited_coding(const CodingBases& coding, const LocalEdit& edit,
                                          const std::vector<std::size_t>& places_before) {
    const auto at = entry(coding, edit, places_before);
    if (!at && touches(edit, places_before)) return std::nullopt;
    EditedCoding made;
    made.strand = coding.strand();
    made.whole_edit = at.has_value();
    const bool forward = made.strand == Strand::forward;
    const auto put_in = [&] {
        const std::size_t size = edit.replacement.size();
        made.bases += forward ? edit.replacement : domain::reverse_complement(edit.replacement);
        for (std::size_t i = 0; i < size; ++i)
            made.places.push_back(edit.begin + (forward ? i : size - 1 - i));
    };
    for (std::size_t i = 0; i <= places_before.size(); ++i) {
        if (at && i == *at) put_in();
        if (i == places_before.size() || (at && is_replaced(edit, places_before[i]))) continue;
        made.bases += coding.bases()[i];
        made.places.push_back(place_after(edit, places_before[i]));
    }
    return made;
}

}  // namespace strandline::edit
