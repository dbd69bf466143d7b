#include <strandline/formats/edits.hpp>

#include "names_seen.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/fasta.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/table.hpp>

namespace strandline::formats {

EditText::EditText(std::string name, std::string_view text, Place place) : name_(std::move(name)) {
    append(text, std::move(place));
}

EditText EditText::of_option(std::string name, std::string_view option, std::string_view text) {
    return {std::move(name), text, place_in_line(std::string(option), 1, text, 1, 1)};
}

void EditText::append(std::string_view text, Place place) {
    lines_.emplace_back(text_.size(), std::move(place));
    text_ += text;
}

Place EditText::place(std::size_t at, std::size_t length) const {
    if (lines_.empty()) return {};
    std::size_t line = lines_.size() - 1;
    while (line > 0 && lines_[line].first > at) --line;
    const std::size_t end = line + 1 < lines_.size() ? lines_[line + 1].first : text_.size();
    Place place = lines_[line].second;
    place.column += static_cast<std::int64_t>(at - lines_[line].first);
    place.length = static_cast<std::int64_t>(std::min(at + length, std::max(end, at + 1)) - at);
    return place;
}

namespace {

Error no_edit(const std::string& file) {
    return Error::input("edits.empty", "no edit is asked for")
        .at({.file = file})
        .expected("at least one edit")
        .found("none")
        .mend("write one edit a line, or a table with the columns name and edit");
}

class EditTexts {
public:
    void add(EditText text, const Place& name_place) {
        names_.add(text.name(), name_place, errors_, "edits.duplicate");
        texts_.push_back(std::move(text));
    }
    bool full() const { return errors_.full(); }
    Result<std::vector<EditText>> take(const std::string& file) && {
        if (texts_.empty() && !errors_.any()) return fail(no_edit(file));
        if (errors_.any()) return fail(errors_.take());
        return std::move(texts_);
    }

private:
    NamesSeen names_;
    Errors errors_;
    std::vector<EditText> texts_;
};

Result<std::vector<EditText>> read_records(const Source& source) {
    LineReader in(source);
    EditTexts texts;
    std::optional<EditText> record;
    Place name_place;
    const auto finish = [&] {
        if (record) texts.add(std::move(*record), name_place);
        record.reset();
    };
    while (!texts.full() && in.next()) {
        const std::string_view line = trim(in.line());
        if (line.empty()) continue;
        if (line.starts_with('>')) {
            finish();
            const std::string_view header = trim(line.substr(1));
            const std::string_view name = header.substr(0, header.find_first_of(" \t"));
            name_place = in.place_of(name);
            record = EditText(std::string(name), "", name_place);
        } else if (record) {
            record->append(line, in.place_of(line));
        }
    }
    STRANDLINE_CHECK(in.status());
    finish();
    return std::move(texts).take(source.name());
}

Result<std::vector<EditText>> read_table(const Source& source) {
    STRANDLINE_TRY(TableReader table, TableReader::open(source));
    STRANDLINE_TRY(const std::size_t name, table.column("name"));
    std::optional<std::size_t> edit = table.find_column("sequence");
    if (!edit) { STRANDLINE_TRY(edit, table.column("edit")); }
    EditTexts texts;
    while (!texts.full()) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        texts.add({std::string(table.text(name)), table.text(*edit), table.place(*edit)}, table.place(name));
    }
    return std::move(texts).take(source.name());
}

Result<std::vector<EditText>> read_lines(const Source& source) {
    LineReader in(source);
    EditTexts texts;
    std::size_t count = 0;
    while (!texts.full() && in.next()) {
        const std::string_view line = trim(in.line().substr(0, in.line().find('#')));
        if (line.empty()) continue;
        texts.add({format("e{}", ++count), line, in.place_of(line)}, in.place_of(line));
    }
    STRANDLINE_CHECK(in.status());
    return std::move(texts).take(source.name());
}

/// '>' where the first line that says something begins a record; a tab where it is a header.
Result<char> layout(const Source& source) {
    LineReader in(source);
    while (in.next()) {
        const std::string_view line = trim(in.line());
        if (line.empty() || line.starts_with('#')) continue;
        return line.starts_with('>') ? '>' : in.line().find('\t') != std::string_view::npos ? '\t' : ' ';
    }
    STRANDLINE_CHECK(in.status());
    return ' ';
}

}  // namespace

Result<std::vector<EditText>> read_edit_texts(const Source& source) {
    STRANDLINE_TRY(const char kind, layout(source));
    return kind == '>' ? read_records(source) : kind == '\t' ? read_table(source) : read_lines(source);
}

Result<std::string> read_insert(const Source& source) {
    if (recognise(source) == "fasta") {
        STRANDLINE_TRY(const domain::Genome genome, read_fasta(source));
        if (genome.contigs.size() > 1)
            return fail(Error::input("insert.several", "the file holds {} sequences", genome.contigs.size())
                            .at({.file = source.name()})
                            .expected("the one to insert")
                            .found("{}", genome.contigs.size())
                            .mend("leave one record in the file"));
        const std::string& bases = genome.contigs.front().bases;
        const std::size_t wrong = bases.find_first_not_of("ACGT");
        if (wrong == std::string::npos) return bases;
        return fail(Error::input("insert.letter", "'{}' is no base that can be inserted", bases[wrong])
                        .at({.file = source.name(), .record = genome.contigs.front().name})
                        .expected("A C G T only")
                        .found("'{}' at base {}", bases[wrong], wrong + 1)
                        .mend("write the base that is meant"));
    }
    LineReader in(source);
    std::string bases;
    while (in.next()) {
        const std::string_view line = trim(in.line());
        // A sequence in a file may go over several lines; words of a list are several inserts.
        if (!line.empty() && !bases.empty() && source.name().starts_with("--"))
            return fail(Error::input("insert.several", "several inserts are given")
                            .at(in.place_of(line))
                            .expected("the one to insert")
                            .found("another one")
                            .mend("make a donor for each of them"));
        const std::string letters = upper(line);
        if (const std::size_t wrong = letters.find_first_not_of("ACGT"); wrong != std::string::npos)
            return fail(Error::input("insert.letter", "'{}' is no base that can be inserted", line[wrong])
                            .at(in.place_of(line.substr(wrong, 1)))
                            .expected("A C G T only")
                            .found("'{}'", line[wrong])
                            .mend("give DNA bases, or the name of a FASTA file"));
        bases += letters;
    }
    STRANDLINE_CHECK(in.status());
    if (!bases.empty()) return bases;
    return fail(Error::input("insert.empty", "there is nothing to insert")
                    .at({.file = source.name()})
                    .expected("at least one base")
                    .found("none")
                    .mend("give the bases to insert"));
}

}  // namespace strandline::formats
