#include "feed/fitted_parameters.hpp"
#include "fit/uncertainty.hpp"
#include "stochastic/random_stream.hpp"

#include <strandline/base/text.hpp>
#include <strandline/numerics/dense_matrix.hpp>
#include <strandline/process/fit.hpp>
#include <strandline/process/likelihood.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using formats::PetabScale;

Error no_fit(std::string_view file, std::string_view what) {
    return Error::input("process.feed_ensemble", "this is no result of 'process fit': {}", what)
        .at({.file = std::string(file)})
        .expected("its JSON with `estimates`, or a table of parameter sets")
        .mend("give the file that 'process fit -o fit.json' wrote");
}

PetabScale scale_of(const Json* name) {
    const std::string text = name && name->is_string() ? name->string() : "lin";
    return text == "log10" ? PetabScale::log10 : text == "log" ? PetabScale::log : PetabScale::linear;
}

const Json* number_in(const Json& estimate, std::string_view name) {
    const Json* found = estimate.find(name);
    return found && found->is_number() ? found : nullptr;
}

/// Fills in what the member `covariance` tells of pairs: {"parameters": [...], "scaled": [[...], ...]}.
Result<void> read_covariance(const Json& covariance, std::string_view file, FittedParameters& made) {
    const Json* names = covariance.find("parameters");
    const Json* rows = covariance.find("scaled");
    if (!names || !rows || !names->is_array() || !rows->is_array() ||
        rows->items().size() != names->items().size())
        return fail(no_fit(file, "its covariance is not complete"));
    const std::size_t n = made.ids.size();
    std::vector<std::size_t> place;
    for (const Json& name : names->items()) {
        const auto at = name.is_string() ? std::ranges::find(made.ids, name.string()) : made.ids.end();
        if (at == made.ids.end()) return fail(no_fit(file, "its covariance names other parameters"));
        place.push_back(static_cast<std::size_t>(at - made.ids.begin()));
    }
    for (std::size_t i = 0; i < place.size(); ++i) {
        const Json& row = rows->items()[i];
        if (!row.is_array() || row.items().size() != place.size())
            return fail(no_fit(file, "its covariance is not square"));
        for (std::size_t j = 0; j < place.size(); ++j) {
            if (!row.items()[j].is_number())
                return fail(no_fit(file, "its covariance holds something else than numbers"));
            made.covariance[place[i] * n + place[j]] = row.items()[j].number();
        }
    }
    made.has_covariance = true;
    return {};
}

/// Square root of the covariance, [component][parameter]: the eigenvectors, each as long as the root of its
/// eigenvalue. Parameters are made equal in size before, so that none is lost beside large ones.
std::vector<double> square_root(const FittedParameters& fitted) {
    const std::size_t n = fitted.ids.size();
    std::vector<double> scaled(n * n), size(n);
    for (std::size_t i = 0; i < n; ++i) size[i] = std::sqrt(fitted.covariance[i * n + i]);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (size[i] > 0 && size[j] > 0)
                scaled[i * n + j] = fitted.covariance[i * n + j] / (size[i] * size[j]);
    const numerics::SymmetricEigen eigen = numerics::symmetric_eigen(scaled, n);
    std::vector<double> root(n * n);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < n; ++i)
            root[k * n + i] = eigen.vectors[k * n + i] * std::sqrt(std::max(0.0, eigen.values[k])) * size[i];
    return root;
}

class Drawing {
public:
    explicit Drawing(const FittedParameters& fitted) : fitted_(fitted), root_(square_root(fitted)) {}

    std::vector<double> at(std::span<const double> quantiles) const {
        const std::size_t n = fitted_.ids.size();
        std::vector<double> scaled = fitted_.estimates;
        for (std::size_t k = 0; k < n; ++k) {
            const double normal = normal_quantile(std::clamp(quantiles[k], 1e-12, 1 - 1e-12));
            for (std::size_t i = 0; i < n; ++i) scaled[i] += normal * root_[k * n + i];
        }
        for (std::size_t i = 0; i < n; ++i) scaled[i] = from_scale(fitted_.scales[i], scaled[i]);
        return scaled;
    }

