#include "lanes/scan.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>
#include <strandline/process/lanes.hpp>

#include <algorithm>

namespace strandline::process {

using operation::Call;

Result<ScanFile> ScanFile::open(const Source& source, std::span<const Given> given) {
    STRANDLINE_TRY(auto table, formats::TableReader::open(source));
    ScanFile made(std::move(table));
    const auto& columns = made.table_.columns();
    made.named_ = !columns.empty() && columns.front() == "set";
    made.ids_.assign(columns.begin() + (made.named_ ? 1 : 0), columns.end());
    if (made.ids_.empty())
        return fail(Error::input("process.scan", "the table sets nothing")
                        .at({.file = source.name()})
                        .expected("one column for each id that differs between the sets"));
    for (const std::string& id : made.ids_)
        if (std::ranges::find(given, id, &Given::first) != given.end())
            return fail(Error::input("process.scan", "'{}' is given by --set and by --scan", id)
                            .at({.file = source.name()})
                            .expected("each id in one of them"));
    return made;
}

Result<std::string> ScanFile::name() {
    if (!named_) return format("{}", read_);
    std::string made(table_.text(0));
    if (!made.empty() && names_.insert(made).second) return made;
    return fail(
        Error::input("process.scan", "{}", made.empty() ? "a set has no name" : "two sets have one name")
            .at(table_.place(0))
            .expected("another name for each set")
            .found("{}", made.empty() ? "an empty cell" : format("'{}' again", printable(made)))
            .mend("name each set, or leave the column `set` out: sets are numbered then"));
}

Result<std::vector<ScanFile::Set>> ScanFile::next(std::size_t most) {
    std::vector<Set> sets;
    const std::size_t first = named_ ? 1 : 0;
    while (sets.size() < most) {
        STRANDLINE_TRY(const bool more, table_.next());
        if (!more && read_ == 0)
            return fail(Error::input("process.scan", "the table has no sets")
                            .at(table_.place())
                            .expected("one row for each set below the header"));
        if (!more) break;
        ++read_;
        STRANDLINE_TRY(std::string name_of, name());
        Set made{std::move(name_of), {}};
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            STRANDLINE_TRY(const double value, table_.number(first + i));
            made.values.push_back(value);
        }
        sets.push_back(std::move(made));
    }
    return sets;
}

namespace {

/// What can be set, for --set and the columns of the file; errors of a column name the file.
Result<StartValues> start_values(const SimulationRequest& request, const ScanFile& file,
                                 const Source& source) {
    std::vector<std::string> ids;
    for (const auto& [id, value] : request.given) ids.push_back(id);
    const std::vector<std::string> given = ids;
    ids.insert(ids.end(), file.ids().begin(), file.ids().end());
    Result<StartValues> made = StartValues::make(request.model, request.equations, ids);
    if (made) return made;
    STRANDLINE_CHECK(StartValues::make(request.model, request.equations, given));
    const bool has_set = std::ranges::find(file.ids(), "set") != file.ids().end();
    const bool one = file.ids().size() == 1 && file.ids()[0].find_first_of(",; ") != std::string::npos;
    return fail(std::move(made.error())
                    .at({.file = source.name(), .line = 1})
                    .mend("{}", one       ? "part the columns by tabs"
                                : has_set ? "make `set`, the names, the first column"
                                          : "correct the header of the table"));
}

/// Numbers that are held at a time.
constexpr std::size_t batch_numbers = 4'000'000;

Trajectory to_steady_state(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
                           const Context& context) {
    SteadyState found = steady_state(system, std::move(from), options, context);
    if (found.failure) {
        Trajectory made;
        made.failure = std::move(found.failure);
        return made;
    }
    const double time = found.state.time;
    return simulate(system, std::move(found.state), std::span(&time, 1), options, context);
}

class Scan {
public:
    Scan(const Call& call, SimulationRequest& request, StartValues start, std::vector<double> settings)
        : steady_(call.text("method") == "steady-state"),
          request_(request),
          start_(std::move(start)),
          settings_(std::move(settings)),
          system_(std::move(request.equations), request.columns.nodes, false),
          lanes_(system_, request.columns.nodes) {}

    std::size_t batch() const {
        const std::size_t numbers =
            std::max<std::size_t>(1, request_.times.size() * request_.columns.ids.size());
        return std::clamp<std::size_t>(batch_numbers / numbers / lane_batch, 1, 64) * lane_batch;
    }

    std::vector<Trajectory> run(std::span<const ScanFile::Set> sets, std::size_t first_given,
                                const Context& context) {
        std::vector<SystemState> starts;
        for (const ScanFile::Set& set : sets) {
            for (std::size_t i = 0; i < set.values.size(); ++i)
                settings_[start_.position(first_given + i)] = set.values[i];
            starts.push_back(start_.at(request_.start, settings_, request_.options.seed));
        }
        if (!steady_) return simulate_all(lanes_, starts, request_.times, request_.options, context);
        std::vector<Trajectory> made(starts.size());
        parallel_for(starts.size(), context.threads(), [&](std::size_t i) {
            made[i] = to_steady_state(system_, starts[i], request_.options, context);
        });
        return made;
    }

private:
    static constexpr std::size_t lane_batch = 32;
    bool steady_;
    SimulationRequest& request_;
    StartValues start_;
    std::vector<double> settings_;
    CompiledSystem system_;
    LaneSystem lanes_;
};

}  // namespace

Result<void> scan(const Call& call, SimulationRequest request, Context& context,
                  const std::function<Result<void>(const ScannedSet&)>& take) {
    STRANDLINE_TRY(ScanFile file, ScanFile::open(call.input("scan"), request.given));
    const std::size_t first = request.given.size();
    STRANDLINE_TRY(StartValues start, start_values(request, file, call.input("scan")));
    std::vector<double> settings = settings_of(start, request.given);
    Scan scan(call, request, std::move(start), std::move(settings));
    for (std::uint64_t done = 0;;) {
        STRANDLINE_TRY(const auto sets, file.next(scan.batch()));
        if (sets.empty()) return {};
        std::vector<Trajectory> found = scan.run(sets, first, context);
        if (context.cancelled()) return fail(Error::interrupted());
        for (std::size_t i = 0; i < sets.size(); ++i)
            STRANDLINE_CHECK(take({sets[i].name, std::move(found[i])}));
        done += sets.size();
        context.progress("sets", done, 0);
    }
}

}  // namespace strandline::process
