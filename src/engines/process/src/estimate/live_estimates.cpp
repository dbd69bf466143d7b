#include "estimate/live_estimates.hpp"

#include "estimate/estimate_operation.hpp"
#include "feed/feed_settings.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::process {

using formats::SettingsDocument;

Result<LiveEstimates> LiveEstimates::make(const operation::Call& call, Context& context) {
    STRANDLINE_TRY(const SettingsDocument document, SettingsDocument::read(call.input("settings")));
    STRANDLINE_TRY(domain::KineticModel model, read_estimate_model(call, context));
    extend_model(document, model);
    return LiveEstimates(call.input("settings"), std::move(model));
}

void LiveEstimates::take(const EstimationCase& now) {
    for (const InputChange& change : now.inputs)
        if (inputs_.emplace(change.input, change.time, change.value).second) estimator_->take(change);
    for (const Reading& reading : now.readings)
        if (readings_.emplace(reading.signal, reading.time, reading.value).second) estimator_->take(reading);
}

Result<bool> LiveEstimates::update(const RunData& run) {
    STRANDLINE_TRY(const SettingsDocument document, SettingsDocument::read(settings_));
    domain::KineticModel extended;
    extend_model(document, extended);  // asks for what it knows; the model itself has it already
    read_ = read_estimate_settings(document, model_);
    STRANDLINE_TRY(EstimationCase now, estimation_case(document, model_, read_, run, {}));
    STRANDLINE_CHECK(document.finish());
    if (now.readings.empty()) return false;
    if (!estimator_) {
        first_ = std::make_unique<EstimationCase>(std::move(now));
        estimator_ = std::make_unique<Estimator>(first_->problem);
        take(*first_);
    } else {
        take(now);
    }
    const double hour = std::max(0.0, run.readings.back().arrival);
    rows_.push_back(estimate_at(first_->problem, *estimator_, read_.outputs.size(), hour));
    estimator_->forget_before(hour - read_.late);
    return true;
}

std::string LiveEstimates::words() const {
    const EstimateRow& row = rows_.back();
    const EstimateRun none;
    const auto columns = EstimateReport{*first_, read_, none, ""}.columns();
    std::string words = format("{:.4g} h:", row.time);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::size_t states = row.quantities.size();
        const Uncertain& value = i < states ? row.quantities[i] : row.outputs[i - states];
        words += format("{} {} {:.4g} ± {:.2g} {}", i ? "," : "", columns[i].first, value.value,
                        value.deviation, columns[i].second);
    }
    return words;
}

Result<void> LiveEstimates::write(Sink& sink) const {
    if (rows_.empty()) return {};
    const EstimateRun none;
    return write_estimates(EstimateReport{*first_, read_, none, ""}, rows_, sink);
}

}  // namespace strandline::process
