#include <strandline/formats/reaction_table.hpp>

#include "network/reaction_equation.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace strandline::formats {
namespace {

constexpr double most_flux = 1000;

struct Columns {
    std::size_t id = 0, equation = 0;
    std::optional<std::size_t> name, lower, upper, genes, cost;
};

class ReactionRows {
public:
    explicit ReactionRows(TableReader& table) : table_(table) {}

    Result<ReactionTable> read() {
        STRANDLINE_TRY(columns_.id, table_.column("id"));
        STRANDLINE_TRY(columns_.equation, table_.column("equation"));
        columns_.name = table_.find_column("name");
        columns_.lower = table_.find_column("lower");
        columns_.upper = table_.find_column("upper");
        columns_.genes = table_.find_column("genes");
        columns_.cost = table_.find_column("cost");
        while (!errors_.full()) {
            STRANDLINE_TRY(const bool more, table_.next());
            if (!more) break;
            if (auto read = row(); !read) errors_.add(std::move(read).error());
        }
        if (errors_.any()) return fail(errors_.take());
        return std::move(made_);
    }

private:
    bool filled(const std::optional<std::size_t>& column) const {
        return column && !trim(table_.text(*column)).empty();
    }

    Result<void> row() {
        domain::Reaction reaction;
        reaction.id = trim(table_.text(columns_.id));
        if (reaction.id.empty())
            return fail(Error::input("reactions.id", "a reaction has no id")
                            .at(table_.place(columns_.id))
                            .expected("an id of its own for each reaction"));
        if (!ids_.insert(reaction.id).second)
            return fail(Error::input("reactions.id", "the reaction '{}' is there twice", reaction.id)
                            .at(table_.place(columns_.id))
                            .expected("each id once")
                            .mend("rename or remove one of the two"));
        if (filled(columns_.name)) reaction.name = trim(table_.text(*columns_.name));
        STRANDLINE_CHECK(take_equation(reaction));
        STRANDLINE_CHECK(take_bounds(reaction));
        double cost = 1;
        if (filled(columns_.cost)) {
            STRANDLINE_TRY(cost, table_.number(*columns_.cost));
            if (!is_cost(cost))
                return fail(Error::input("reactions.cost", "the cost of '{}' is {}", reaction.id,
                                         cost < 0 ? "negative" : "extreme")
                                .at(table_.place(*columns_.cost))
                                .expected("{}", costs_are));
        }
        if (filled(columns_.genes)) {
            reaction.rule_text = trim(table_.text(*columns_.genes));
            STRANDLINE_TRY(reaction.rule,
                           parse_gene_rule(
                               reaction.rule_text, [&](std::string_view id) { return gene(id); },
                               table_.place(*columns_.genes)));
        }
        made_.network.reactions.push_back(std::move(reaction));
        made_.cost.push_back(cost);
        made_.place.push_back(table_.place(columns_.id));
        return {};
    }

    std::int32_t gene(std::string_view id) {
        const auto [known, fresh] =
            genes_.try_emplace(std::string(id), static_cast<std::int32_t>(made_.network.genes.size()));
        if (fresh) made_.network.genes.push_back({std::string(id), {}, {}, {}});
        return known->second;
    }

    Result<void> take_equation(domain::Reaction& reaction) {
        const std::string_view text = table_.text(columns_.equation);
        Equation equation;
        EquationSlip slip;
        if (!parse_equation(text, equation, slip)) {
            Place place = table_.place(columns_.equation);
            place.column += slip.part.data() - text.data();
            place.length = static_cast<std::int64_t>(slip.part.size());
            return fail(Error::input("reactions.equation", "{}", slip.what)
                            .at(std::move(place))
                            .expected("{}", slip.expected)
                            .mend("write it as 'a_c + 2 b_c --> c_c'"));
        }
        std::map<std::int32_t, double> sum;
        for (const EquationTerm& term : equation.terms) sum[metabolite(term.metabolite)] += term.coefficient;
        for (const auto& [index, coefficient] : sum)
            if (coefficient != 0) reaction.terms.push_back({index, coefficient});
        if (reaction.terms.empty())
            return fail(Error::input("reactions.equation", "both sides of '{}' are the same", reaction.id)
                            .at(table_.place(columns_.equation))
                            .expected("a reaction that changes something"));
        reaction.lower = equation.arrow == Arrow::forward ? 0 : -most_flux;
        reaction.upper = equation.arrow == Arrow::backward ? 0 : most_flux;
        return {};
    }

    Result<void> take_bounds(domain::Reaction& reaction) {
        if (filled(columns_.lower)) { STRANDLINE_TRY(reaction.lower, table_.number(*columns_.lower)); }
        if (filled(columns_.upper)) { STRANDLINE_TRY(reaction.upper, table_.number(*columns_.upper)); }
        if (reaction.lower <= reaction.upper) return {};
        return fail(
            Error::input("reactions.bounds", "the lower bound of '{}' is above its upper one", reaction.id)
                .at(table_.place(columns_.lower ? *columns_.lower : *columns_.upper))
                .expected("lower <= upper, in mmol/gDW/h")
                .found("{} and {}", reaction.lower, reaction.upper));
    }

    std::int32_t metabolite(std::string_view id) {
        const auto next = static_cast<std::int32_t>(made_.network.metabolites.size());
        const auto [found, is_new] = metabolites_.emplace(std::string(id), next);
        if (is_new) {
            domain::Metabolite metabolite;
            metabolite.id = id;
            if (const std::size_t bar = id.rfind('_'); bar != std::string_view::npos)
                metabolite.compartment = id.substr(bar + 1);
            made_.network.metabolites.push_back(std::move(metabolite));
        }
        return found->second;
    }

    TableReader& table_;
    Columns columns_;
    ReactionTable made_;
    std::map<std::string, std::int32_t, std::less<>> metabolites_;
    std::set<std::string, std::less<>> ids_;
    std::map<std::string, std::int32_t, std::less<>> genes_;
    Errors errors_;
};

}  // namespace

bool is_cost(double value) { return value == 0 || (value >= 1e-9 && value <= 1e9); }

bool is_reaction_table(const Source& source) {
    if (recognise(source) != "text") return false;
    LineReader in(source);
    while (in.next())
        if (!in.line().empty() && !in.line().starts_with('#'))
            return in.line().find('\t') != std::string_view::npos;
    return false;
}

Result<ReactionTable> read_reaction_table(const Source& source) {
    STRANDLINE_TRY(auto table, TableReader::open(source));
    return ReactionRows(table).read();
}

}  // namespace strandline::formats
