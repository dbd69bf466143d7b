#include "scale/study/recipe.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

double in_unit(std::string_view from, std::string_view to) {
    const auto source = Unit::parse(from), target = Unit::parse(to);
    STRANDLINE_ASSERT(source && target);  // the reader of the settings has looked at them
    const auto made = convert(1, *source, *target);
    STRANDLINE_ASSERT(made);
    return *made;
}

/// What a quantity of the model is kept in: by its name, and whether it is told as a mass.
std::string_view kept_unit(std::string_view name, bool whole) {
    if (name == "volume") return "L";
    if (name == "oxygen_uptake" || name == "carbon_dioxide_evolution") return "mmol/(L.h)";
    if (name == "heat") return "kW/m3";
    if (name == "dissolved_oxygen" || name == "aeration") return "1";
    return whole ? "g" : "g/L";
}

bool is_mass(std::string_view unit) {
    const auto parsed = Unit::parse(unit);
    return parsed && parsed->commensurable(*Unit::parse("g"));
}

Error unknown_id(const Equations& equations, std::string_view id, const strandline::Place& place,
                 std::string_view what) {
    std::vector<std::string> known;
    for (const auto& [name, quantity] : equations.quantities)
        if (quantity.setting >= 0) known.push_back(name);
    return Error::input("process.scale_recipe", "{} '{}' is nothing that can be set in the model", what, id)
        .at(place)
        .expected("a parameter, species or compartment that no rule determines")
        .candidates(nearest(id, known));
}

/// Ids that are set: by the vessel, by size, by feeds. Each must be there, and once.
Result<std::vector<std::string>> ids_to_set(const RecipeSettings& recipe, const FeedTable& feed,
                                            const Equations& equations) {
    std::vector<std::string> ids;
    const auto add = [&](const std::string& id, const strandline::Place& place,
                         std::string_view what) -> Result<void> {
        const auto found = equations.quantities.find(id);
        if (found == equations.quantities.end() || found->second.setting < 0)
            return fail(unknown_id(equations, id, place, what));
        if (std::ranges::find(ids, id) != ids.end())
            return fail(Error::input("process.scale_recipe", "'{}' is set in two ways", id)
                            .at(place)
                            .expected("each id in one of set, scaled and the feeds"));
        ids.push_back(id);
        return {};
    };
    for (const VesselParameter& one : recipe.set)
        STRANDLINE_CHECK(add(one.id, one.place, "what the vessel sets"));
    for (const std::string& id : recipe.scaled) STRANDLINE_CHECK(add(id, recipe.place, "what is scaled"));
    for (const FeedTable::Column& one : feed.columns) STRANDLINE_CHECK(add(one.id, recipe.place, "the feed"));
    return ids;
}

/// A column that is called "aeration_1" for the parameter `aeration` has its unit in its name.
void name_by_model(FeedTable& feed, const Equations& equations) {
    for (FeedTable::Column& column : feed.columns)
        for (std::string id = column.id; !column.flow && !equations.quantities.contains(column.id);) {
            const std::size_t last = id.rfind('_');
            if (last == std::string::npos) break;
            id.resize(last);
            if (equations.quantities.contains(id)) column.id = id;
        }
}

Result<std::vector<strandline::process::Place>> places_of_feeds(const RecipeSettings& recipe,
                                                                const FeedTable& feed,
                                                                const Equations& equations) {
    std::vector<strandline::process::Place> places;
    for (const auto& [id, flow, values] : feed.columns) {
        const auto& place = equations.quantities.find(id)->second.place;
        if (!place || place->kind != strandline::process::Place::Kind::held)
            return fail(Error::input("process.scale_recipe", "the feed '{}' is no parameter of the model", id)
                            .at(recipe.place)
                            .expected("a parameter that nothing else changes"));
        places.push_back(*place);
    }
    return places;
}

}  // namespace

