#include "network/reaction_equation.hpp"

#include <strandline/base/text.hpp>

#include <charconv>
#include <cmath>
#include <optional>

namespace strandline::formats {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::optional<Arrow> arrow_of(std::string_view word) {
    if (word == "-->" || word == "->" || word == "=>" || word == "==>") return Arrow::forward;
    if (word == "<--" || word == "<-" || word == "<=" || word == "<==") return Arrow::backward;
    if (word == "<=>" || word == "<->" || word == "<==>" || word == "<-->" || word == "=") return Arrow::both;
    return std::nullopt;
}

std::optional<double> coefficient_of(std::string_view word) {
    if (word.size() > 2 && word.front() == '(' && word.back() == ')') word = word.substr(1, word.size() - 2);
    double value = 0;
    const auto [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (wrong != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return value;
}

class EquationReader {
public:
    EquationReader(std::string_view text, Equation& equation, EquationSlip& slip)
        : text_(text), rest_(text), equation_(equation), slip_(slip) {}

    bool read() {
        bool has_arrow = false;
        while (const std::optional<std::string_view> word = next_word()) {
            if (const std::optional<Arrow> arrow = arrow_of(*word)) {
                if (has_arrow) return wrong(*word, "a second arrow", "one arrow");
                if (!end_side(*word)) return false;
                equation_.arrow = *arrow;
                has_arrow = true;
                sign_ = 1;
            } else if (*word == "+") {
                if (!after_metabolite_)
                    return wrong(*word, "a '+' without a metabolite before it", metabolite);
                after_metabolite_ = false;
                after_plus_ = true;
            } else if (!take(*word)) {
                return false;
            }
        }
        if (!has_arrow)
            return wrong(text_, "an equation without an arrow", "-->, <=> or <-- with blanks about it");
        if (!end_side(text_.substr(text_.size()))) return false;
        if (equation_.terms.empty()) return wrong(text_, "an equation without a metabolite", metabolite);
        return true;
    }

private:
    static constexpr std::string_view metabolite = "a metabolite such as 2 atp_c";

    std::optional<std::string_view> next_word() {
        while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
        if (rest_.empty()) return std::nullopt;
        std::size_t end = 0;
        while (end < rest_.size() && !is_blank(rest_[end])) ++end;
        const std::string_view word = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return word;
    }

    /// A coefficient or a metabolite.
    bool take(std::string_view word) {
        if (after_metabolite_)
            return wrong(word, "two metabolites with nothing between them", "+ or an arrow");
        const std::optional<double> number = coefficient_of(word);
        if (number && !coefficient_) {
            if (!std::isfinite(*number) || !(*number > 0))
                return wrong(word, "a coefficient that is not above zero", "a positive number");
            coefficient_ = *number;
            return true;
        }
        equation_.terms.push_back({word, sign_ * coefficient_.value_or(1)});
        coefficient_.reset();
        after_metabolite_ = true;
        after_plus_ = false;
        return true;
    }

    bool end_side(std::string_view here) {
        if (coefficient_) return wrong(here, "a coefficient without a metabolite", metabolite);
        if (after_plus_) return wrong(here, "a '+' without a metabolite after it", metabolite);
        after_metabolite_ = false;
        return true;
    }

    bool wrong(std::string_view part, std::string_view what, std::string_view expected) {
        slip_ = {part, std::string(what), std::string(expected)};
        return false;
    }

    std::string_view text_, rest_;
    Equation& equation_;
    EquationSlip& slip_;
    double sign_ = -1;  // of the left side
    std::optional<double> coefficient_;
    bool after_metabolite_ = false, after_plus_ = false;
};

}  // namespace

bool parse_equation(std::string_view text, Equation& equation, EquationSlip& slip) {
    return EquationReader(text, equation, slip).read();
}

}  // namespace strandline::formats
