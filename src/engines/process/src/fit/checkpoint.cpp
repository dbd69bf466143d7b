#include "fit/checkpoint.hpp"

#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
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

/// The members of a line, each of which must be there and of its kind.
class Members {
public:
    explicit Members(const Json& line) : line_(line) {}

    double number(std::string_view key) {
        const Json* found = line_.find(key);
        if (found && found->is_number()) return found->number();
        valid_ = false;
        return 0;
    }
    std::int32_t count(std::string_view key, double least) {
        const double found = number(key);
        valid_ &=
            found >= least && found <= std::numeric_limits<std::int32_t>::max() && found == std::floor(found);
        return valid_ ? static_cast<std::int32_t>(found) : 0;
    }
    /// null: none.
    double number_or(std::string_view key, double none) {
        const Json* found = line_.find(key);
        return found && found->is_null() ? none : number(key);
    }
    std::vector<double> numbers(std::string_view key, std::size_t size) {
        const Json* found = line_.find(key);
        std::vector<double> made;
        if (found && found->is_array())
            for (const Json& each : found->items())
                if (each.is_number()) made.push_back(each.number());
        valid_ &= made.size() == size && found->items().size() == size;
        return made;
    }
    std::string text(std::string_view key) {
        const Json* found = line_.find(key);
        if (found && found->is_string()) return found->string();
        valid_ = false;
        return {};
    }
    bool valid() const { return valid_; }

private:
    const Json& line_;
    bool valid_ = true;
};

std::optional<StartResult> start_of(const Json& line, std::size_t free) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Members members(line);
    StartResult made;
    made.index = static_cast<std::size_t>(std::max(1, members.count("start", 1)) - 1);
    made.start = members.numbers("from", free);
    made.at = members.numbers("to", free);
    made.start_cost = -members.number_or("llh_at_start", -infinity);
    made.cost = -members.number_or("objective", -infinity);
    made.optimality = members.number_or("optimality", infinity);
    made.iterations = members.count("iterations", 0);
    made.evaluations = members.count("evaluations", 0);
    made.drawn = members.count("drawn", 1);
    made.failure = members.text("failure");
    const std::string status = members.text("status");
    const auto* const known = std::ranges::find(statuses, status, [](FitStatus each) { return name(each); });
    if (!members.valid() || known == std::end(statuses)) return std::nullopt;
    made.status = *known;
    if ((made.status == FitStatus::failed_at_start) != std::isinf(made.cost)) return std::nullopt;
    return made;
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
