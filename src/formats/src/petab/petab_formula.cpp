#include "petab_ids.hpp"
#include "petab_table.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/petab.hpp>

#include <limits>
#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Formula;
using Op = Formula::Op;

constexpr int most_nested = 200;

/// PEtab 2's grammar, by descent. Tightest first: calls and parentheses, ^ from the right, signs and !,
/// products, sums, relations, then && and || with one precedence. ** is taken for ^, as PEtab 1's formulas
/// have it.
class FormulaParser {
public:
    FormulaParser(std::string_view text, const Place& place) : text_(text), place_(place) {}

    Result<Formula> parse() {
        Formula made = logic();
        skip_blanks();
        if (!wrong_ && at_ < text_.size())
            refuse(at_, 1, "an operator or the end", text_.substr(at_, 1),
                   "check the formula there; every multiplication needs its *");
        if (wrong_) return fail(std::move(*wrong_));
        return made;
    }

private:
    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }
    bool take(std::string_view token) {
        skip_blanks();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }

    void refuse(std::size_t at, std::size_t length, std::string_view expected, std::string_view found,
                std::string_view mend) {
        if (wrong_) return;
        Place place = place_;
        if (place.column > 0) place.column += static_cast<std::int64_t>(at);
        place.length = static_cast<std::int64_t>(length);
        wrong_ = Error::input("petab.formula", "the formula cannot be read: {}", printable(text_))
                     .at(std::move(place))
                     .expected("{}", expected)
                     .found("{}", found.empty() ? "its end" : format("'{}'", printable(found)))
                     .mend("{}", mend);
        at_ = text_.size();
    }

    Formula logic() {
        Formula left = relation();
        while (!wrong_) {
            const bool both = take("&&");
            if (!both && !take("||")) break;
            Formula right = relation();
            left = Formula::of(both ? Op::logical_and : Op::logical_or, {std::move(left), std::move(right)});
        }
        return left;
    }

    std::optional<Op> relation_sign() {
        static constexpr std::pair<std::string_view, Op> signs[] = {
            {"<=", Op::less_equal}, {">=", Op::greater_equal}, {"==", Op::equal},
            {"!=", Op::not_equal},  {"<", Op::less},           {">", Op::greater}};
        for (const auto& [sign, op] : signs)
            if (take(sign)) return op;
        return std::nullopt;
    }

    Formula relation() {
        Formula left = sum();
        while (!wrong_) {
            const std::optional<Op> op = relation_sign();
            if (!op) break;
            Formula right = sum();
            left = Formula::of(*op, {std::move(left), std::move(right)});
        }
        return left;
    }

    Formula sum() {
        Formula left = product();
        while (!wrong_) {
            const bool plus = take("+");
            if (!plus && !take("-")) break;
            Formula right = product();
            left = Formula::of(plus ? Op::plus : Op::minus, {std::move(left), std::move(right)});
        }
        return left;
    }

    Formula product() {
        Formula left = sign();
        while (!wrong_) {
            const bool times = take("*");
            if (!times && !take("/")) break;
            Formula right = sign();
            left = Formula::of(times ? Op::times : Op::divide, {std::move(left), std::move(right)});
        }
        return left;
    }

    Formula sign() {
        if (++depth_ > most_nested)
            refuse(at_, 1, "at most 200 levels", "more", "write the formula with fewer parentheses");
        Formula made;
        skip_blanks();
        if (wrong_)
            ;
        else if (take("+"))
            made = sign();
        else if (take("-"))
            made = Formula::of(Op::minus, {sign()});
        else if (!text_.substr(at_).starts_with("!=") && take("!"))
            made = Formula::of(Op::logical_not, {sign()});
        else
            made = power();
        --depth_;
        return made;
    }

    Formula power() {
        Formula base = primary();
        if (wrong_ || !(take("^") || take("**"))) return base;
        Formula exponent = sign();
        return Formula::of(Op::power, {std::move(base), std::move(exponent)});
    }

    static bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    Formula primary() {
        skip_blanks();
        if (take("(")) {
            Formula inner = logic();
            if (!wrong_ && !take(")")) refuse(at_, 1, "')'", text_.substr(at_, 1), "close the parenthesis");
            return inner;
        }
        if (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) return number();
        if (at_ < text_.size() && starts_name(text_[at_])) return name();
        refuse(at_, 1, "a number, a name or '('", text_.substr(at_, 1), "check the formula there");
        return {};
    }

    Formula number() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        if (at_ < text_.size() && text_[at_] == '.') ++at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
            std::size_t end = at_ + 1;
            if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) ++end;
            if (end < text_.size() && is_digit(text_[end])) {
                while (end < text_.size() && is_digit(text_[end])) ++end;
                at_ = end;
            }
        }
        const std::string_view digits = text_.substr(begin, at_ - begin);
        if (at_ < text_.size() && starts_name(text_[at_]))
            refuse(begin, at_ + 1 - begin, "a number", text_.substr(begin, at_ + 1 - begin),
                   "names begin with a letter or _; every multiplication needs its *");
        else if (const auto value = petab::number_of(digits))
            return Formula::of(*value);
        else
            refuse(begin, digits.size(), "a number", digits, "write it as 0.5 or 5e-1");
        return {};
    }

    Formula name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (starts_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (take("(")) return call(word, begin);
        if (word == "time") return {Op::time, 0, {}, {}};
        if (word == "true") return Formula::of(1.0);
        if (word == "false") return Formula::of(0.0);
        if (word == "inf") return Formula::of(std::numeric_limits<double>::infinity());
        if (word == "nan" || word == "NaN") {
            refuse(begin, word.size(), "a number", word, "formulas know no NaN; leave the term out");
            return {};
        }
        return Formula::of(word);
    }

    std::vector<Formula> arguments() {
        std::vector<Formula> all;
        if (take(")")) return all;
        do {
            all.push_back(logic());
            if (wrong_) return all;
        } while (take(","));
        if (!take(")")) refuse(at_, 1, "',' or ')'", text_.substr(at_, 1), "close the parenthesis");
        return all;
    }

    Formula call(std::string_view word, std::size_t begin) {
        const petab::MathFunction* function = petab::math_function(word);
        if (!function) {
            refuse(begin, word.size(), "a function of PEtab", word,
                   "see the functions that PEtab 2 lists; those of the model cannot be called");
            Error named = std::move(*wrong_).candidates(nearest(word, petab::math_function_names()));
            wrong_ = std::move(named);
            return {};
        }
        std::vector<Formula> given = arguments();
        if (wrong_) return {};
        if (given.size() < function->least || given.size() > function->most ||
            (function->op == Op::piecewise && given.size() % 2 == 0)) {
            refuse(begin, word.size(),
                   function->op == Op::piecewise
                       ? std::string("a value and a condition or more, then the value for all else")
                       : format("{}", function->least == function->most
                                          ? counted(function->least, "argument")
                                          : format("{} or {} arguments", function->least, function->most)),
                   counted(given.size(), "argument"), "check the function's arguments");
            return {};
        }
        return made(*function, std::move(given));
    }

    static Formula made(const petab::MathFunction& function, std::vector<Formula> given) {
        switch (function.meaning) {
        case petab::MathFunction::Meaning::plain:
            break;
        case petab::MathFunction::Meaning::with_first:  // a root's degree, a logarithm's base
            given.insert(given.begin(), Formula::of(function.first));
            break;
        case petab::MathFunction::Meaning::logarithm:
            if (given.size() == 1) return Formula::of(Op::ln, std::move(given));
            std::swap(given[0], given[1]);
            break;
        case petab::MathFunction::Meaning::sign: {
            const Formula zero = Formula::of(0.0);
            Formula above = Formula::of(Op::greater, {given[0], zero});
            Formula below = Formula::of(Op::less, {given[0], zero});
            return Formula::of(Op::piecewise, {Formula::of(1.0), std::move(above), Formula::of(-1.0),
                                               std::move(below), zero});
        }
        }
        return Formula::of(function.op, std::move(given));
    }

    std::string_view text_;
    const Place& place_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::optional<Error> wrong_;
};

}  // namespace

Result<Formula> parse_petab_formula(std::string_view text, const Place& place) {
    return FormulaParser(text, place).parse();
}

}  // namespace strandline::formats
