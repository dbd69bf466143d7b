#include <strandline/formats/fastq.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t chunk = 1 << 20;
constexpr std::size_t longest_record = 1 << 30;
constexpr int lines_a_record = 4;
constexpr char lowest_quality = '!', highest_quality = '~';

/// 1 for a letter that a read may hold.
constexpr std::array<std::uint8_t, 256> make_base_table() {
    std::array<std::uint8_t, 256> table{};
    for (const char base : std::string_view("ACGTNacgtn.")) table[static_cast<unsigned char>(base)] = 1;
    return table;
}
constexpr std::array<std::uint8_t, 256> is_base = make_base_table();

std::size_t first_wrong_base(std::string_view bases) {
    unsigned all = 1;
    for (const char base : bases) all &= is_base[static_cast<unsigned char>(base)];
    if (all) return std::string_view::npos;
    return static_cast<std::size_t>(
        std::ranges::find_if(bases, [](char c) { return !is_base[static_cast<unsigned char>(c)]; }) -
        bases.begin());
}

std::size_t first_wrong_quality(std::string_view quality) {
    unsigned wrong = 0;
    for (const char letter : quality)
        wrong |= static_cast<unsigned char>(letter - lowest_quality) > highest_quality - lowest_quality;
    if (!wrong) return std::string_view::npos;
    return static_cast<std::size_t>(std::ranges::find_if(quality,
                                                         [](char c) {
                                                             return static_cast<unsigned char>(
                                                                        c - lowest_quality) >
                                                                    highest_quality - lowest_quality;
                                                         }) -
                                    quality.begin());
}

std::string_view first_word(std::string_view line) { return line.substr(0, line.find_first_of(" \t")); }

/// A record's name without the mate's number.
std::string_view pair_name(std::string_view name) {
    return name.ends_with("/1") || name.ends_with("/2") ? name.substr(0, name.size() - 2) : name;
}

}  // namespace

Place FastqBatch::place(std::size_t record) const {
    const std::string_view name = records_[record].name;
    return place_in_line(file_, first_line_ + static_cast<std::int64_t>(record) * lines_a_record,
                         "@" + std::string(name), 1, static_cast<std::int64_t>(name.size()) + 1);
}

struct FastqReader::State {
    ByteReader bytes;
    std::string name;
    std::string rest;       // read, and not yet part of a record
    std::int64_t line = 1;  // of what comes next
    bool at_end = false;

    explicit State(const Source& source) : bytes(source), name(source.name()) {}

    Place place(int line_of_record, std::string_view text, std::size_t column = 0,
                std::size_t length = 0) const {
        Place made = place_in_line(name, line + line_of_record, text.substr(0, longest_shown),
                                   static_cast<std::int64_t>(column), static_cast<std::int64_t>(length));
        return made;
    }
    static constexpr std::size_t longest_shown = 4096;

    /// Appends more bytes to `text`; false at the end.
    Result<bool> fetch(std::string& text) {
        if (at_end) return false;
        const std::size_t before = text.size();
        text.resize(before + chunk);
        auto got = bytes.read(std::span(text).subspan(before));
        text.resize(before + (got ? *got : 0));
        if (!got) {
            Error error = std::move(got).error();
            if (error.place().line == 0 && line > 1) {
                Place where = error.place();
                where.record = format("after line {}", line - 1);
                error.at(std::move(where));
            }
            return fail(std::move(error));
        }
        if (*got == 0) at_end = true;
        return *got > 0;
    }

