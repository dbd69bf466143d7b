#include <strandline/strain/expression.hpp>

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace strandline::strain {
namespace {

using domain::Term;

constexpr double least_number = 1e-12, most_number = 1e12;  // beyond, a flux or a weight is a slip

/// A function with a constant, while it is read.
struct Affine {
    std::map<std::int32_t, double> terms;
    double constant = 0;
};

enum class Relation { at_most, at_least, equal };

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// What begins like a number and is none, or is one that no flux is counted in.
bool is_odd_number(std::string_view text) {
    const std::string word = lower(text.starts_with('+') ? text.substr(1) : text);
    if (word == "nan" || word == "inf" || word == "infinity") return true;
    const auto number = number_of(text);
    if (number) return *number != 0 && (std::abs(*number) < least_number || std::abs(*number) > most_number);
    return !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
}

class ExpressionParser {
public:
    ExpressionParser(std::string_view text, const FluxModel& model, std::string_view option)
        : whole_(text), rest_(text), model_(model), option_(option) {}

    /// Up to a relation, a comma or the end.
    Result<Affine> affine() {
        Affine made;
        double sign = 1;
        skip();
        if (at_end_of_side()) return fail(error("a flux is missing").expected("a reaction or a number"));
        if (take('-'))
            sign = -1;
        else
            take('+');
        for (;;) {
            STRANDLINE_CHECK(term(made, sign));
            skip();
            if (at_end_of_side()) return made;
            if (take('+'))
                sign = 1;
            else if (take('-'))
                sign = -1;
            else
                return fail(error("two terms with nothing between them")
                                .expected("+, -, a relation or a comma")
                                .found("'{}'", rest_.substr(0, 20)));
        }
    }

    Result<Relation> relation() {
        skip();
        const auto starts = [&](std::string_view sign) {
            if (!rest_.starts_with(sign)) return false;
            rest_.remove_prefix(sign.size());
            return true;
        };
        if (starts("<=") || starts("=<")) return Relation::at_most;
        if (starts(">=") || starts("=>")) return Relation::at_least;
        if (starts("==") || starts("=")) return Relation::equal;
        // A region of fluxes is closed: what holds strictly has no optimum to prove it by.
        if (rest_.starts_with('<') || rest_.starts_with('>'))
            return fail(error("a strict relation")
                            .expected("<=, >= or =")
                            .found("'{}'", rest_.substr(0, 1))
                            .mend("write {0}=; for 'more than nothing', name the least that counts, such as "
                                  "growth >= 0.001",
                                  rest_.substr(0, 1)));
        return fail(error("a condition without a relation")
                        .expected("<=, >= or = and a number")
                        .mend("write it as 'growth >= 0.001'"));
    }

    bool take_comma() {
        skip();
        return take(',') || take(';') || take('&');
    }
    bool at_end() {
        skip();
        return rest_.empty();
    }
    std::string_view rest() const { return rest_; }

    Error error(std::string_view what) const {
        return Error::input("strain.expression", "{} in {} '{}'", what, option_, whole_);
    }

private:
    void skip() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
    }
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool at_end_of_side() const {
        return rest_.empty() || std::string_view("<>=,;&").find(rest_[0]) != std::string_view::npos;
    }

    /// Letters up to a blank or an operator. A '-' or '+' inside belongs to the word where the word is then
    /// an id or a number ("1e-3").
    std::string_view word() const {
        std::size_t end = 0;
        std::size_t best = 0;
        const auto is_end = [](char c) {
            return std::string_view(" \t*<>=,;&").find(c) != std::string_view::npos;
        };
        while (end < rest_.size() && !is_end(rest_[end])) {
            ++end;
            const bool stop =
                end == rest_.size() || is_end(rest_[end]) || rest_[end] == '-' || rest_[end] == '+';
            if (!stop) continue;
            const std::string_view so_far = rest_.substr(0, end);
            if (best == 0 || number_of(so_far) || domain::find_reaction(*model_.network, so_far) >= 0)
                best = end;
        }
        return rest_.substr(0, best);
    }

    Result<void> term(Affine& into, double sign) {
        skip();
        double factor = sign;
        bool has_number = false;
        for (;;) {
            skip();
            const std::string_view next = word();
            if (next.empty()) {
                if (!has_number)
                    return fail(error("a flux is missing")
                                    .expected("a reaction or a number")
                                    .found("{}", rest_.empty() ? std::string("the end")
                                                               : format("'{}'", rest_.substr(0, 20))));
                into.constant += factor;
                return {};
            }
            if (is_odd_number(next) && domain::find_reaction(*model_.network, next) < 0)
                return fail(
                    error("a number that cannot be meant")
                        .expected("0, or a number from 1e-12 to 1e12 in size; or the id of a reaction")
                        .found("'{}'", next));
            if (const auto number = number_of(next);
                number && domain::find_reaction(*model_.network, next) < 0) {
                if (has_number) return fail(error("two numbers in one term"));
                factor *= *number;
                has_number = true;
                rest_.remove_prefix(next.size());
                skip();
                if (!take('*') && (at_end_of_side() || rest_[0] == '+' || rest_[0] == '-')) {
                    into.constant += factor;
                    return {};
                }
                continue;
            }
            rest_.remove_prefix(next.size());
            skip();
            if (take('*')) {
                skip();
                const std::string_view after = word();
                const auto number = number_of(after);
                if (!number || is_odd_number(after))
                    return fail(error(number ? "a number that cannot be meant" : "a product of two fluxes")
                                    .expected("a number times a reaction"));
                factor *= *number;
                rest_.remove_prefix(after.size());
            }
            return add(into, next, factor);
        }
    }

    Result<void> add(Affine& into, std::string_view name, double factor) {
        if (name == "growth" && domain::find_reaction(*model_.network, name) < 0) {
            if (model_.objective.empty())
                return fail(error("'growth' is the model's objective, which it does not have")
                                .mend("name one with --objective"));
            for (const Term& one : model_.objective) into.terms[one.index] += factor * one.coefficient;
            return {};
        }
        STRANDLINE_TRY(const std::int32_t reaction, reaction_named(*model_.network, name, option_));
        into.terms[reaction] += factor;
        return {};
    }

    std::string_view whole_, rest_;
    const FluxModel& model_;
    std::string_view option_;
};

FluxExpression terms_of(const Affine& from) {
    FluxExpression made;
    for (const auto& [reaction, coefficient] : from.terms)
        if (coefficient != 0) made.push_back({reaction, coefficient});
    return made;
}

std::vector<std::string> exchanges_of(const domain::Network& network, std::int32_t metabolite) {
    std::vector<std::string> ids;
    for (const domain::Reaction& reaction : network.reactions)
        if (is_exchange(reaction) && reaction.terms.front().index == metabolite) ids.push_back(reaction.id);
    return ids;
}

template <class Items>
std::vector<std::string> ids_of(const Items& items) {
    std::vector<std::string> ids;
    for (const auto& item : items) ids.push_back(item.id);
    return ids;
}

}  // namespace

