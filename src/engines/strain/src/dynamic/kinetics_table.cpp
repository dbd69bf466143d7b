#include "dynamic/kinetics_table.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace strandline::strain {
namespace {

using formats::TableReader;

/// A row before the exchanges that it names are known.
struct KineticsRow {
    TrackedExchange exchange;
    std::string inhibited_by;
    Place place;  // of the exchange
    Place inhibition_place;
};

struct KineticsColumns {
    std::size_t exchange = 0, initial = 0;
    std::optional<std::size_t> vmax, km, feed, inhibited_by;
};

Result<KineticsColumns> columns_of(const TableReader& table) {
    KineticsColumns made;
    STRANDLINE_TRY(made.exchange, table.column("exchange"));
    STRANDLINE_TRY(made.initial, table.column("initial_mmol_L"));
    made.vmax = table.find_column("vmax_mmol_gdw_h");
    made.km = table.find_column("km_mmol_L");
    made.feed = table.find_column("feed_mmol_L");
    made.inhibited_by = table.find_column("inhibited_by");
    static const std::vector<std::string> known = {"exchange",  "initial_mmol_L", "vmax_mmol_gdw_h",
                                                   "km_mmol_L", "feed_mmol_L",    "inhibited_by"};
    for (const std::string& name : table.columns())
        if (std::ranges::find(known, name) == known.end())
            return fail(Error::input("strain.kinetics", "no meaning is known for the column '{}'", name)
                            .at({.file = table.place().file, .line = 1})
                            .expected("{}", join(known, ", "))
                            .candidates(nearest(name, known)));
    return made;
}

/// A cell that may be empty; a number of `least` or more.
Result<std::optional<double>> number_in(const TableReader& table, std::optional<std::size_t> column,
                                        std::string_view what, bool above_zero) {
    if (!column || trim(table.text(*column)).empty()) return std::optional<double>();
    STRANDLINE_TRY(const double value, table.number(*column));
    if (value < 0 || (above_zero && value == 0))
        return fail(Error::input("strain.kinetics", "{} that cannot be", what)
                        .at(table.place(*column))
                        .expected("{}", above_zero ? "a number above 0" : "0 or more")
                        .found("{}", value));
    return std::optional<double>(value);
}

Result<std::int32_t> exchange_at(const FluxModel& model, std::string_view id, const Place& place) {
    auto reaction = reaction_named(*model.network, id, "kinetics");
    if (!reaction) return fail(std::move(reaction).error().at(place));
    if (!is_exchange(model.network->reactions[static_cast<std::size_t>(*reaction)]))
        return fail(Error::input("strain.kinetics", "'{}' is no exchange reaction", id)
                        .at(place)
                        .expected("a reaction of one metabolite, such as EX_glc__D_e"));
    return *reaction;
}

Result<KineticsRow> row_of(const TableReader& table, const KineticsColumns& columns, const FluxModel& model) {
    KineticsRow made;
    made.place = table.place(columns.exchange);
    STRANDLINE_TRY(made.exchange.reaction,
                   exchange_at(model, trim(table.text(columns.exchange)), made.place));
    STRANDLINE_TRY(const auto initial, number_in(table, columns.initial, "an initial concentration", false));
    STRANDLINE_TRY(const auto feed, number_in(table, columns.feed, "a concentration of the feed", false));
    STRANDLINE_TRY(const auto vmax, number_in(table, columns.vmax, "a vmax", false));
    STRANDLINE_TRY(const auto km, number_in(table, columns.km, "a km", true));
    made.exchange.initial = initial.value_or(0);
    made.exchange.feed = feed.value_or(0);
    if (vmax.has_value() != km.has_value())
        return fail(
            Error::input("strain.kinetics", "{} without {}", vmax ? "vmax" : "km", vmax ? "km" : "vmax")
                .at(table.place(vmax ? *columns.vmax : *columns.km))
                .expected("both, or neither for what is only secreted"));
    if (vmax) made.exchange.uptake = UptakeKinetics{*vmax, *km, {}};
    if (columns.inhibited_by) {
        made.inhibited_by = std::string(trim(table.text(*columns.inhibited_by)));
        made.inhibition_place = table.place(*columns.inhibited_by);
    }
    return made;
}

Error wrong_inhibition(std::string_view text, const Place& place) {
    Error made =
        Error::input("strain.kinetics", "an inhibition that is not understood")
            .at(place)
            .expected("EXCHANGE:KI with Ki in mmol/L above 0, such as EX_etoh_e:20; commas between several")
            .found("'{}'", text);
    if (text.find(';') != std::string_view::npos)
        return std::move(made).mend("put commas in place of semicolons");
    return made;
}

/// Inhibitions of a row by rows of the table.
Result<std::vector<UptakeInhibition>> inhibitions_of(const KineticsRow& row, const FluxModel& model,
                                                     std::span<const KineticsRow> rows) {
    std::vector<UptakeInhibition> made;
    if (row.inhibited_by.empty()) return made;
    if (row.inhibited_by.find(';') != std::string::npos)
        return fail(wrong_inhibition(row.inhibited_by, row.inhibition_place));
    for (const std::string_view part : split(row.inhibited_by, ',')) {
        const std::size_t colon = part.rfind(':');
        if (colon == std::string_view::npos) return fail(wrong_inhibition(part, row.inhibition_place));
        const std::string_view number = trim(part.substr(colon + 1));
        UptakeInhibition one;
        const auto [end, slip] = std::from_chars(number.data(), number.data() + number.size(), one.ki);
        if (slip != std::errc() || end != number.data() + number.size() || !std::isfinite(one.ki) ||
            one.ki <= 0)
            return fail(wrong_inhibition(part, row.inhibition_place));
        STRANDLINE_TRY(const std::int32_t by,
                       exchange_at(model, trim(part.substr(0, colon)), row.inhibition_place));
        const auto found =
            std::ranges::find(rows, by, [](const KineticsRow& other) { return other.exchange.reaction; });
        if (found == rows.end())
            return fail(Error::input("strain.kinetics", "'{}' inhibits, and has no concentration",
                                     model.reaction_id(by))
                            .at(row.inhibition_place)
                            .mend("give it a row of its own, with initial_mmol_L"));
        one.by = static_cast<std::size_t>(found - rows.begin());
        made.push_back(one);
    }
    return made;
}

Result<std::vector<KineticsRow>> rows_of(TableReader& table, const FluxModel& model) {
    STRANDLINE_TRY(const KineticsColumns columns, columns_of(table));
    std::vector<KineticsRow> rows;
    Errors errors;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        auto row = row_of(table, columns, model);
        if (!row) {
            errors.add(std::move(row).error());
            continue;
        }
        const auto twice = std::ranges::find(
            rows, row->exchange.reaction, [](const KineticsRow& other) { return other.exchange.reaction; });
        if (twice != rows.end())
            errors.add(Error::input("strain.kinetics", "'{}' has two rows",
                                    model.reaction_id(row->exchange.reaction))
                           .at(row->place)
                           .also_at(twice->place));
        rows.push_back(std::move(*row));
    }
    if (errors.any()) return fail(errors.take());
    if (rows.empty())
        return fail(Error::input("strain.kinetics", "a table without rows")
                        .at({.file = table.place().file})
                        .expected("an exchange and its initial_mmol_L in each row"));
    return rows;
}

}  // namespace

