#include "feed/parameter_sets.hpp"
#include "feed/fitted_parameters.hpp"
#include "lanes/scan.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/process/equations.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

/// Tables with commas become tables with tabs; an id or a number holds neither.
Source with_tabs(const Source& source, std::string text) {
    const std::string_view header = std::string_view(text).substr(0, text.find('\n'));
    if (header.find('\t') != std::string_view::npos || header.find(',') == std::string_view::npos)
        return source;
    std::ranges::replace(text, ',', '\t');
    return Source::memory(source.name(), std::move(text));
}

Result<ParameterSets> from_table(const Source& source) {
    STRANDLINE_TRY(ScanFile file, ScanFile::open(source, {}));
    ParameterSets made{file.ids(), {}};
    for (;;) {
        STRANDLINE_TRY(auto sets, file.next(1000));
        if (sets.empty()) return made;
        for (auto& set : sets) made.values.push_back(std::move(set.values));
    }
}

Result<ParameterSets> from_fit(const std::string& text, const Source& source,
                               const domain::KineticModel& model, std::size_t members, Context& context) {
    STRANDLINE_TRY(const Json root, Json::parse(text, source.name()));
    STRANDLINE_TRY(FittedParameters fitted, fitted_parameters(root, source.name()));
    std::vector<std::string> known, left_out;
    for (const Setting& each : settings(model)) known.push_back(each.id);
    for (const std::string& id : fitted.ids)
        if (std::ranges::find(known, id) == known.end()) left_out.push_back(id);
    if (left_out.size() == fitted.ids.size())
        return fail(Error::input("process.feed_ensemble", "the fit has no parameter of the model")
                        .at({.file = source.name()})
                        .expected("estimates of some of {}", join(known, ", "))
                        .found("{}", join(left_out, ", "))
                        .mend("give the fit of this model"));
    if (!left_out.empty())
        context.log(LogLevel::notice, format("no part of the model, and left out: {}", join(left_out, ", ")));
    if (members > 1 && !fitted.has_covariance)
        context.log(LogLevel::warning,
                    "the fit tells no covariances: its parameters vary independently, by their standard "
                    "errors");
    keep_only(fitted, known);
    auto sets = draw_sets(fitted, members, context);
    if (!sets) return fail(in_file(std::move(sets.error()), source));
    return ParameterSets{fitted.ids, std::move(*sets)};
}

}  // namespace

Result<ParameterSets> read_parameter_sets(const Source& source, const domain::KineticModel& model,
                                          std::size_t members, Context& context) {
    STRANDLINE_TRY(std::string text, formats::read_bytes(source));
    if (trim(text).starts_with('{')) return from_fit(text, source, model, members, context);
    return from_table(with_tabs(source, std::move(text)));
}

}  // namespace strandline::process
