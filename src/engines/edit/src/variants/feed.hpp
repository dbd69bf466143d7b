#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/domain/variants.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace strandline::edit {

/// The records of a stream that lie on the genome, one ahead, with REF checked against the genome.
class RecordFeed {
public:
    RecordFeed(const domain::PackedGenome& genome, domain::VariantStream& stream)
        : genome_(genome), stream_(stream) {}

    /// Moves to the next record on a contig of the genome; `record()` is empty at the end.
    Result<void> advance();
    const domain::VariantRecord* record() const { return has_ ? &record_ : nullptr; }
    domain::ContigId contig() const { return contig_; }
    std::int64_t contig_length() const { return genome_.contigs()[contig_].length; }

    /// After the last record: an error where no contig of the file is in the genome, a warning where some
    /// are not.
    Result<void> check_contigs(Context& context) const;

private:
    Result<bool> read();
    bool on_genome();
    std::optional<Error> check_reference() const;
    Result<void> gather_errors(Error first);
    Place place() const;

    const domain::PackedGenome& genome_;
    domain::VariantStream& stream_;
    domain::VariantRecord record_;
    bool has_ = false;
    domain::ContigId contig_ = 0;
    std::string contig_name_;  // of the last record, and whether it is in the genome
    bool contig_known_ = false;
    std::uint64_t count_ = 0;
    std::map<std::string, std::uint64_t> absent_;  // records by contig
};

}  // namespace strandline::edit
