#include <strandline/formats/edits.hpp>

#include <strandline/base/text.hpp>

namespace strandline::formats {
namespace {

constexpr std::size_t npos = std::string_view::npos;

class MarkedReader {
public:
    explicit MarkedReader(const EditText& text) : text_(text), letters_(upper(text.text())) {}

    Result<MarkedSequence> read() {
        while (at_ < letters_.size()) {
            if (letters_[at_] == '(') {
                STRANDLINE_CHECK(read_edit());
            } else {
                STRANDLINE_CHECK(check_base(at_, "edit.letter"));
                add(letters_.substr(at_, 1), letters_.substr(at_, 1));
                ++at_;
            }
        }
        if (edits_ == 0)
            return fail(Error::input("edit.none", "the sequence marks no edit")
                            .at(text_.whole())
                            .expected("(REF/ALT), (+INSERT) or (-DELETED) in the sequence")
                            .found("bases only")
                            .mend("mark what is to change, for example ACGT(A/G)CCTA"));
        return MarkedSequence{std::move(before_), std::move(after_), text_};
    }

private:
    void add(std::string_view before, std::string_view after) {
        before_ += before;
        after_ += after;
    }

    Result<void> check_base(std::size_t at, std::string code) {
        const char letter = letters_[at];
        if (std::string_view("ACGT").find(letter) != npos) return {};
        if (letter == ')')
            return fail(Error::input("edit.parenthesis", "a parenthesis closes that none opened")
                            .at(text_.place(at))
                            .expected("'(' before it")
                            .found("')'")
                            .mend("open the edit, or remove the parenthesis"));
        const bool mark = letter == '/' || letter == '+' || letter == '-';
        return fail(Error::input(std::move(code), "'{}' is no base", text_.text()[at])
                        .at(text_.place(at))
                        .expected("A C G T only")
                        .found("'{}'", text_.text()[at])
                        .mend("{}", mark            ? "put the edit in parentheses: (A/G), (+ACG), (-ACG)"
                                    : letter == 'U' ? "write DNA: T for U"
                                                    : "write each base as A, C, G or T"));
    }

    /// The bases from `begin` on, up to `end`.
    Result<std::string> bases(std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) STRANDLINE_CHECK(check_base(i, "edit.letter"));
        return letters_.substr(begin, end - begin);
    }

    Result<void> read_edit() {
        const std::size_t open = at_, close = letters_.find_first_of("()", at_ + 1);
        if (close == npos || letters_[close] == '(')
            return fail(Error::input("edit.parenthesis", "a parenthesis is not closed")
                            .at(text_.place(open))
                            .expected("')' before the {}", close == npos ? "end" : "next '('")
                            .found("'{}'", letters_.substr(open, 20))
                            .mend("close the edit; edits do not lie inside each other"));
        at_ = close + 1;
        ++edits_;
        const std::string_view inside(letters_.data() + open + 1, close - open - 1);
        if (inside.starts_with('+') || inside.starts_with('-')) {
            STRANDLINE_TRY(const std::string one, bases(open + 2, close));
            if (one.empty()) return empty(open, close);
            inside[0] == '+' ? add("", one) : add(one, "");
            return {};
        }
        const std::size_t slash = inside.find('/');
        if (inside.empty() || inside == "/") return empty(open, close);
        if (slash == npos)
            return fail(Error::input("edit.form", "the edit says not what is to happen")
                            .at(text_.place(open, close + 1 - open))
                            .expected("(REF/ALT), (+INSERT) or (-DELETED)")
                            .found("'({})'", inside)
                            .mend("write (-{}) to delete, (+{}) to insert", inside, inside));
        STRANDLINE_TRY(const std::string before, bases(open + 1, open + 1 + slash));
        STRANDLINE_TRY(const std::string after, bases(open + 2 + slash, close));
        if (before.empty() || after.empty())
            return fail(Error::input("edit.empty", "one side of the edit is empty")
                            .at(text_.place(open, close + 1 - open))
                            .expected("bases on both sides of '/'")
                            .found("'({})'", inside)
                            .mend("write ({}{}) instead", before.empty() ? '+' : '-',
                                  before.empty() ? after : before));
        if (before == after)
            return fail(Error::input("edit.same", "the edit changes nothing")
                            .at(text_.place(open, close + 1 - open))
                            .expected("another sequence behind '/'")
                            .found("'{}' on both sides", before)
                            .mend("write the bases that are wanted, or remove the parentheses"));
        add(before, after);
        return {};
    }

    Result<void> empty(std::size_t open, std::size_t close) {
        return fail(Error::input("edit.empty", "the edit is empty")
                        .at(text_.place(open, close + 1 - open))
                        .expected("(REF/ALT), (+INSERT) or (-DELETED)")
                        .found("'{}'", letters_.substr(open, close + 1 - open))
                        .mend("write what is to change, or remove the parentheses"));
    }

    const EditText& text_;
    std::string letters_;
    std::size_t at_ = 0, edits_ = 0;
    std::string before_, after_;
};

}  // namespace

Result<MarkedSequence> parse_marked_sequence(const EditText& text) {
    STRANDLINE_TRY(MarkedSequence marked, MarkedReader(text).read());
    if (marked.before == marked.after)
        return fail(Error::input("edit.same", "the edits cancel each other")
                        .at(text.whole())
                        .expected("a sequence that differs from the one before")
                        .found("the same sequence")
                        .mend("check what is inserted and deleted side by side"));
    return marked;
}

}  // namespace strandline::formats
