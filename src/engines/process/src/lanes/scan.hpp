#pragma once

#include "simulate/simulation_request.hpp"

#include <strandline/formats/table.hpp>

#include <functional>
#include <optional>
#include <unordered_set>

namespace strandline::process {

/// Parameter sets of a TSV file: one column an id, one row a set; a first column `set` may name them.
class ScanFile {
public:
    /// "process.scan" for a table without ids, or with one that --set gives, too.
    static Result<ScanFile> open(const Source& source, std::span<const Given> given);

    const std::vector<std::string>& ids() const { return ids_; }
    struct Set {
        std::string name;  // of a table without names, its number from 1
        std::vector<double> values;
    };
    /// The next sets, at most so many; none at the end. "process.scan" for a name that is empty or there
    /// twice, and for a table without sets.
    Result<std::vector<Set>> next(std::size_t most);

private:
    Result<std::string> name();

    explicit ScanFile(formats::TableReader table) : table_(std::move(table)) {}
    formats::TableReader table_;
    bool named_ = false;
    std::vector<std::string> ids_;
    std::unordered_set<std::string> names_;
    std::int64_t read_ = 0;
};

/// What came of one set.
struct ScannedSet {
    std::string name;
    Trajectory trajectory;
};

/// Every set of the file, in its order, by the method of the call: to the times, or to the steady state. Sets
/// are read, computed and told in batches, so that a file of any length needs the memory of one.
Result<void> scan(const operation::Call& call, SimulationRequest request, Context& context,
                  const std::function<Result<void>(const ScannedSet&)>& take);

}  // namespace strandline::process
