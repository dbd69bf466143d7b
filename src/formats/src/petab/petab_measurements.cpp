#include "problem_draft.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::formats::petab {
namespace {

using domain::Formula;

struct MeasurementColumns {
    std::size_t observable = 0, time = 0, value = 0;
    std::optional<std::size_t> experiment, before, condition, model, observable_parameters, noise_parameters,
        dataset, replicate;

    static Result<MeasurementColumns> of(const PetabTable& table, int version) {
        MeasurementColumns columns;
        STRANDLINE_TRY(columns.observable, table.column("observableId"));
        STRANDLINE_TRY(columns.time, table.column("time"));
        STRANDLINE_TRY(columns.value, table.column("measurement"));
        if (version >= 2) {
            columns.experiment = table.find("experimentId");
            columns.model = table.find("modelId");
        } else {
            columns.before = table.find("preequilibrationConditionId");
            STRANDLINE_TRY(columns.condition, table.column("simulationConditionId"));
        }
        columns.observable_parameters = table.find("observableParameters");
        columns.noise_parameters = table.find("noiseParameters");
        columns.dataset = table.find("datasetId");
        columns.replicate = table.find("replicateId");
        return columns;
    }
};

class MeasurementRows {
public:
    MeasurementRows(ProblemDraft& draft, const PetabTable& table, const MeasurementColumns& columns,
                    std::int64_t& row)
        : draft_(draft), table_(table), columns_(columns), row_(row) {}

    void read() {
        PetabMeasurement made;
        made.row = ++row_;
        const auto observable = index_of(draft_.observables, columns_.observable, "petab.unknown_observable",
                                         "observable", draft_.problem.observables);
        const auto experiment = draft_.version() >= 2 ? experiment_of() : pair_of();
        if (!observable || !experiment) return;
        made.observable = *observable;
        made.experiment = *experiment;
        made.time = time();
        made.value = value(made);
        const PetabObservable& of = draft_.problem.observables[static_cast<std::size_t>(made.observable)];
        made.observable_parameters =
            overrides(columns_.observable_parameters, of.observable_placeholders, "observableParameters", of);
        made.noise_parameters =
            overrides(columns_.noise_parameters, of.noise_placeholders, "noiseParameters", of);
        made.dataset = table_.text(columns_.dataset);
        made.replicate = table_.text(columns_.replicate);
        check_time(made);
        draft_.problem.measurements.push_back(std::move(made));
    }

private:
    template <class All>
    std::optional<std::int32_t> index_of(const std::unordered_map<std::string, std::int32_t>& indices,
                                         std::optional<std::size_t> column, const char* code,
                                         std::string_view of_what, const All& all) {
        key_ = table_.text(column);
        const auto found = indices.find(key_);
        if (found != indices.end()) return found->second;
        std::vector<std::string> known;
        for (const auto& each : all) known.push_back(each.id);
        draft_.errors.add(unknown_name(code, key_, of_what, table_.place(column), known,
                                       format("add it to the {} table, or correct the name", of_what)));
        return std::nullopt;
    }

    /// An empty cell takes the model as it is, from time 0.
    std::optional<std::int32_t> experiment_of() {
        const std::string_view model = table_.text(columns_.model);
        if (!model.empty() && model != draft_.files.model_id)
            draft_.errors.add(unknown_name("petab.unknown_model", model, "model",
                                           table_.place(columns_.model), {draft_.files.model_id},
                                           "name the model of the YAML file, or none"));
        if (!table_.text(columns_.experiment).empty())
            return index_of(draft_.experiments, columns_.experiment, "petab.unknown_experiment", "experiment",
                            draft_.problem.experiments);
        return experiment("", {{.time = 0, .conditions = {}}});
    }

    /// Of PEtab 1: each pair of conditions is an experiment.
    std::optional<std::int32_t> pair_of() {
        const auto condition = index_of(draft_.conditions, columns_.condition, "petab.unknown_condition",
                                        "condition", draft_.problem.conditions);
        if (!condition) return std::nullopt;
        std::string id(table_.text(columns_.condition));
        if (!table_.given(columns_.before)) return experiment(id, {{.time = 0, .conditions = {*condition}}});
        const auto before = index_of(draft_.conditions, columns_.before, "petab.unknown_condition",
                                     "condition", draft_.problem.conditions);
        if (!before) return std::nullopt;
        return experiment(format("{} after {}", id, table_.text(columns_.before)),
                          {{.time = -std::numeric_limits<double>::infinity(), .conditions = {*before}},
                           {.time = 0, .conditions = {*condition}}});
    }

    std::int32_t experiment(std::string id, std::vector<PetabPeriod> periods) {
        const auto [at, is_new] =
            draft_.experiments.try_emplace(id, static_cast<std::int32_t>(draft_.problem.experiments.size()));
        if (is_new) draft_.problem.experiments.push_back({std::move(id), std::move(periods)});
        return at->second;
    }

    double time() {
        const auto time = number_of(table_.text(columns_.time));
        if (time && *time != -std::numeric_limits<double>::infinity()) return *time;
        draft_.errors.add(not_a_number("time", table_.text(columns_.time), table_.place(columns_.time),
                                       "a number, or inf for the steady state"));
        return 0;
    }

    void check_time(const PetabMeasurement& made) {
        const auto& periods = draft_.problem.experiments[static_cast<std::size_t>(made.experiment)].periods;
        double begin = 0;
        for (const PetabPeriod& period : periods)
            if (std::isfinite(period.time)) {
                begin = period.time;
                break;
            }
        if (made.time >= begin) return;
        draft_.errors.add(Error::input("petab.time", "the measurement is before its experiment begins")
                              .at(table_.place(columns_.time))
                              .expected("a time from {} on", begin)
                              .found("{}", table_.text(columns_.time))
                              .mend("correct the time, or let the experiment begin earlier"));
    }