Result<Recipe> Recipe::make(const ScaleStudy& study, domain::KineticModel model, FeedTable feed,
                            const OperatingPoint& reference, Context& context) {
    Recipe made;
    made.recipe_ = *study.recipe;
    made.feed_ = std::move(feed);
    if (made.recipe_.reference_volume <= 0)
        made.recipe_.reference_volume = study.vessels[study.reference].vessel.volume;
    if (!made.recipe_.end && made.feed_.times.empty())
        return fail(Error::input("process.scale_recipe", "the end of the run is not told")
                        .at(made.recipe_.place)
                        .expected("end = \"24 h\", or a feed table, whose last row is the end"));
    made.end_ = made.recipe_.end ? *made.recipe_.end / 3600 : made.feed_.times.back();
    made.hours_ = in_unit(made.recipe_.time_unit, "h");
    made.litres_ = in_unit(made.recipe_.flow_unit, "L/h");
    STRANDLINE_TRY(Equations made_equations, equations(model));
    name_by_model(made.feed_, made_equations);
    STRANDLINE_TRY(const std::vector<std::string> ids, ids_to_set(made.recipe_, made.feed_, made_equations));
    STRANDLINE_TRY(made.feed_places_, places_of_feeds(made.recipe_, made.feed_, made_equations));
    std::vector<Node> observed;
    for (const auto* list : {&made.recipe_.quantities, &made.recipe_.told})
        for (const auto& [name, quantity] : *list) {
            auto node = formula_node(made_equations, model, quantity.formula);
            if (!node) {
                Error error = node.error();
                return fail(std::move(error).at(quantity.place));
            }
            const bool is_told = list == &made.recipe_.told;
            observed.push_back(*node);
            made.names_.push_back(name);
            made.whole_.push_back(!is_told && is_mass(quantity.unit));
            made.units_.push_back(is_told ? 1 : in_unit(quantity.unit, kept_unit(name, made.whole_.back())));
        }
    STRANDLINE_TRY(StartValues start, StartValues::make(model, made_equations, ids));
    made.start_ = std::move(start);
    made.system_.emplace(std::move(made_equations), std::move(observed), false);
    STRANDLINE_CHECK(made.check_scaling(study, reference, context));
    return made;
}

Result<std::vector<double>> Recipe::settings_for(const ScaleStudy& study, const OperatingPoint& point,
                                                 double factor,
                                                 std::vector<std::pair<std::string, double>>& given) const {
    std::vector<double> settings = start_->stated();
    std::size_t position = 0;
    for (const VesselParameter& one : recipe_.set) {
        const QuantityRow* row = find_row(point.rows, one.quantity);
        if (!row) {
            std::vector<std::string> known;
            for (const QuantityRow& other : point.rows)
                if (other.detail.empty()) known.push_back(other.name);
            return fail(Error::input("process.scale_recipe", "vessel '{}' has no '{}'",
                                     study.vessels[point.vessel].vessel.name, one.quantity)
                            .at(one.place)
                            .expected("one of {}", join(known, ", "))
                            .candidates(nearest(one.quantity, known)));
        }
        const auto unit = Unit::parse(one.unit);
        if (!unit) {
            Error error = unit.error();
            return fail(std::move(error).at(one.place));
        }
        const auto value = convert(row->estimate.value, *Unit::parse(row->unit), *unit);
        if (!value)
            return fail(Error::input("settings.unit", "{} of a vessel is not in '{}'", one.quantity, one.unit)
                            .at(one.place)
                            .expected("a unit that can be converted to {}", row->unit));
        settings[start_->position(position++)] = *value;
        given.emplace_back(one.id, *value);
    }
    for (std::size_t i = 0; i < recipe_.scaled.size(); ++i) settings[start_->position(position++)] *= factor;
    for (std::size_t i = 0; i < feed_.columns.size(); ++i)
        settings[start_->position(position++)] = fed(i, 0, factor);
    return settings;
}

