#include "enzymes/turnover_table.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/strain/expression.hpp>

#include <map>
#include <optional>

namespace strandline::strain {
namespace {

using formats::TableReader;

struct TurnoverColumns {
    std::size_t reaction = 0, kcat = 0;
    std::optional<std::size_t> mass, direction;
};

/// What no enzyme is outside of; beyond, costs are no numbers a solver can work with.
struct Sane {
    std::string_view what, unit;
    double least, most;
};
constexpr Sane sane_kcat{"a kcat", "1/s", 1e-9, 1e9}, sane_mass{"a mass", "kDa", 1e-3, 1e6};

Result<double> sane_number(const TableReader& table, std::size_t column, const Sane& sane) {
    STRANDLINE_TRY(const double value, table.number(column));
    if (value >= sane.least && value <= sane.most) return value;
    if (!(value > 0))
        return fail(Error::input("strain.kcat", "{} that is not above 0", sane.what)
                        .at(table.place(column))
                        .expected("a number above 0")
                        .found("{}", value));
    return fail(Error::input("strain.kcat", "{} that no enzyme has", sane.what)
                    .at(table.place(column))
                    .expected("{} to {} {}", sane.least, sane.most, sane.unit)
                    .found("{}", value));
}

Result<FluxDirection> direction_of(const TableReader& table, std::size_t column) {
    const std::string word = lower(trim(table.text(column)));
    if (word.empty() || word == "both") return FluxDirection::both;
    if (word == "forward") return FluxDirection::forward;
    if (word == "reverse") return FluxDirection::reverse;
    return fail(Error::input("strain.kcat", "a direction that is not known")
                    .at(table.place(column))
                    .expected("forward, reverse, both or nothing")
                    .found("'{}'", table.text(column)));
}

Result<EnzymeTurnover> row_of(const TableReader& table, const TurnoverColumns& columns,
                              const FluxModel& model) {
    EnzymeTurnover made;
    auto reaction = reaction_named(*model.network, trim(table.text(columns.reaction)), "--kcat");
    if (!reaction) return fail(std::move(reaction).error().at(table.place(columns.reaction)));
    made.reaction = *reaction;
    STRANDLINE_TRY(made.kcat, sane_number(table, columns.kcat, sane_kcat));
    if (columns.mass && !trim(table.text(*columns.mass)).empty()) {
        STRANDLINE_TRY(const double mass, sane_number(table, *columns.mass, sane_mass));
        made.mass = mass;
    }
    if (columns.direction) { STRANDLINE_TRY(made.direction, direction_of(table, *columns.direction)); }
    return made;
}

}  // namespace

Result<std::vector<EnzymeTurnover>> read_turnovers(const Source& source, const FluxModel& model) {
    STRANDLINE_TRY(auto table, TableReader::open(source));
    TurnoverColumns columns;
    STRANDLINE_TRY(columns.reaction, table.column("reaction"));
    STRANDLINE_TRY(columns.kcat, table.column("kcat_1_s"));
    columns.mass = table.find_column("mw_kDa");
    columns.direction = table.find_column("direction");
    std::vector<EnzymeTurnover> made;
    Errors errors;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        if (auto row = row_of(table, columns, model); row)
            made.push_back(*row);
        else
            errors.add(std::move(row).error());
    }
    if (errors.any()) return fail(errors.take());
    if (made.empty())
        return fail(Error::input("strain.kcat", "a table without rows")
                        .at({.file = source.name()})
                        .expected("a reaction and its kcat in each row"));
    return made;
}

Result<ProteinMasses> read_protein_masses(const Source& source, const FluxModel& model) {
    STRANDLINE_TRY(auto table, TableReader::open(source));
    STRANDLINE_TRY(const std::size_t gene, table.column("gene"));
    STRANDLINE_TRY(const std::size_t mass, table.column("mw_kDa"));
    std::map<std::string, std::size_t, std::less<>> gene_of;
    for (std::size_t g = 0; g < model.network->genes.size(); ++g)
        gene_of.emplace(model.network->genes[g].id, g);
    ProteinMasses made(model.network->genes.size());
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return made;
        STRANDLINE_TRY(const double kda, sane_number(table, mass, sane_mass));
        if (const auto found = gene_of.find(trim(table.text(gene))); found != gene_of.end())
            made[found->second] = kda;
    }
}

}  // namespace strandline::strain
