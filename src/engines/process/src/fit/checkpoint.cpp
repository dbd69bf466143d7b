#include "fit/checkpoint.hpp"

#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace strandline::process {
namespace {

Json numbers(const std::vector<double>& values) {
    Json made = Json::array();
    for (const double value : values) made.push_back(value);
    return made;
}

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

constexpr FitStatus statuses[] = {FitStatus::converged, FitStatus::stalled, FitStatus::max_iterations,
                                  FitStatus::failed_at_start};

std::optional<StartResult> start_of(const Json& line, std::size_t free) {
    const auto number = [&](std::string_view key, double otherwise) {
        const Json* found = line.find(key);
        return found && found->is_number() ? found->number() : otherwise;
    };
    const auto vector = [&](std::string_view key) {
        std::vector<double> made;
        if (const Json* found = line.find(key); found && found->is_array())
            for (const Json& each : found->items())
                if (each.is_number()) made.push_back(each.number());
        return made;
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    StartResult made;
    made.index = static_cast<std::size_t>(std::max(0.0, number("start", 1) - 1));
    made.start = vector("from");
    made.at = vector("to");
    if (made.start.size() != free || made.at.size() != free) return std::nullopt;
    made.start_cost = -number("llh_at_start", -infinity);
    made.cost = -number("objective", -infinity);
    made.optimality = number("optimality", 0);
    made.iterations = static_cast<std::int32_t>(number("iterations", 0));
    made.evaluations = static_cast<std::int32_t>(number("evaluations", 0));
    made.drawn = static_cast<std::int32_t>(number("drawn", 1));
    const Json* status = line.find("status");
    const Json* failure = line.find("failure");
    if (failure && failure->is_string()) made.failure = failure->string();
    for (const FitStatus each : statuses)
        if (status && status->is_string() && status->string() == name(each)) {
            made.status = each;
            return made;
        }
    return std::nullopt;
}

Error wrong(const Source& source, std::int64_t line, std::string_view what) {
    return Error::input("process.resume", "{}", what)
        .at({.file = source.name(), .line = line})
        .expected("the --checkpoint of an interrupted run of this very fit")
        .mend("give the file of the same problem, starts, seed and method, or leave --resume out");
}

}  // namespace

Result<std::string> fit_identity(std::span<const Source> files, const FitOptions& options) {
    Sha256 hash;
    for (const Source& file : files) {
        STRANDLINE_TRY(const Digest digest, file.digest());
        hash.update(digest.raw());
    }
    hash.update(format("{} {} {} {} {} {}", options.starts, options.seed, static_cast<int>(options.method),
                       options.hierarchical, options.from_nominal, options.optimiser.max_iterations));
    return hash.finish().hex();
}

std::string checkpoint_head(const std::string& fit) {
    Json head = Json::object();
    head.set("fit", fit);
    return head.compact() + "\n";
}

std::string checkpoint_line(const StartResult& result) {
    Json line = Json::object();
    line.set("start", static_cast<std::int64_t>(result.index + 1))
        .set("from", numbers(result.start))
        .set("to", numbers(result.at))
        .set("llh_at_start", finite(-result.start_cost))
        .set("objective", finite(-result.cost))
        .set("optimality", finite(result.optimality))
        .set("iterations", result.iterations)
        .set("evaluations", result.evaluations)
        .set("drawn", result.drawn)
        .set("status", name(result.status))
        .set("failure", result.failure);
    return line.compact() + "\n";
}

Result<std::vector<StartResult>> read_checkpoint(const Source& source, const std::string& fit,
                                                 std::size_t free) {
    STRANDLINE_TRY(const std::string text, formats::read_bytes(source));
    std::vector<StartResult> made;
    const std::vector<std::string_view> lines = split(text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (trim(lines[i]).empty()) continue;
        const auto number = static_cast<std::int64_t>(i + 1);
        const Result<Json> line = Json::parse(lines[i], source.name());
        if (!line) {
            if (i + 1 == lines.size() && i > 0) break;  // written when the machine stopped
            return fail(wrong(source, number, "not a line of a checkpoint"));
        }
        if (i == 0) {
            const Json* of = line->find("fit");
            if (!of || !of->is_string()) return fail(wrong(source, number, "not a checkpoint of a fit"));
            if (of->string() != fit) return fail(wrong(source, number, "a checkpoint of another fit"));
            continue;
        }
        std::optional<StartResult> start = start_of(*line, free);
        if (!start) return fail(wrong(source, number, "not a start of this fit"));
        made.push_back(std::move(*start));
    }
    return made;
}

}  // namespace strandline::process
