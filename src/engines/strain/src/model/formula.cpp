#include "model/formula.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/atomic_weight.hpp>
#include <strandline/strain/check.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::Rational;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class FormulaReader {
public:
    explicit FormulaReader(std::string_view text) : rest_(text) {}

    std::optional<Composition> all() {
        auto made = group();
        if (!made || !rest_.empty()) return std::nullopt;
        return made;
    }

private:
    std::optional<Composition> group() {
        Composition made;
        while (!rest_.empty() && rest_.front() != ')') {
            Composition part;
            if (rest_.front() == '(') {
                rest_.remove_prefix(1);
                auto inner = group();
                if (!inner || rest_.empty()) return std::nullopt;
                rest_.remove_prefix(1);
                part = std::move(*inner);
            } else if (is_upper(rest_.front())) {
                part[symbol()] = 1;
            } else {
                return std::nullopt;
            }
            const auto times = count();
            if (!times) return std::nullopt;
            for (const auto& [element, number] : part) made[element] += number * *times;
        }
        return made;
    }

    std::string symbol() {
        std::size_t end = 1;
        while (end < rest_.size() && is_lower(rest_[end])) ++end;
        std::string made(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return made;
    }

    /// 1 where there is none.
    std::optional<Rational> count() {
        std::size_t end = 0;
        while (end < rest_.size() && (is_digit(rest_[end]) || rest_[end] == '.')) ++end;
        if (end == 0) return Rational(1);
        const std::string_view digits = rest_.substr(0, end);
        rest_.remove_prefix(end);
        const std::size_t point = digits.find('.');
        if (point == std::string_view::npos) return Rational::parse(digits);
        const std::string_view after = digits.substr(point + 1);
        const auto whole = Rational::parse(std::string(digits.substr(0, point)) + std::string(after));
        const auto power = Rational::parse("1" + std::string(after.size(), '0'));
        if (!whole || !power || after.empty()) return std::nullopt;
        return *whole / *power;
    }

    std::string_view rest_;
};

}  // namespace

std::optional<Composition> composition(std::string_view formula) {
    return FormulaReader(trim(formula)).all();
}

std::optional<std::map<std::string, double>> read_formula(std::string_view formula) {
    const auto read = composition(formula);
    if (!read) return std::nullopt;
    std::map<std::string, double> made;
    for (const auto& [element, number] : *read)
        if (!number.is_zero()) made[element] = number.as_double();
    return made;
}

std::optional<FormulaContent> formula_content(std::string_view formula) {
    const auto atoms = composition(formula);
    if (!atoms || atoms->empty()) return std::nullopt;
    FormulaContent made;
    for (const auto& [symbol, number] : *atoms) {
        const auto weight = domain::atomic_weight(symbol);
        if (!weight) return std::nullopt;
        made.molar_mass += number.as_double() * *weight;
        if (symbol == "C") made.carbon_atoms = number.as_double();
    }
    return made;
}

bool has_carbon(std::string_view formula) {
    const auto atoms = composition(formula);
    return atoms && atoms->contains("C") && !atoms->at("C").is_zero();
}

}  // namespace strandline::strain
