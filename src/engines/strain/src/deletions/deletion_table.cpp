#include "deletions/deletion_table.hpp"

#include "model/numbers.hpp"

#include <algorithm>
#include <numeric>

namespace strandline::strain {
namespace {

constexpr std::size_t pending_most = 1 << 18;

}  // namespace

operation::Port deletions_port() {
    using namespace operation;
    return table("deletions", "strain.deletions/1",
                 {text_column("ids", "genes or reactions that are deleted together, joined by ';'"),
                  number_column("growth", "the objective's optimum without them; NA where there is none"),
                  text_column("status", "optimal, zero_growth, infeasible or unbounded")})
        .described("TSV: growth after each deletion")
        .and_perhaps({text_column("certified",
                                  "lethal, proved in exact arithmetic: yes, or no and why; NA: "
                                  "not lethal; with --certify")})
        .file("deletions.tsv");
}

DeletionTable::DeletionTable(Sink& sink, std::vector<std::string_view> ids, bool with_certificates)
    : sink_(sink),
      ids_(std::move(ids)),
      rank_(ids_.size()),
      pending_(with_certificates ? "ids\tgrowth\tstatus\tcertified\n" : "ids\tgrowth\tstatus\n") {
    std::vector<std::size_t> order(ids_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return ids_[i]; });
    for (std::size_t place = 0; place < order.size(); ++place)
        rank_[order[place]] = static_cast<std::int32_t>(place);
}

const std::string& DeletionTable::tail(DeletionOutcome outcome) {
    std::string& text = tails_[static_cast<std::size_t>(outcome.status)][outcome.growth];
    if (text.empty()) {
        const bool has_growth =
            outcome.status == FluxStatus::optimal || outcome.status == FluxStatus::zero_growth;
        text = '\t' + (has_growth ? shown(outcome.growth) : "NA") + '\t' + std::string(word(outcome.status));
    }
    return text;
}

void DeletionTable::add(std::span<const std::int32_t> members, DeletionOutcome outcome,
                        std::string_view certified) {
    std::int32_t sorted[3];
    const auto end = std::ranges::copy(members, sorted).out;
    const auto rank = [&](std::int32_t member) { return rank_[static_cast<std::size_t>(member)]; };
    std::ranges::sort(sorted, end, {}, rank);
    for (auto member = sorted; member != end; ++member) {
        if (member != sorted) pending_ += ';';
        pending_ += ids_[static_cast<std::size_t>(*member)];
    }
    pending_ += tail(outcome);
    if (!certified.empty()) (pending_ += '\t') += certified;
    pending_ += '\n';
    if (pending_.size() < pending_most) return;
    sink_.write(pending_);
    pending_.clear();
}

Result<void> DeletionTable::finish() {
    sink_.write(pending_);
    pending_.clear();
    return sink_.status();
}

}  // namespace strandline::strain
