#include <strandline/formats/site_pairs.hpp>

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t shortest = 20, longest = 35;

Place letter_place(const TableReader& table, std::size_t column, std::size_t index) {
    Place place = table.place(column);
    if (place.column > 0) place.column += static_cast<std::int64_t>(index);
    place.length = 1;
    return place;
}

/// The index of the first letter that may not be there, or npos.
std::size_t wrong_letter(std::string_view text, bool is_guide) {
    const std::size_t spacer = text.size() - pair_pam_length;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        const bool plain = std::string_view("ACGTacgt").find(letter) != std::string_view::npos;
        const bool code = domain::base_set(letter) != 0 && letter != 'U' && letter != 'u';
        const bool fits = i < spacer ? letter == '-' || (is_guide ? plain : code) : code;
        if (!fits) return i;
    }
    return std::string_view::npos;
}

std::optional<Error> fault_of_letters(const TableReader& table, std::size_t column, bool is_guide) {
    const std::string_view text = table.text(column);
    const std::size_t wrong = wrong_letter(text, is_guide);
    if (wrong == std::string_view::npos) return std::nullopt;
    const char letter = text[wrong];
    const std::string_view what = is_guide ? "guide" : "site";
    return Error::input("pair.letter", "'{}' does not belong into a {}", letter, what)
        .at(letter_place(table, column, wrong))
        .expected("{}, then a PAM of 3 bases", is_guide ? "A C G T, - at bulges" : "bases, - at bulges")
        .found("'{}'", letter)
        .mend("{}", letter == 'U' || letter == 'u' ? "write DNA: T for U"
                    : letter == '-' ? format("end the {} with its PAM, which has no bulge", what)
                                    : "correct the letter");
}

std::optional<Error> fault_of(const TableReader& table, std::size_t guide, std::size_t site) {
    const std::string_view spacer = table.text(guide), other = table.text(site);
    if (spacer.size() < shortest || spacer.size() > longest)
        return Error::input("pair.length", "the guide is {} nt long with its PAM", spacer.size())
            .at(table.place(guide))
            .expected("{} to {} nt: spacer and PAM, scores are for 20 + 3", shortest, longest)
            .found("{} nt", spacer.size())
            .mend("give the whole spacer and its PAM, such as NGG");
    if (spacer.size() != other.size())
        return Error::input("pair.length", "guide and site differ in length")
            .at(table.place(site))
            .expected("{} nt as the guide", spacer.size())
            .found("{} nt", other.size())
            .mend("give both with the PAM, and with '-' where one lacks a base");
    if (auto fault = fault_of_letters(table, guide, true)) return fault;
    if (auto fault = fault_of_letters(table, site, false)) return fault;
    for (std::size_t i = 0; i < spacer.size(); ++i)
        if (spacer[i] == '-' && other[i] == '-')
            return Error::input("pair.gap", "guide and site both lack this base")
                .at(letter_place(table, site, i))
                .expected("a base in one of them")
                .found("'-' in both")
                .mend("remove the column from both");
    return std::nullopt;
}

}  // namespace

Result<std::vector<SitePair>> read_site_pairs(const Source& source) {
    STRANDLINE_TRY(TableReader table, TableReader::open(source));
    STRANDLINE_TRY(const std::size_t guide, table.column("guide"));
    STRANDLINE_TRY(const std::size_t site, table.column("site"));
    std::vector<SitePair> pairs;
    Errors errors;
    while (!errors.full()) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        if (auto fault = fault_of(table, guide, site))
            errors.add(std::move(*fault));
        else
            pairs.push_back({upper(table.text(guide)), std::string(table.text(site))});
    }
    if (errors.any()) return fail(errors.take());
    if (pairs.empty())
        return fail(Error::input("pairs.empty", "the table holds no pair")
                        .at({.file = source.name()})
                        .expected("at least one row with guide and site")
                        .found("the header only")
                        .mend("write one pair a row"));
    return pairs;
}

}  // namespace strandline::formats
