#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/formula.hpp>
#include <strandline/domain/kinetic_model.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

enum class PetabScale : std::uint8_t { linear, log, log10 };

/// Of a parameter, for the posterior only; never inside a likelihood. Parameters as PEtab 2 orders them.
struct PetabPrior {
    enum class Kind : std::uint8_t {
        none,
        cauchy,
        chi_squared,
        exponential,
        gamma,
        laplace,
        log_laplace,
        log_normal,
        log_uniform,
        normal,
        rayleigh,
        uniform,
        parameter_scale_normal,
        parameter_scale_laplace,
        parameter_scale_uniform
    };
    Kind kind = Kind::none;
    std::vector<double> parameters;
    bool truncated = false;  // PEtab 2: to the parameter's bounds
};

struct PetabParameter {
    std::string id, name;
    PetabScale scale = PetabScale::linear;
    double lower = 0, upper = 0;  // not scaled
    double nominal = 0;           // not scaled; NaN where the table has none
    bool estimated = false;
    PetabPrior prior, start_prior;  // of the objective, and for drawing starts
};

/// target := formula (of parameters of the table, numbers; in PEtab 2 of any quantity of the model at that
/// time).
struct PetabChange {
    std::string target;
    domain::Formula formula;
};

struct PetabCondition {
    std::string id, name;
    std::vector<PetabChange> changes;
};

/// From `time` on the conditions hold. -infinity: simulated to the steady state before (pre-equilibration).
struct PetabPeriod {
    double time = 0;
    std::vector<std::int32_t> conditions;  // in PetabProblem::conditions, applied together; may be empty
};

/// What is simulated in one go. PEtab 1: one for each pair of conditions that a measurement names.
struct PetabExperiment {
    std::string id;
    std::vector<PetabPeriod> periods;  // in order of time
};

struct PetabObservable {
    enum class Noise : std::uint8_t { normal, laplace, log_normal, log_laplace, log10_normal, log10_laplace };
    std::string id, name;
    domain::Formula formula;  // not transformed
    domain::Formula
        noise_formula;  // the standard deviation, or the scale of Laplace's; on the transformed scale
    Noise noise = Noise::normal;
    /// Names in the formulas that measurements give a value, in order.
    std::vector<std::string> observable_placeholders, noise_placeholders;
};

struct PetabMeasurement {
    std::int32_t observable = 0, experiment = 0;
    double time = 0;  // infinity: at the steady state
    double value = 0;
    std::vector<domain::Formula> observable_parameters,
        noise_parameters;  // one a placeholder: number or name
    std::string dataset, replicate;
    std::int64_t row = 0;  // in the measurement table, from 1, its header not counted
};

/// A parameter estimation problem in the form of PEtab 2, whichever version the files have.
struct PetabProblem {
    int version = 1;
    domain::KineticModel model;
    std::vector<PetabParameter> parameters;
    std::vector<PetabCondition> conditions;
    std::vector<PetabExperiment> experiments;
    std::vector<PetabObservable> observables;
    std::vector<PetabMeasurement> measurements;
    std::vector<std::string>
        measurement_header;  // of the table as it is read, for writing simulations beside it
};

/// The files that a problem's YAML file names, in the order it names them.
struct PetabFiles {
    int version = 1;
    std::string model, model_id;  // id: of PEtab 2
    std::vector<std::string> parameters, mappings, conditions, experiments, observables, measurements;
    std::vector<std::string> all() const;  // the model first
};
Result<PetabFiles> petab_files(const Source& yaml);

/// The problem that a PEtab YAML file names; `open` gives the further files by the name they have there. CRLF
/// and byte order marks are read through. "petab.…" errors name file, line and column, and how to mend it.
Result<PetabProblem> read_petab(const Source& yaml,
                                const std::function<Result<Source>(std::string_view)>& open,
                                Context& context);

/// The measurement tables with what was simulated for each row (in the order of the rows, table after table)
/// in a column "simulation" where "measurement" is. Columns are those of the first table.
Result<void> write_petab_simulations(std::span<const Source> measurement_tables,
                                     std::span<const double> simulations, Sink& sink);

/// A formula of PEtab's grammar (version 2; version 1 is read by the same one).
Result<domain::Formula> parse_petab_formula(std::string_view text, const Place& place);

}  // namespace strandline::formats
