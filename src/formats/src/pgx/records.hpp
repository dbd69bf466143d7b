#pragma once

#include "build.hpp"
#include "loci.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>

#include <memory>
#include <string>
#include <vector>

namespace strandline::formats {

/// A record that overlaps a known position, of those samples that are wanted.
struct PgxRecord {
    std::uint32_t chromosome = 0;
    std::int64_t position = 0, last = 0;  // of REF; of a block its END
    std::vector<std::string> alleles;     // REF first, in capitals; symbolic ones as they stand
    bool block = false;                   // no alternate is a sequence or a star: none, <*>, <NON_REF>
    bool genotyped = false;
    /// Two bytes a sample as BCF codes them: (allele + 1) << 1 | phased; 0x81 for the second of a haploid.
    const std::uint8_t* genotypes = nullptr;
    std::vector<std::uint8_t> kept;  // what `genotypes` points into where it was made here
    /// One a sample, INT32_MIN where missing; empty where FORMAT lacks the key.
    std::vector<std::int32_t> phase_sets, depths, least_depths, qualities;
    std::int64_t line = 0, number = 0;
};

constexpr std::uint8_t gt_end = 0x81, gt_missing = 0x80;
constexpr std::size_t most_gt_alleles = 62;  // whose codes are one byte

/// Which of a file's samples are wanted: their places in the file, in the order asked for.
struct PgxSamples {
    std::vector<std::string> names;
    std::vector<std::uint32_t> places;
    std::size_t in_file = 0;
    bool all = false;  // every sample, in the order of the file
};
Result<PgxSamples> choose_samples(const std::vector<std::string>& in_file,
                                  const std::vector<std::string>& wanted, const std::string& file);

/// A part of a chromosome that holds known positions.
struct PgxRegion {
    std::uint32_t chromosome;
    std::int64_t first, last;
};
std::vector<PgxRegion> regions_of(const PgxLoci& loci);

/// The records of a file that matter, in its order.
class PgxRecords {
public:
    virtual ~PgxRecords() = default;
    /// False at the end.
    virtual Result<bool> next(PgxRecord& into) = 0;
    Place place_of(const PgxRecord& record) const;

    PgxSamples samples;
    std::vector<std::string> remarks;
    std::uint64_t read = 0;   // records of any place
    PgxBuild build;           // what the file shows of it so far
    bool keep_depths = true;  // DP, MIN_DP and GQ of every record, and not of blocks alone

protected:
    PgxRecords(const Source& source, const PgxLoci& loci) : build(loci), source_(source), loci_(loci) {}
    /// Which chromosome a contig is; asked for each record, so the last answer is kept.
    std::uint32_t chromosome_of(std::string_view contig);
    /// Notes where the reading stands; false when nothing that matters can follow.
    bool follow(std::uint32_t chromosome, std::int64_t position);
    /// The index beside the file ("" where there is none, or it is older), of these endings.
    std::string index_beside(std::initializer_list<std::string_view> endings);

    Source source_;
    const PgxLoci& loci_;
    std::vector<std::uint32_t> contig_order_;  // chromosomes as the header lists them

private:
    std::string contig_;
    std::uint32_t chromosome_ = PgxLoci::unknown;
    std::uint32_t last_chromosome_ = PgxLoci::unknown;
    std::int64_t last_position_ = 0;
    std::vector<bool> seen_;
    bool sorted_ = true;
};

Result<std::unique_ptr<PgxRecords>> open_pgx_text(const Source& source, const PgxLoci& loci,
                                                  const std::vector<std::string>& wanted, unsigned threads);
Result<std::unique_ptr<PgxRecords>> open_pgx_bcf(const Source& source, const PgxLoci& loci,
                                                 const std::vector<std::string>& wanted, unsigned threads);

/// Sets `block` and puts sequences into capitals.
void tidy_alleles(PgxRecord& record);

}  // namespace strandline::formats