Result<FluxExpression> parse_expression(std::string_view text, const FluxModel& model,
                                        std::string_view option) {
    ExpressionParser parser(text, model, option);
    STRANDLINE_TRY(const Affine read, parser.affine());
    if (!parser.at_end()) return fail(parser.error("more than a sum of fluxes").found("'{}'", parser.rest()));
    if (read.constant != 0) return fail(parser.error("a number without a reaction"));
    FluxExpression terms = terms_of(read);
    if (terms.empty()) return fail(parser.error("no flux at all"));
    return terms;
}

Result<FluxRegion> parse_region(std::string_view text, const FluxModel& model, std::string_view option) {
    ExpressionParser parser(text, model, option);
    FluxRegion region;
    if (parser.at_end()) return region;
    do {
        STRANDLINE_TRY(Affine left, parser.affine());
        STRANDLINE_TRY(const Relation relation, parser.relation());
        STRANDLINE_TRY(const Affine right, parser.affine());
        for (const auto& [reaction, coefficient] : right.terms) left.terms[reaction] -= coefficient;
        FluxCondition condition;
        condition.terms = terms_of(left);
        if (condition.terms.empty()) return fail(parser.error("a condition on no flux"));
        const double bound = right.constant - left.constant;
        if (relation != Relation::at_most) condition.lower = bound;
        if (relation != Relation::at_least) condition.upper = bound;
        condition.text = std::string(trim(text));
        region.push_back(std::move(condition));
    } while (parser.take_comma());
    if (!parser.at_end())
        return fail(parser.error("more than conditions joined by commas").found("'{}'", parser.rest()));
    return region;
}

Result<std::int32_t> reaction_named(const domain::Network& network, std::string_view id,
                                    std::string_view option) {
    std::int32_t found = domain::find_reaction(network, id);
    if (found < 0 && id.starts_with("R_")) found = domain::find_reaction(network, id.substr(2));
    if (found >= 0) return found;
    const std::int32_t metabolite = domain::find_metabolite(network, id);
    return fail(Error::input("strain.reaction", "no reaction '{}' in the model{} ({})", id,
                             metabolite < 0 ? "" : ", but a metabolite", option)
                    .candidates(metabolite < 0 ? nearest(id, ids_of(network.reactions))
                                               : exchanges_of(network, metabolite))
                    .mend("use an id of the model, such as '{}'",
                          network.reactions.empty() ? "" : network.reactions.front().id));
}

Result<std::int32_t> gene_named(const domain::Network& network, std::string_view id,
                                std::string_view option) {
    std::int32_t found = domain::find_gene(network, id);
    if (found < 0 && id.starts_with("G_")) found = domain::find_gene(network, id.substr(2));
    for (std::size_t i = 0; found < 0 && i < network.genes.size(); ++i)
        if (!id.empty() && network.genes[i].name == id) found = static_cast<std::int32_t>(i);
    if (found >= 0) return found;
    return fail(Error::input("strain.gene", "no gene '{}' in the model ({})", id, option)
                    .candidates(nearest(id, ids_of(network.genes)))
                    .mend("use an id of the model, such as '{}'",
                          network.genes.empty() ? "" : network.genes.front().id));
}

}  // namespace strandline::strain