Result<std::vector<TrackedExchange>> read_kinetics(const Source& source, const FluxModel& model) {
    STRANDLINE_TRY(auto table, TableReader::open(source));
    STRANDLINE_TRY(const std::vector<KineticsRow> rows, rows_of(table, model));
    std::vector<TrackedExchange> made;
    for (const KineticsRow& row : rows) {
        made.push_back(row.exchange);
        STRANDLINE_TRY(std::vector<UptakeInhibition> inhibitions, inhibitions_of(row, model, rows));
        if (inhibitions.empty()) continue;
        if (!made.back().uptake)
            return fail(Error::input("strain.kinetics", "an inhibition of what is not taken up")
                            .at(row.inhibition_place)
                            .mend("give vmax_mmol_gdw_h and km_mmol_L, or leave inhibited_by empty"));
        made.back().uptake->inhibitions = std::move(inhibitions);
    }
    return made;
}

Result<std::vector<FeedPhase>> read_feed(const Source& source) {
    STRANDLINE_TRY(auto table, TableReader::open(source));
    STRANDLINE_TRY(const std::size_t time, table.column("time_h"));
    STRANDLINE_TRY(const std::size_t rate, table.column("rate_L_h"));
    const std::optional<std::size_t> growth = table.find_column("growth_1_h");
    std::vector<FeedPhase> made;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        FeedPhase phase;
        STRANDLINE_TRY(phase.time, table.number(time));
        STRANDLINE_TRY(phase.rate, table.number(rate));
        if (growth && !trim(table.text(*growth)).empty()) {
            STRANDLINE_TRY(phase.growth, table.number(*growth));
        }
        if (phase.rate < 0)
            return fail(Error::input("strain.feed", "a feed rate below 0")
                            .at(table.place(rate))
                            .expected("L/h, 0 or more"));
        if (phase.time < 0 || (!made.empty() && phase.time <= made.back().time))
            return fail(Error::input("strain.feed", "times of the feed are not in order")
                            .at(table.place(time))
                            .expected("h, 0 or more, each later than the one before"));
        made.push_back(phase);
    }
    if (made.empty())
        return fail(Error::input("strain.feed", "a table without rows")
                        .at({.file = source.name()})
                        .expected("a time_h and its rate_L_h in each row")
                        .mend("without a feed leave --feed out"));
    return made;
}

}  // namespace strandline::strain
