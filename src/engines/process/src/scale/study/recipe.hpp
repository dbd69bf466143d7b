#pragma once

#include "scale/study/points.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/process/simulation.hpp>
#include <strandline/process/start_values.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// What flows into the vessel of the recipe: each rate holds from its time to the next.
struct FeedTable {
    struct Column {
        std::string id;              // of the model's parameter
        bool flow = false;           // L/h, which grows with the vessel; else what the parameter itself is
        std::vector<double> values;  // one a time
    };
    std::vector<Column> columns;
    std::vector<double> times;  // h
};
/// `time_h` and columns `<id>_L_per_h`, or `<id>` and `<id>_<unit>` for controls that do not grow with the
/// vessel, in the model's own unit; times rise from 0.
Result<FeedTable> read_feed_table(const Source& source);

/// A limit along a run.
struct RunLimit {
    std::string name;                  // "oxygen", "heat", "carbon dioxide", "volume", "dissolved oxygen"
    std::string member;                // "oxygen_uptake_mmol_per_L_h"
    double peak = 0, allowed = 0;      // in the unit that the member's name tells
    std::optional<double> first_time;  // h, when it is reached
    bool at_least = false;             // `allowed` is the least, and `peak` the lowest
};

/// A quantity along a run; no values where the settings do not tell it.
struct RunCourse {
    std::string member;  // name with unit: "volume_L"
    std::string label;   // "volume, L"
    std::vector<double> values;
};

/// The recipe in one vessel.
struct RecipeRun {
    std::size_t vessel = 0;
    double factor = 1;          // that the recipe is enlarged by
    std::vector<double> times;  // h; twice where a feed jumps
    std::vector<RunCourse> courses;
    std::vector<RunLimit> limits;
    std::vector<std::pair<std::string, double>> totals;        // name with unit, value
    std::vector<std::pair<std::string, double>> feed_volumes;  // L
    std::vector<std::pair<std::string, double>> given;         // what the vessel set of the model
};

/// A recipe and its model, ready to be run in vessels.
class Recipe {
public:
    /// "process.scale_recipe" for what the model does not have, and where the recipe does not scale: run
    /// twice as large, concentrations must be the same.
    static Result<Recipe> make(const ScaleStudy& study, domain::KineticModel model, FeedTable feed,
                               const OperatingPoint& reference, Context& context);

    /// In the vessel of a point that has a speed. "process.simulation" (exit status 1) where the run cannot
    /// be finished.
    Result<RecipeRun> run(const ScaleStudy& study, const OperatingPoint& point, Context& context) const;

private:
    struct Sampled {
        std::vector<double> times;                // h
        std::vector<std::vector<double>> values;  // [quantity][time], in the units of sampled_units()
    };
    Result<std::vector<double>> settings_for(const ScaleStudy& study, const OperatingPoint& point,
                                             double factor,
                                             std::vector<std::pair<std::string, double>>& given) const;
    /// What a control is in a piece of the feed table, in the model's unit; after its end flows are 0.
    double fed(std::size_t column, std::size_t piece, double factor) const;
    Result<Sampled> sample(const std::vector<double>& settings, double factor, const Context& context) const;
    Result<void> check_scaling(const ScaleStudy& study, const OperatingPoint& reference,
                               const Context& context) const;

    RecipeSettings recipe_;
    FeedTable feed_;
    double end_ = 0;                  // h
    std::vector<std::string> names_;  // of the quantities, in the order observed
    std::vector<bool> whole_;         // told as a mass, not by volume
    std::vector<double> units_;       // what one of the model's is in ours
    double hours_ = 1, litres_ = 1;   // of the model's units of time and flow
    std::vector<Place> feed_places_;  // held values
    std::optional<StartValues> start_;
    std::optional<CompiledSystem> system_;
};

}  // namespace strandline::process