    bool keeps_signs(std::span<const double> values) const {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool linear = fitted_.scales[i] == PetabScale::linear;
            if (linear && fitted_.covariance[i * values.size() + i] > 0 &&
                !(values[i] * fitted_.estimates[i] > 0))
                return false;
        }
        return true;
    }

private:
    const FittedParameters& fitted_;
    std::vector<double> root_;
};

}  // namespace

Result<FittedParameters> fitted_parameters(const Json& fit, std::string_view file) {
    const Json* estimates = fit.find("estimates");
    if (!estimates || !estimates->is_object() || estimates->members().empty())
        return fail(no_fit(file, "it has no estimates"));
    FittedParameters made;
    std::vector<double> errors;
    for (const auto& [id, estimate] : estimates->members()) {
        const Json* value = number_in(estimate, "value");
        if (!value) return fail(no_fit(file, format("'{}' has no value", printable(id))));
        const PetabScale scale = scale_of(estimate.find("scale"));
        if (scale != PetabScale::linear && value->number() <= 0)
            return fail(no_fit(file, format("'{}' is not above 0, on a logarithmic scale", printable(id))));
        const Json* error = number_in(estimate, "standard_error");
        made.ids.push_back(id);
        made.scales.push_back(scale);
        made.estimates.push_back(to_scale(scale, value->number()));
        errors.push_back(error ? error->number() : 0);
    }
    const std::size_t n = made.ids.size();
    made.covariance.assign(n * n, 0);
    for (std::size_t i = 0; i < n; ++i) made.covariance[i * n + i] = errors[i] * errors[i];
    if (const Json* covariance = fit.find("covariance"); covariance && covariance->is_object())
        STRANDLINE_CHECK(read_covariance(*covariance, file, made));
    return made;
}

void keep_only(FittedParameters& fitted, const std::vector<std::string>& ids) {
    const std::size_t n = fitted.ids.size();
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < n; ++i)
        if (std::ranges::find(ids, fitted.ids[i]) != ids.end()) kept.push_back(i);
    FittedParameters made;
    made.has_covariance = fitted.has_covariance;
    for (const std::size_t i : kept) {
        made.ids.push_back(fitted.ids[i]);
        made.scales.push_back(fitted.scales[i]);
        made.estimates.push_back(fitted.estimates[i]);
        for (const std::size_t j : kept) made.covariance.push_back(fitted.covariance[i * n + j]);
    }
    fitted = std::move(made);
}

Result<std::vector<std::vector<double>>> draw_sets(const FittedParameters& fitted, std::size_t members,
                                                   Context& context) {
    constexpr int attempts = 1000;
    const std::size_t n = fitted.ids.size();
    const Drawing drawing(fitted);
    std::vector<std::vector<double>> sets{drawing.at(std::vector<double>(n, 0.5))};
    const std::vector<double> strata = latin_hypercube(members - 1, n, context.seed());
    std::size_t again = 0;
    for (std::size_t m = 0; m + 1 < members; ++m) {
        std::vector<double> values = drawing.at(std::span(strata).subspan(m * n, n));
        RandomStream random(context.seed(), m);
        again += !drawing.keeps_signs(values);
        for (int i = 0; i < attempts && !drawing.keeps_signs(values); ++i) {
            std::vector<double> quantiles(n);
            for (double& each : quantiles) each = random.uniform();
            values = drawing.at(quantiles);
        }
        if (!drawing.keeps_signs(values))
            return fail(Error::input("process.feed_ensemble", "the fit hardly determines its parameters")
                            .expected("standard errors smaller than the estimates, on linear scales")
                            .found("none of {} sets in which all keep their signs", attempts)
                            .mend("fit them on a logarithmic scale, or give a table of sets"));
        sets.push_back(std::move(values));
    }
    if (again > 0)
        context.log(LogLevel::warning,
                    format("{} of the ensemble drawn anew, since a parameter of linear scale changed its "
                           "sign: the fit hardly determines it",
                           counted(again, "member")));
    return sets;
}

}  // namespace strandline::process
