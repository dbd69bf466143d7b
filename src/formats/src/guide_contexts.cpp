#include <strandline/formats/guide_contexts.hpp>

#include "names_seen.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/table.hpp>

#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t with_flanks = 30, without_flanks = 23;

/// What is wrong with a sequence that is not of two lengths and A C G T with NGG in its place.
std::optional<Error> fault_of(std::string_view text, const std::string& bases, const Place& place) {
    if (const std::size_t wrong = bases.find_first_not_of("ACGT"); wrong != std::string::npos) {
        Place at = place;
        if (at.column > 0) at.column += static_cast<std::int64_t>(wrong);
        at.length = 1;
        const bool is_sequence = bases.find_first_not_of("ACGTUN") == std::string::npos;
        return Error::input("context.letter", "'{}' is no base that can be scored", text[wrong])
            .at(std::move(at))
            .expected("A C G T only")
            .found("'{}'", text[wrong])
            .mend("{}", !is_sequence          ? "write each base as A, C, G or T, one sequence a line"
                        : bases[wrong] == 'U' ? "write DNA: T for U"
                                              : "give the genome's own bases, the PAM's first one too");
    }
    if (bases.size() != with_flanks && bases.size() != without_flanks)
        return Error::input("context.length", "the sequence is {} nt long", bases.size())
            .at(place)
            .expected("30 nt (4 bases, spacer of 20, NGG, 3 bases), or 23 nt (spacer and NGG)")
            .found("{} nt", bases.size())
            .mend("cut the sequence so that the PAM is at bases 25 to 27, or 21 to 23 without flanks");
    const std::size_t pam = bases.size() == with_flanks ? 24 : 20;
    if (bases.compare(pam + 1, 2, "GG") == 0) return std::nullopt;
    Place at = place;
    if (at.column > 0) at.column += static_cast<std::int64_t>(pam);
    at.length = 3;
    return Error::input("context.pam", "the PAM is {}", bases.substr(pam, 3))
        .at(std::move(at))
        .expected("NGG at bases {} to {}: the score is for SpCas9", pam + 1, pam + 3)
        .found("{}", bases.substr(pam, 3))
        .mend("check strand and frame of the sequence, or leave the guide out");
}

class ContextList {
public:
    void add(std::string_view id, const Place& id_place, std::string_view text, const Place& place,
             std::optional<double> percent = std::nullopt) {
        std::string bases = upper(text);
        if (auto fault = fault_of(text, bases, place)) return errors_.add(std::move(*fault));
        if (id.empty())
            return errors_.add(Error::input("context.id", "the sequence has no id")
                                   .at(id_place)
                                   .expected("an id")
                                   .found("nothing")
                                   .mend("name each sequence"));
        names_.add(id, id_place, errors_, "context.duplicate");
        contexts_.push_back({std::string(id), std::move(bases), percent});
    }
    void add(Error error) { errors_.add(std::move(error)); }
    bool full() const { return errors_.full(); }

    Result<std::vector<GuideContext>> take(const std::string& file) && {
        if (errors_.any()) return fail(errors_.take());
        if (contexts_.empty())
            return fail(
                Error::input("contexts.empty", "the file holds no sequence")
                    .at({.file = file})
                    .expected("at least one sequence of 30 nt")
                    .found("none")
                    .mend("write one sequence a line, FASTA, or a table with the columns id and sequence"));
        return std::move(contexts_);
    }

private:
    std::vector<GuideContext> contexts_;
    NamesSeen names_;
    Errors errors_;
};

enum class Layout { lines, fasta, table };

/// By the first line that says something.
Result<Layout> layout_of(const Source& source) {
    LineReader in(source);
    while (in.next()) {
        const std::string_view line = trim(in.line());
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with('>')) return Layout::fasta;
        const bool table =
            in.line().find('\t') != std::string_view::npos || line == "sequence" || line == "id";
        return table ? Layout::table : Layout::lines;
    }
    STRANDLINE_CHECK(in.status());
    return Layout::lines;
}

Result<std::optional<double>> percent_of(const TableReader& table, std::size_t column) {
    if (table.text(column).empty() || table.text(column) == "NA") return std::optional<double>();
    STRANDLINE_TRY(const double percent, table.number(column));
    if (percent >= 0 && percent <= 100) return std::optional(percent);
    return fail(
        Error::input("context.percent", "a cut cannot be at {} % of the coding sequence", table.text(column))
            .at(table.place(column))
            .expected("0 to 100, or NA")
            .found("{}", table.text(column))
            .mend("correct the cell"));
}

Result<std::vector<GuideContext>> read_table(const Source& source) {
    STRANDLINE_TRY(TableReader table, TableReader::open(source));
    STRANDLINE_TRY(const std::size_t id, table.column("id"));
    STRANDLINE_TRY(const std::size_t sequence, table.column("sequence"));
    const auto percent_column = table.find_column("cds_percent");
    ContextList contexts;
    while (!contexts.full()) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        std::optional<double> percent;
        if (percent_column) {
            auto read = percent_of(table, *percent_column);
            if (!read) {
                contexts.add(std::move(read).error());
                continue;
            }
            percent = *read;
        }
        contexts.add(table.text(id), table.place(id), table.text(sequence), table.place(sequence), percent);
    }
    return std::move(contexts).take(source.name());
}

Result<std::vector<GuideContext>> read_lines(const Source& source) {
    LineReader in(source);
    ContextList contexts;
    std::size_t count = 0;
    while (!contexts.full() && in.next()) {
        const std::string_view text = trim(in.line().substr(0, in.line().find('#')));
        if (text.empty()) continue;
        contexts.add(format("s{}", ++count), in.place_of(text), text, in.place_of(text));
    }
    STRANDLINE_CHECK(in.status());
    return std::move(contexts).take(source.name());
}

/// One record of FASTA, its lines joined. Errors stand at its first line of bases.
struct Record {
    std::string id, bases;
    Place id_place, place;
};

Result<std::vector<GuideContext>> read_fasta_records(const Source& source) {
    LineReader in(source);
    ContextList contexts;
    std::optional<Record> record;
    const auto end_record = [&] {
        if (record) contexts.add(record->id, record->id_place, record->bases, record->place);
        record.reset();
    };
    while (!contexts.full() && in.next()) {
        const std::string_view line = trim(in.line());
        if (line.starts_with('>')) {
            end_record();
            const std::string_view header = trim(line.substr(1));
            const std::string_view id = header.substr(0, header.find_first_of(" \t"));
            record = Record{std::string(id), {}, in.place(1), in.place(1)};
        } else if (record && !line.empty()) {
            if (record->bases.empty()) record->place = in.place_of(line);
            record->bases += line;
        }
    }
    STRANDLINE_CHECK(in.status());
    if (!contexts.full()) end_record();
    return std::move(contexts).take(source.name());
}

}  // namespace

Result<std::vector<GuideContext>> read_guide_contexts(const Source& source) {
    STRANDLINE_TRY(const Layout layout, layout_of(source));
    if (layout == Layout::table) return read_table(source);
    return layout == Layout::fasta ? read_fasta_records(source) : read_lines(source);
}

}  // namespace strandline::formats
