#include <strandline/formats/guides.hpp>

#include "guide_list.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

/// Where a header with `id` and `spacer` parts its columns by something else than tabs; "" where it does not.
std::string_view wrong_separator(std::string_view header) {
    constexpr std::string_view separators = " ,;";
    bool id = false, spacer = false;
    for (std::string_view rest = header; !rest.empty();) {
        const std::size_t end = std::min(rest.find_first_of(separators), rest.size());
        const std::string word = lower(rest.substr(0, end));
        id |= word == "id";
        spacer |= word == "spacer";
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return id && spacer ? header.substr(header.find_first_of(separators), 1) : std::string_view{};
}

Error parted_wrongly(const LineReader& in, std::string_view separator) {
    return Error::input("guides.header", "the columns are not parted by tabs")
        .at(in.place_of(separator))
        .expected("a header with id and spacer, parted by tabs")
        .found("{}", separator == " "   ? "a blank"
                     : separator == "," ? "a comma"
                                        : "a semicolon")
        .mend("write the table with a tab between columns, in the header and in every row");
}

/// Whether the first line that says something is a header with `id` and `spacer`.
Result<bool> is_table(const Source& source) {
    LineReader in(source);
    while (in.next()) {
        const std::string_view line = trim(in.line());
        if (line.empty() || line.starts_with('#')) continue;
        if (in.line().find('\t') != std::string_view::npos || line == "spacer" || line == "id") return true;
        if (const auto separator = wrong_separator(line); !separator.empty())
            return fail(parted_wrongly(in, separator));
        return false;
    }
    STRANDLINE_CHECK(in.status());
    return false;
}

/// Nothing where the table says nothing of it, or an empty cell or NA.
Result<std::optional<GuidePlace>> place_of(const TableReader& table) {
    const auto contig = table.find_column("contig"), start = table.find_column("start"),
               strand = table.find_column("strand");
    if (!contig || !start || !strand) return std::nullopt;
    const std::string_view name = table.text(*contig), side = table.text(*strand);
    if (name.empty() || name == "NA" || table.text(*start).empty() || table.text(*start) == "NA")
        return std::nullopt;
    STRANDLINE_TRY(const std::int64_t begin, table.integer(*start));
    if (side != "+" && side != "-") return std::nullopt;
    return GuidePlace{std::string(name), begin,
                      side == "+" ? domain::Strand::forward : domain::Strand::reverse};
}

Result<PlacedGuides> read_table(const Source& source) {
    STRANDLINE_TRY(TableReader table, TableReader::open(source));
    STRANDLINE_TRY(const std::size_t id, table.column("id"));
    STRANDLINE_TRY(const std::size_t spacer, table.column("spacer"));
    GuideList guides;
    std::vector<std::optional<GuidePlace>> places;
    while (!guides.full()) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        guides.add(table.text(id), table.place(id), table.text(spacer), table.place(spacer));
        STRANDLINE_TRY(auto place, place_of(table));
        places.push_back(std::move(place));
    }
    STRANDLINE_TRY(std::vector<domain::Guide> taken, std::move(guides).take(source.name()));
    return PlacedGuides{std::move(taken), std::move(places)};
}

Result<PlacedGuides> read_lines(const Source& source) {
    LineReader in(source);
    GuideList guides;
    std::size_t count = 0;
    while (!guides.full() && in.next()) {
        const std::string_view line = in.line();
        const std::string_view spacer = trim(line.substr(0, line.find('#')));
        if (spacer.empty()) continue;
        guides.add(format("g{}", ++count), in.place_of(spacer), spacer, in.place_of(spacer));
    }
    STRANDLINE_CHECK(in.status());
    STRANDLINE_TRY(std::vector<domain::Guide> taken, std::move(guides).take(source.name()));
    const std::size_t number = taken.size();
    return PlacedGuides{std::move(taken), std::vector<std::optional<GuidePlace>>(number)};
}

}  // namespace

Result<std::string> parse_spacer(std::string_view text, const Place& place) {
    std::string spacer = upper(text);
    const std::size_t wrong = spacer.find_first_not_of("ACGT");
    if (wrong != std::string::npos) {
        Place at = place;
        if (at.column > 0) at.column += static_cast<std::int64_t>(wrong);
        at.length = 1;
        const char letter = text[wrong];
        const bool blank = letter == ' ' || letter == '\t' || letter == ',' || letter == ';';
        return fail(Error::input("guide.letter", "'{}' is no base of a spacer", letter)
                        .at(std::move(at))
                        .expected("A C G T only")
                        .found("'{}'", letter)
                        .mend("{}", spacer[wrong] == 'U' ? "write DNA: T for U"
                                    : spacer[wrong] == 'N'
                                        ? "write the spacer without its PAM; the PAM is given with --pam"
                                    : blank ? "write one spacer a line; for ids give a table with the "
                                              "columns id and spacer, parted by tabs"
                                            : "write each base as A, C, G or T"));
    }
    if (spacer.size() < shortest_spacer || spacer.size() > longest_spacer)
        return fail(Error::input("guide.length", "the spacer is {} nt long", spacer.size())
                        .at(place)
                        .expected("{} to {} nt, without the PAM", shortest_spacer, longest_spacer)
                        .found("{} nt", spacer.size())
                        .mend("{}", spacer.size() < shortest_spacer ? "give the whole spacer"
                                                                    : "leave the PAM and the scaffold out"));
    return spacer;
}

void GuideList::add(std::string_view id, const Place& id_place, std::string_view text,
                    const Place& spacer_place) {
    auto spacer = parse_spacer(text, spacer_place);
    if (!spacer) return errors_.add(std::move(spacer).error());
    if (id.empty())
        return errors_.add(Error::input("guide.id", "the guide has no id")
                               .at(id_place)
                               .expected("an id")
                               .found("nothing")
                               .mend("name each guide"));
    names_.add(id, id_place, errors_, "guide.duplicate");
    if (guides_.empty())
        first_ = spacer_place;
    else if (guides_.front().spacer.size() != spacer->size())
        return other_length(spacer->size(), spacer_place);
    guides_.push_back({std::string(id), std::move(*spacer)});
}

void GuideList::other_length(std::size_t length, const Place& place) {
    Error error = Error::input("guide.lengths", "the spacers are not of one length")
                      .at(place)
                      .expected("{} nt as in the first guide", guides_.front().spacer.size())
                      .found("{} nt", length)
                      .mend("search guides of different lengths one after the other");
    error.also_at(first_);
    errors_.add(std::move(error));
}

Result<std::vector<domain::Guide>> GuideList::take(const std::string& file) && {
    if (guides_.empty() && !errors_.any())
        return fail(Error::input("guides.empty", "the file holds no guide")
                        .at({.file = file})
                        .expected("at least one spacer")
                        .found("none")
                        .mend("write one spacer a line, or a table with the columns id and spacer"));
    if (errors_.any()) return fail(errors_.take());
    return std::move(guides_);
}

Result<PlacedGuides> read_placed_guides(const Source& source) {
    STRANDLINE_TRY(const bool table, is_table(source));
    return table ? read_table(source) : read_lines(source);
}

Result<std::vector<domain::Guide>> read_guides(const Source& source) {
    STRANDLINE_TRY(PlacedGuides placed, read_placed_guides(source));
    return std::move(placed.guides);
}

}  // namespace strandline::formats
