#pragma once

#include "feed/optimal_control.hpp"
#include "simulate/start_state.hpp"

#include <strandline/domain/kinetic_model.hpp>
#include <strandline/formats/settings.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace strandline::process {

/// A quantity that the settings chose, as an expression over the model's.
struct NamedExpression {
    std::string name;
    domain::Formula formula;
    std::string unit;  // UCUM; empty where nobody says
    ::strandline::Place place;
};

struct FeedControl {
    Control control;
    std::string name;  // of its column
    std::string unit;  // of the model's parameter
    ::strandline::Place place;
};

struct FeedLimit {
    NamedExpression quantity;
    std::optional<double> least, most;  // in quantity.unit
    bool at_end_only = false;
};

/// What a problem file asks for, in the units of the model.
struct FeedSettings {
    std::vector<Given> given;
    double hours = 1;  // that one time unit of the model has
    double end_lower = 0, end_upper = 0;
    std::int32_t pieces = 1, samples = 2;
    std::vector<FeedControl> controls;
    NamedExpression objective;
    bool maximise = true;
    std::vector<FeedLimit> limits;
    std::size_t members = 20;  // of an ensemble that is drawn
    double caution = 0;
    std::vector<std::string> quantities;  // of the prediction; empty: all that moves
    double interval_h = 0.1;              // of the steps of profiles that are not constant
    FeedOptions options;
};

/// The name of a file that the settings name in [`table`], "" where they name none.
std::string named_file(const formats::SettingsDocument& document, std::string_view table);

/// Ids of all that an expression may name, but functions.
std::set<std::string, std::less<>> quantity_names(const domain::KineticModel& model);

/// Letters, digits and _, the first no digit.
bool is_quantity_id(std::string_view text);

/// Time unit, [define] and [integral] of the settings become parts of the model; what is wrong is noted in
/// the document, as in `read_feed_settings`.
void extend_model(const formats::SettingsDocument& document, domain::KineticModel& model);

/// What an event sets must go from one piece to the next, as states do: it becomes one that rests.
void carry_what_events_set(domain::KineticModel& model);

/// What is missing, wrong or does not fit the model is noted in the document, to be told at once by its
/// finish().
FeedSettings read_feed_settings(const formats::SettingsDocument& document, const domain::KineticModel& model);

}  // namespace strandline::process
