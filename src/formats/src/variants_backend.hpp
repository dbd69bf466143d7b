#pragma once

#include <strandline/formats/variants.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace strandline::formats {

class VariantReader::Backend {
public:
    virtual ~Backend() = default;
    virtual Result<bool> next(domain::VariantRecord& into) = 0;

    std::vector<std::string> samples, contigs;
    SkippedVariants skipped;
};

/// Holds records to the order that a stream promises.
class RecordOrder {
public:
    /// What is wrong with this record behind the last; nothing when it may stand here.
    std::optional<Error> check(const domain::VariantRecord& record, const Place& place);

private:
    std::string contig_;
    std::int64_t position_ = 0;
    std::unordered_set<std::string> seen_;
};

/// Counts alternates that are no sequence.
void count_symbolic(const domain::VariantRecord& record, SkippedVariants& skipped);

constexpr std::uint16_t most_copies = 64;  // ploidy

Result<std::unique_ptr<VariantReader::Backend>> open_vcf(const Source& source);
Result<std::unique_ptr<VariantReader::Backend>> open_bcf(const Source& source);

}  // namespace strandline::formats