double Recipe::fed(std::size_t column, std::size_t piece, double factor) const {
    const FeedTable::Column& of = feed_.columns[column];
    const bool after = piece + 1 >= feed_.times.size();
    if (of.flow) return after ? 0 : of.values[piece] * factor / litres_;
    return of.values[std::min(piece, feed_.times.size() - 2)];
}

Result<Recipe::Sampled> Recipe::sample(const std::vector<double>& settings, double factor,
                                       const Context& context) const {
    std::vector<double> edges{0};
    for (const double time : feed_.times)
        if (time > edges.back() && time < end_) edges.push_back(time);
    edges.push_back(end_);
    Sampled made;
    made.values.resize(names_.size());
    SystemState state = start_->at(0, settings, context.seed());
    const double step = end_ / static_cast<double>(recipe_.steps);
    const SimulationOptions options{.relative = 1e-8, .absolute = 1e-10, .seed = context.seed()};
    for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
        for (std::size_t i = 0; i < feed_.columns.size(); ++i)
            state.held[feed_places_[i].index] = fed(i, k, factor);
        const double length = edges[k + 1] - edges[k];
        const auto parts = std::max<std::int64_t>(1, std::llround(std::ceil(length / step - 1e-9)));
        std::vector<double> times;
        for (std::int64_t j = 0; j <= parts; ++j)
            times.push_back((j == parts
                                 ? edges[k + 1]
                                 : edges[k] + length * static_cast<double>(j) / static_cast<double>(parts)) /
                            hours_);
        Trajectory run = simulate(*system_, std::move(state), times, options, context);
        if (context.cancelled()) return fail(Error::interrupted());
        if (run.failure)
            return fail(Error::no("process.simulation", "the recipe's run ended at time {}{}: {}",
                                  run.failure->time,
                                  run.failure->equation.empty()
                                      ? ""
                                      : format(", in the equation of {}", run.failure->equation),
                                  run.failure->what)
                            .mend("simulate the model with 'process simulate' first"));
        for (std::size_t t = 0; t < times.size(); ++t) {
            made.times.push_back(times[t] * hours_);
            for (std::size_t q = 0; q < names_.size(); ++q)
                made.values[q].push_back(run.values[t * names_.size() + q] * units_[q]);
        }
        state = std::move(run.end);
    }
    return made;
}

Result<void> Recipe::check_scaling(const ScaleStudy& study, const OperatingPoint& reference,
                                   const Context& context) const {
    std::vector<std::pair<std::string, double>> no_matter;
    STRANDLINE_TRY(const std::vector<double> once, settings_for(study, reference, 1, no_matter));
    STRANDLINE_TRY(const std::vector<double> twice, settings_for(study, reference, 2, no_matter));
    STRANDLINE_TRY(const Sampled small, sample(once, 1, context));
    STRANDLINE_TRY(const Sampled large, sample(twice, 2, context));
    for (std::size_t q = 0; q < names_.size(); ++q) {
        const double growth = names_[q] == "volume" || whole_[q] ? 2 : 1;
        double size = 0;
        for (const double value : small.values[q]) size = std::max(size, std::abs(value));
        for (std::size_t t = 0; t < small.times.size(); ++t) {
            const double wanted = growth * small.values[q][t], found = large.values[q][t];
            if (std::isfinite(found) && std::abs(found - wanted) <= 1e-3 * growth * size) continue;
            return fail(Error::input("process.scale_recipe",
                                     "the recipe does not scale: twice as large, {} is "
                                     "another",
                                     names_[q])
                            .at(recipe_.place)
                            .expected("{:.6g} at {:.4g} h", wanted, small.times[t])
                            .found("{:.6g}", found)
                            .mend("name in `scaled` all that grows with the vessel: the volume at the start, "
                                  "amounts, feeds that no table gives"));
        }
    }
    return {};
}

}  // namespace strandline::process