    double value(const PetabMeasurement& made) {
        const auto value = number_of(table_.text(columns_.value));
        if (!value || !std::isfinite(*value)) {
            draft_.errors.add(not_a_number("the measurement", table_.text(columns_.value),
                                           table_.place(columns_.value), "a finite number"));
            return 0;
        }
        using Noise = PetabObservable::Noise;
        const PetabObservable& of = draft_.problem.observables[static_cast<std::size_t>(made.observable)];
        if (*value <= 0 && of.noise != Noise::normal && of.noise != Noise::laplace)
            draft_.errors.add(Error::input("petab.log_measurement",
                                           "the noise is on a logarithmic scale and the measurement has no "
                                           "logarithm")
                                  .at(table_.place(columns_.value))
                                  .expected("a measurement above 0")
                                  .found("{}", table_.text(columns_.value))
                                  .mend("leave the row out, or give '{}' noise on the linear scale", of.id));
        return *value;
    }

    std::vector<Formula> overrides(std::optional<std::size_t> column,
                                   const std::vector<std::string>& placeholders, std::string_view name,
                                   const PetabObservable& of) {
        std::vector<Formula> made;
        if (!table_.given(column) && placeholders.empty()) return made;
        const std::vector<std::string_view> parts =
            table_.given(column) ? parts_of(table_.text(column)) : std::vector<std::string_view>();
        if (parts.size() != placeholders.size()) {
            draft_.errors.add(
                Error::input("petab.placeholder", "'{}' has {} to fill and the row gives {}", of.id,
                             counted(placeholders.size(), "placeholder"), counted(parts.size(), "value"))
                    .at(table_.place(column))
                    .expected("{}", placeholders.empty()
                                        ? format("an empty cell in {}", name)
                                        : format("{} in {} with semicolons between, for {}",
                                                 counted(placeholders.size(), "number or parameter id",
                                                         "numbers or parameter ids"),
                                                 name, join(placeholders, ", ")))
                    .found("{}", parts.empty() ? std::string("nothing")
                                               : format("'{}'", printable(table_.text(column))))
                    .mend("{}", parts.empty() ? "fill in the missing values"
                                              : "give one value for each placeholder of the observable"));
            return made;
        }
        for (const std::string_view part : parts) made.push_back(override_of(part, column));
        return made;
    }

    Formula override_of(std::string_view part, std::optional<std::size_t> column) {
        if (const auto number = number_of(part)) return Formula::of(*number);
        key_ = part;
        if (!draft_.parameters.contains(key_)) {
            std::vector<std::string> known;
            for (const PetabParameter& parameter : draft_.problem.parameters) known.push_back(parameter.id);
            draft_.errors.add(unknown_name("petab.unknown_parameter", part, "parameter", table_.place(column),
                                           known, "add it to the parameter table, or correct the name"));
        }
        return Formula::of(part);
    }

    ProblemDraft& draft_;
    const PetabTable& table_;
    const MeasurementColumns& columns_;
    std::int64_t& row_;
    std::string key_;
};

}  // namespace

Result<void> read_measurements(ProblemDraft& draft, const OpenFile& open) {
    std::int64_t row = 0;
    STRANDLINE_CHECK(each_table(draft.files.measurements, open, [&](PetabTable& table) -> Result<void> {
        STRANDLINE_TRY(const MeasurementColumns columns, MeasurementColumns::of(table, draft.version()));
        if (draft.problem.measurement_header.empty()) draft.problem.measurement_header = table.columns();
        MeasurementRows rows(draft, table, columns, row);
        for (;;) {
            STRANDLINE_TRY(const bool more, table.next());
            if (!more) return {};
            rows.read();
        }
    }));
    if (draft.problem.measurements.empty() && !draft.errors.any())
        return fail(Error::input("petab.empty", "the problem has no measurements")
                        .at({.file = draft.files.measurements.front()})
                        .expected("a row or more")
                        .found("only a header")
                        .mend("check that this is the file you meant"));
    return {};
}

}  // namespace strandline::formats::petab

namespace strandline::formats {

Result<void> write_petab_simulations(std::span<const Source> measurement_tables,
                                     std::span<const double> simulations, Sink& sink) {
    std::vector<std::string> columns;
    std::size_t row = 0;
    for (const Source& source : measurement_tables) {
        STRANDLINE_TRY(petab::PetabTable table, petab::PetabTable::open(source));
        std::string line;
        if (columns.empty()) {
            columns = table.columns();
            for (std::size_t i = 0; i < columns.size(); ++i)
                line +=
                    (i ? "\t" : "") + (columns[i] == "measurement" ? std::string("simulation") : columns[i]);
            sink.write(line + "\n");
        }
        std::vector<std::optional<std::size_t>> from;
        for (const std::string& column : columns) from.push_back(table.find(column));
        for (;;) {
            STRANDLINE_TRY(const bool more, table.next());
            if (!more) break;
            STRANDLINE_ASSERT(row < simulations.size());
            line.clear();
            for (std::size_t i = 0; i < columns.size(); ++i) {
                if (i) line += '\t';
                if (columns[i] != "measurement")
                    line += table.text(from[i]);
                else
                    line += format("{}", simulations[row]);
            }
            line += '\n';
            sink.write(line);
            ++row;
        }
    }
    return sink.status();
}

}  // namespace strandline::formats
