#pragma once

#include "loci.hpp"

#include <strandline/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::formats {

/// The length of a chromosome, "chr10", of GRCh38 (GRCh37); 0 for one that is not known.
std::int64_t length_in_grch38(std::string_view chromosome);
std::int64_t length_in_grch37(std::string_view chromosome);

/// What a file shows of its build: its header, the places and names of its records, their REF. All errors
/// are "clinic.build".
class PgxBuild {
public:
    explicit PgxBuild(const PgxLoci& loci) : loci_(loci) {}

    /// A contig line: refused for another length, another assembly, another version of an accession.
    std::optional<Error> contig(std::string_view name, std::int64_t length, std::string_view assembly,
                                const Place& place);
    /// What ##reference or ##assembly name.
    void reference(std::string_view words, const Place& place);
    std::optional<Error> end_of_header() const;

    /// A contig that records name: refused once, without a place, for another version of an accession.
    std::optional<Error> version(std::string_view contig);
    /// A record anywhere on a known chromosome: refused once, without a place, behind its end. Known names
    /// (rsIDs) are counted, in their places and elsewhere.
    std::optional<Error> record(std::uint32_t chromosome, std::int64_t position, std::string_view ids);
    std::optional<Error> end_of_records(const std::string& file) const;

    /// At how many known positions REF agrees with GRCh38, and at how many it does not.
    std::optional<Error> references(std::uint64_t agree, std::uint64_t differ, const std::string& file) const;
    /// Whether positions without a record may be taken as reference.
    std::optional<Error> may_assume(std::uint64_t agree, const std::string& file) const;
    /// What to tell when the build is taken on trust; else nothing.
    std::string doubt(std::uint64_t agree) const;

private:
    static bool names_grch38(std::string_view words);

    const PgxLoci& loci_;
    bool is_stated_ = false, has_contigs_ = false, refused_ = false;
    std::optional<Error> named_otherwise_;
    std::uint64_t in_place_ = 0, elsewhere_ = 0;
    std::string example_;
};

}  // namespace strandline::formats
