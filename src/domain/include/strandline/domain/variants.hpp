#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::domain {

/// The genotype of one sample: `ploidy` allele codes from `first` on in VariantRecord::codes.
struct SampleCall {
    std::uint32_t sample = 0;  // index into the sample names
    std::uint32_t first = 0;
    std::uint16_t ploidy = 0;
    bool phased = false;  // no allele stands apart from the one before by '/'
};

/// One record of a VCF or BCF file. Genotypes are sparse: a sample that has no call here is diploid and
/// carries the reference on both copies.
struct VariantRecord {
    static constexpr std::int16_t missing = -1;

    std::string contig;
    std::int64_t position = 0;            // of the first base of `reference`, counted from 0
    std::string id;                       // empty for "."
    std::string reference;                // upper-case IUPAC codes
    std::vector<std::string> alternates;  // bases in upper case, or "*", "<DEL>" and the like as written
    std::vector<SampleCall> calls;        // by sample
    std::vector<std::int16_t> codes;      // 0 reference, k alternates[k - 1], or `missing`
    std::vector<std::optional<double>> frequencies;  // INFO/AF by alternate; empty where not given
    std::int64_t line = 0;                           // of a text file, from 1; 0 for BCF
    std::int64_t number = 0;                         // of the record, from 1

    std::span<const std::int16_t> codes_of(const SampleCall& call) const {
        return std::span(codes).subspan(call.first, call.ploidy);
    }
};

/// Whether an alternate is a sequence: not `*`, not symbolic (`<DEL>`), not a breakend.
inline bool is_sequence(std::string_view alternate) {
    return !alternate.empty() && alternate.find_first_of("*<>[].") == std::string_view::npos;
}

/// Records in order, one at a time: each contig in one piece, positions ascending.
struct VariantStream {
    std::string name;                  // of the file, for errors
    std::vector<std::string> samples;  // none: the file tells sites only
    /// False at the end. The record is overwritten; its buffers are used again.
    std::function<Result<bool>(VariantRecord&)> next;
};

}  // namespace strandline::domain