    Error wrong_header(std::string_view text) const {
        return Error::input("fastq.header", "a record does not begin with '@'")
            .at(place(0, text, 1))
            .expected("'@' and the read's name")
            .found("{}", text.empty()     ? "an empty line"
                         : text[0] == '>' ? "'>', as in FASTA"
                                          : "'" + printable(text.substr(0, 1)) + "'")
            .mend("{}",
                  text.starts_with('>')
                      ? "give the reads with their qualities, as FASTQ"
                      : "records have four lines each; fetch the file again where it was cut or joined");
    }
    Error wrong_letter(std::string_view text, std::size_t at) const {
        return Error::input("fastq.letter", "'{}' is no base of a read", printable(text.substr(at, 1)))
            .at(place(1, text, at + 1))
            .expected("A C G T or N")
            .found("'{}'", printable(text.substr(at, 1)))
            .mend("fetch the file again; where it is damaged, base calls are lost");
    }
    Error wrong_plus(std::string_view text) const {
        return Error::input("fastq.plus", "the third line of a record does not begin with '+'")
            .at(place(2, text, 1))
            .expected("'+'")
            .found("{}",
                   text.empty() ? std::string("an empty line") : "'" + printable(text.substr(0, 1)) + "'")
            .mend("bases and qualities stand on one line each: join wrapped lines");
    }
    Error wrong_length(std::string_view bases, std::string_view quality) const {
        return Error::input("fastq.length", "a read has {} and {}", counted(bases.size(), "base"),
                            counted(quality.size(), "quality letter"))
            .at(place(3, quality, std::min(bases.size(), quality.size()) + 1))
            .expected("{}", counted(bases.size(), "quality letter"))
            .found("{}", quality.size())
            .mend("fetch the file again: a line was cut, or two files were mixed");
    }
    Error wrong_quality(std::string_view text, std::size_t at) const {
        return Error::input("fastq.quality", "a quality letter is out of range")
            .at(place(3, text, at + 1))
            .expected("'!' to '~' (Phred + 33)")
            .found("'{}'", printable(text.substr(at, 1)))
            .mend("fetch the file again; where it is damaged, qualities are lost");
    }
    Error truncated(int lines) const {
        return Error::input("fastq.truncated", "the file ends inside a record")
            .at(place(lines, {}))
            .expected("four lines a record")
            .found("{} of the last record", counted(static_cast<std::uint64_t>(lines), "line"))
            .mend("fetch the file again: it was cut");
    }
    Error endless() const {
        return Error::input("fastq.line", "a record is longer than 1 GiB")
            .at(place(0, {}))
            .expected("reads of a sequencer")
            .found("no line end for long")
            .mend("check that this is the file you meant");
    }

    /// Checks one record and cuts it; the lines are without their ends.
    Result<FastqRecord> record(const std::array<std::string_view, 4>& lines) const {
        if (!lines[0].starts_with('@')) return fail(wrong_header(lines[0]));
        if (!lines[2].starts_with('+')) return fail(wrong_plus(lines[2]));
        if (const std::size_t at = first_wrong_base(lines[1]); at != std::string_view::npos)
            return fail(wrong_letter(lines[1], at));
        if (lines[1].size() != lines[3].size()) return fail(wrong_length(lines[1], lines[3]));
        if (const std::size_t at = first_wrong_quality(lines[3]); at != std::string_view::npos)
            return fail(wrong_quality(lines[3], at));
        return FastqRecord{first_word(lines[0].substr(1)), lines[1], lines[3]};
    }
};

FastqReader::FastqReader(const Source& source) : state_(std::make_unique<State>(source)) {}
FastqReader::~FastqReader() = default;
FastqReader::FastqReader(FastqReader&&) noexcept = default;
FastqReader& FastqReader::operator=(FastqReader&&) noexcept = default;

const std::string& FastqReader::name() const { return state_->name; }

namespace {

std::string_view cut_line(std::string_view text, const std::vector<std::size_t>& ends, std::size_t line) {
    const std::size_t begin = line == 0 ? 0 : ends[line - 1] + 1;
    std::string_view cut = text.substr(begin, ends[line] - begin);
    if (cut.ends_with('\r')) cut.remove_suffix(1);
    return cut;
}

/// Borders of lines found so far in a growing text.
struct LineEnds {
    std::vector<std::size_t> ends;  // of lines, where the '\n' stands
    std::size_t searched = 0;

