#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/operation/port.hpp>
#include <strandline/strain/deletions.hpp>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::strain {

/// The port "deletions": ids, growth, status, and perhaps certified.
operation::Port deletions_port();

/// Writes one row a deletion, millions of them.
class DeletionTable {
public:
    /// `ids` by gene or reaction; must outlive this.
    DeletionTable(Sink& sink, std::vector<std::string_view> ids, bool with_certificates = false);
    /// Members in any order; their ids are written in order of the text, joined by ';'.
    /// `certified` only of a table with certificates.
    void add(std::span<const std::int32_t> members, DeletionOutcome outcome, std::string_view certified = {});
    Result<void> finish();

private:
    const std::string& tail(DeletionOutcome outcome);

    Sink& sink_;
    std::vector<std::string_view> ids_;
    std::vector<std::int32_t> rank_;
    std::unordered_map<double, std::string> tails_[5];  // growth and status as text, by status
    std::string pending_;
};

}  // namespace strandline::strain
