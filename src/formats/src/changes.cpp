#include <strandline/formats/edits.hpp>

#include <strandline/base/text.hpp>

#include <array>
#include <charconv>

namespace strandline::formats {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::int64_t largest_position = std::int64_t{1} << 40;

struct Residue {
    std::string_view three;
    char one;
};
// IUPAC-IUB 1984; Ter and * for a stop, as HGVS writes it.
constexpr std::array residues = {
    Residue{"ala", 'A'}, Residue{"arg", 'R'}, Residue{"asn", 'N'}, Residue{"asp", 'D'}, Residue{"cys", 'C'},
    Residue{"gln", 'Q'}, Residue{"glu", 'E'}, Residue{"gly", 'G'}, Residue{"his", 'H'}, Residue{"ile", 'I'},
    Residue{"leu", 'L'}, Residue{"lys", 'K'}, Residue{"met", 'M'}, Residue{"phe", 'F'}, Residue{"pro", 'P'},
    Residue{"ser", 'S'}, Residue{"thr", 'T'}, Residue{"trp", 'W'}, Residue{"tyr", 'Y'}, Residue{"val", 'V'},
    Residue{"ter", '*'}, Residue{"stop", '*'}};

/// The residue that a text names in one letter or three; 0 for none.
char residue(std::string_view text) {
    if (text == "*" || text == "X") return '*';
    const std::string name = lower(text);
    for (const Residue& one : residues)
        if (name == one.three || (text.size() == 1 && upper(text)[0] == one.one)) return one.one;
    return 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class ChangeReader {
public:
    explicit ChangeReader(const EditText& text) : source_(text), text_(text.text()) {}

    Result<Change> read() {
        const std::size_t colon = subject_end();
        if (colon == npos || colon == 0 || colon + 1 == text_.size()) return form();
        change_.text = source_;
        change_.subject = std::string(text_.substr(0, colon));
        const std::string_view what = text_.substr(colon + 1);
        if (what == "start" || what == "stop") {
            change_.kind = what == "start" ? Change::Kind::gene_start : Change::Kind::gene_stop;
            return std::move(change_);
        }
        if (what.starts_with("p.")) return read_residue(what.substr(2));
        if (what.starts_with("g.")) return read_genomic(what.substr(2));
        if (is_digit(what.front())) return read_position(what);
        return read_residue(what);
    }

private:
    /// Names may hold colons: the subject ends where what can follow begins.
    std::size_t subject_end() const {
        const std::size_t colon = text_.rfind(':');
        if (colon == npos || colon == 0) return colon;
        const std::string_view last = text_.substr(colon + 1);
        const std::size_t before = text_.rfind(':', colon - 1);
        const bool after_position = before != npos && ends_position(before, colon);
        const bool has_more = last == "del" || (last.find('>') != npos && !last.starts_with("g.")) ||
                              (after_position && is_bases(last));
        if (has_more) return before;
        // contig:1234:A:G
        const std::size_t third = before == npos || before == 0 ? npos : text_.rfind(':', before - 1);
        const bool four = third != npos && is_bases(last) && ends_position(third, before) &&
                          is_bases(text_.substr(before + 1, colon - before - 1));
        return four ? third : colon;
    }

    static bool is_bases(std::string_view text) {
        return !text.empty() && text.find_first_not_of("ACGTacgt-") == npos;
    }
    /// Whether digits stand between two colons.
    bool ends_position(std::size_t colon, std::size_t next) const {
        const std::string_view digits = text_.substr(colon + 1, next - colon - 1);
        return !digits.empty() && digits.find_first_not_of("0123456789") == npos;
    }

    tl::unexpected<Error> form() const {
        return fail(
            Error::input("change.form", "this is no change that is understood")
                .at(source_.whole())
                .expected("gene:p.Q39*, contig:1234:A>G, contig:100-120:del, contig:100, gene:start or "
                          "gene:stop")
                .found("'{}'", text_.substr(0, 60))
                .mend("write the change in one of these forms; positions count from 1"));
    }

    std::size_t offset(std::string_view part) const {
        return static_cast<std::size_t>(part.data() - text_.data());
    }
    Place place(std::string_view part) const {
        return source_.place(offset(part), std::max<std::size_t>(part.size(), 1));
    }

    Result<std::int64_t> number(std::string_view digits) const {
        std::int64_t value = 0;
        const auto [end, slip] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (slip == std::errc() && end == digits.data() + digits.size() && value > 0 &&
            value < largest_position)
            return value;
        return fail(Error::input("change.number", "the change has no position")
                        .at(place(digits))
                        .expected("a whole number from 1 on")
                        .found("'{}'", digits)
                        .mend("count the position from 1"));
    }

    Result<char> residue_at(std::string_view name) const {
        if (const char one = residue(name)) return one;
        return fail(Error::input("change.residue", "'{}' is no amino acid", name)
                        .at(place(name))
                        .expected("one letter or three of the twenty amino acids, * or Ter for a stop")
                        .found("'{}'", name)
                        .mend("write for example p.Q39* or p.Gln39Ter"));
    }

    Result<Change> read_residue(std::string_view what) {
        const std::size_t first = what.find_first_of("0123456789");
        if (first == npos || first == 0) return form();
        const std::size_t last = std::min(what.find_first_not_of("0123456789", first), what.size());
        if (last == what.size()) return form();
        STRANDLINE_TRY(change_.from, residue_at(what.substr(0, first)));
        STRANDLINE_TRY(const std::int64_t position, number(what.substr(first, last - first)));
        STRANDLINE_TRY(change_.to, residue_at(what.substr(last)));
        if (change_.from == change_.to) return same(what);
        change_.kind = Change::Kind::residue;
        change_.begin = position - 1;
        change_.end = position;
        return std::move(change_);
    }

    /// 1234A>G
    Result<Change> read_genomic(std::string_view what) {
        const std::size_t digits = std::min(what.find_first_not_of("0123456789"), what.size());
        STRANDLINE_TRY(const std::int64_t position, number(what.substr(0, digits)));
        return read_bases(position, what.substr(digits));
    }

    Result<Change> read_position(std::string_view what) {
        const std::size_t colon = what.find(':');
        const std::string_view numbers = what.substr(0, colon);
        const std::size_t dash = numbers.find('-');
        STRANDLINE_TRY(const std::int64_t begin, number(numbers.substr(0, dash)));
        if (colon == npos) {
            if (dash != npos) return form();
            change_.kind = Change::Kind::place;
            change_.begin = begin - 1;
            change_.end = begin;
            return std::move(change_);
        }
        if (what.substr(colon + 1) != "del") {
            if (dash != npos) return form();
            return read_bases(begin, what.substr(colon + 1));
        }
        change_.kind = Change::Kind::deletion;
        change_.begin = begin - 1;
        change_.end = begin;
        if (dash != npos) { STRANDLINE_TRY(change_.end, number(numbers.substr(dash + 1))); }
        if (change_.end > change_.begin) return std::move(change_);
        return fail(Error::input("change.number", "the deletion ends before it begins")
                        .at(place(numbers))
                        .expected("first and last base, the smaller first")
                        .found("'{}'", numbers)
                        .mend("write the two positions the other way round"));
    }

    Result<std::string> bases(std::string_view letters) const {
        if (letters == "-") return std::string();
        const std::string upper_case = upper(letters);
        const std::size_t wrong = upper_case.find_first_not_of("ACGT");
        if (letters.empty())
            return fail(Error::input("change.letter", "the change has no bases on one side of '>'")
                            .at(place(letters))
                            .expected("A C G T, or - for none")
                            .found("nothing")
                            .mend("write REF>ALT, for example A>G, AC>- or ->TT"));
        if (wrong == npos) return upper_case;
        return fail(Error::input("change.letter", "'{}' is no base", letters[wrong])
                        .at(place(letters.substr(wrong, 1)))
                        .expected("A C G T, or - for none")
                        .found("'{}'", letters[wrong])
                        .mend("write each base as A, C, G or T"));
    }

    tl::unexpected<Error> cut_by_shell(std::string_view what) const {
        return fail(Error::input("change.form", "the change does not say what becomes of '{}'", what)
                        .at(place(what))
                        .expected("REF>ALT, or REF:ALT, behind the position")
                        .found("'{}' alone", what)
                        .mend("put the edit in quotes, as the shell takes > for itself: '{}>ALT'", text_));
    }

    Result<Change> read_bases(std::int64_t position, std::string_view what) {
        const std::size_t arrow = std::min(what.find('>'), what.find(':'));
        if (arrow == npos && is_bases(what)) return cut_by_shell(what);
        if (arrow == npos) return form();
        STRANDLINE_TRY(change_.ref, bases(what.substr(0, arrow)));
        STRANDLINE_TRY(change_.alt, bases(what.substr(arrow + 1)));
        if (change_.ref == change_.alt) return same(what);
        change_.kind = Change::Kind::bases;
        change_.begin = change_.ref.empty() ? position : position - 1;
        change_.end = change_.begin + static_cast<std::int64_t>(change_.ref.size());
        return std::move(change_);
    }

    tl::unexpected<Error> same(std::string_view what) const {
        return fail(Error::input("change.same", "the change changes nothing")
                        .at(place(what))
                        .expected("something else than what is there")
                        .found("'{}'", what)
                        .mend("write what is wanted behind the position"));
    }

    const EditText& source_;
    std::string_view text_;
    Change change_;
};

}  // namespace

Result<Change> parse_change(const EditText& text) { return ChangeReader(text).read(); }

}  // namespace strandline::formats
