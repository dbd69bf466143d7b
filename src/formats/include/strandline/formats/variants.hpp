#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/variants.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace strandline::formats {

/// What a variant file held that is no sequence and was therefore read as the reference.
struct SkippedVariants {
    std::uint64_t symbolic = 0;           // alternates such as <DEL>, <INS:ME> and breakends
    std::vector<std::string> examples;    // of them: "chr1:1000 <DEL>", the first three
    std::uint64_t without_genotypes = 0;  // records whose FORMAT has no GT although there are samples
};

/// A VCF (4.1 to 4.4; plain, gzip or bgzip) or BCF (version 2) file, record by record.
///
/// Genotypes may be haploid, diploid or of any ploidy to 64, phased or not, missing in part or whole; `*` and
/// symbolic alternates keep their place. Phase sets (PS) are not told apart. INFO/AF is read where there are
/// no samples. Errors, up to 20 a file: no or a wrong header, too few cells, a position, REF, ALT or genotype
/// that is none ("vcf.…"), records out of order ("vcf.order"), data that end early ("gzip.truncated",
/// "bgzip.truncated", "bcf.corrupt").
class VariantReader {
public:
    static Result<VariantReader> open(const Source& source);
    ~VariantReader();
    VariantReader(VariantReader&&) noexcept;
    VariantReader& operator=(VariantReader&&) noexcept;

    const std::vector<std::string>& samples() const;
    /// Contigs named in the header; may be none.
    const std::vector<std::string>& contigs() const;
    /// Reads the next record; false at the end.
    Result<bool> next(domain::VariantRecord& into);
    const SkippedVariants& skipped() const;

    /// What reads records of one kind of file.
    class Backend;

private:
    explicit VariantReader(std::unique_ptr<Backend> backend);
    std::unique_ptr<Backend> backend_;
};

/// What the engines see; the reader must outlive it.
domain::VariantStream stream_of(VariantReader& reader, const Source& source);

}  // namespace strandline::formats