    void look(std::string_view text, std::size_t most) {
        while (ends.size() < most) {
            const void* at = std::memchr(text.data() + searched, '\n', text.size() - searched);
            if (!at) {
                searched = text.size();
                return;
            }
            ends.push_back(static_cast<std::size_t>(static_cast<const char*>(at) - text.data()));
            searched = ends.back() + 1;
        }
    }

    /// Empty lines at the end of a file are no records.
    void drop_empty_tail(std::string_view text) {
        while (!ends.empty()) {
            const std::size_t header = (ends.size() - 1) / lines_a_record * lines_a_record;
            if (!cut_line(text, ends, header).empty() || !cut_line(text, ends, ends.size() - 1).empty())
                return;
            ends.pop_back();
        }
    }
};

}  // namespace

Result<bool> FastqReader::read(FastqBatch& into, std::size_t most) {
    State& state = *state_;
    into.file_ = state.name;
    into.first_line_ = state.line;
    into.records_.clear();
    into.text_ = std::move(state.rest);
    state.rest.clear();
    LineEnds lines;
    const std::size_t wanted = most * lines_a_record;
    for (;;) {
        lines.look(into.text_, wanted);
        if (lines.ends.size() == wanted) break;
        if (into.text_.size() > longest_record && lines.ends.size() < lines_a_record)
            return fail(state.endless());
        STRANDLINE_TRY(const bool more, state.fetch(into.text_));
        if (more) continue;
        const std::size_t used = lines.ends.empty() ? 0 : lines.ends.back() + 1;
        if (used < into.text_.size()) lines.ends.push_back(into.text_.size());  // the last line has no end
        lines.drop_empty_tail(into.text_);
        break;
    }
    const std::size_t used = lines.ends.empty() ? 0 : std::min(lines.ends.back() + 1, into.text_.size());
    if (lines.ends.size() == wanted) {
        state.rest.assign(into.text_, used);
        into.text_.resize(used);
    }
    const std::string_view text = into.text_;
    into.records_.reserve(lines.ends.size() / lines_a_record);
    for (std::size_t line = 0; line < lines.ends.size(); line += lines_a_record) {
        std::array<std::string_view, 4> four;
        for (std::size_t i = 0; i < 4 && line + i < lines.ends.size(); ++i)
            four[i] = cut_line(text, lines.ends, line + i);
        if (line + 4 > lines.ends.size()) {
            if (!four[0].starts_with('@')) return fail(state.wrong_header(four[0]));
            return fail(state.truncated(static_cast<int>(lines.ends.size() - line)));
        }
        STRANDLINE_TRY(const FastqRecord record, state.record(four));
        into.records_.push_back(record);
        state.line += lines_a_record;
    }
    return !into.records_.empty();
}

Result<bool> FastqPairReader::read(FastqBatch& first, FastqBatch& second, std::size_t most) {
    STRANDLINE_TRY(const bool more, first_.read(first, most));
    STRANDLINE_TRY(const bool more_too, second_.read(second, most));
    const std::size_t one = first.records().size(), two = second.records().size();
    for (std::size_t i = 0; i < std::min(one, two); ++i) {
        const std::string_view name = first.records()[i].name, other = second.records()[i].name;
        if (pair_name(name) == pair_name(other)) continue;
        return fail(Error::input("fastq.names", "the mates of a pair bear different names")
                        .at(second.place(i))
                        .also_at(first.place(i))
                        .expected("'{}', as in {}", printable(pair_name(name)), first_.name())
                        .found("'{}'", printable(other))
                        .mend("give the two files of one sequencing run, records in the same order"));
    }
    if (one != two) {
        const bool second_is_longer = two > one;
        const FastqBatch& longer = second_is_longer ? second : first;
        const FastqReader& shorter = second_is_longer ? first_ : second_;
        return fail(Error::input("fastq.pairs", "a read has no mate: {} ends first", shorter.name())
                        .at(longer.place(std::min(one, two)))
                        .expected("as many records in both files")
                        .found("the end of {}", shorter.name())
                        .mend("fetch the shorter file again, or filter both files together"));
    }
    return more && more_too;
}

}  // namespace strandline::formats
