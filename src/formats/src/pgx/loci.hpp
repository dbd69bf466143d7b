#pragma once

#include "reference.hpp"

#include <strandline/base/result.hpp>

#include <optional>
#include <span>
#include <unordered_map>

namespace strandline::formats {

/// A position of a definition, ready to be compared with records.
struct PgxLocus {
    std::uint32_t gene = 0, column = 0;
    const domain::PgxPosition* position = nullptr;
    std::vector<std::vector<PgxEdit>> alts;  // what each documented alternate does
    bool changes_length = false;             // one of them does
    std::int64_t first = 0, last = 0;        // of REF, and of all places where the change may be written
    std::int64_t ref_last = 0;
};

/// All positions of the definitions, by chromosome and place.
class PgxLoci {
public:
    explicit PgxLoci(std::span<const domain::GeneDefinition> definitions);

    static constexpr std::uint32_t unknown = ~std::uint32_t{0};
    struct Chromosome {
        std::string name;                  // "chr10"
        std::vector<std::string> aliases;  // what files call it
        std::vector<PgxLocus> loci;        // by `first`
        std::int64_t longest = 0;          // of first to last
        std::int64_t end = 0;              // the last base of any
        std::int64_t length = 0;           // in GRCh38; 0 where it is not known
    };
    const std::vector<Chromosome>& chromosomes() const { return chromosomes_; }
    const PgxReference& reference() const { return reference_; }

    /// Which chromosome a file's contig is, or `unknown`.
    std::uint32_t chromosome_of(std::string_view contig) const;
    /// The accession that is known where a contig is another version of it; or nothing.
    std::string other_version_of(std::string_view contig) const;
    /// Which position has this rsID, or nullptr.
    const domain::PgxPosition* position_of(std::string_view rsid) const;
    /// The loci that overlap first to last.
    bool touches(std::uint32_t chromosome, std::int64_t first, std::int64_t last) const;
    template <class Visit>
    void overlapping(std::uint32_t chromosome, std::int64_t first, std::int64_t last, Visit visit) const {
        const Chromosome& one = chromosomes_[chromosome];
        for (std::size_t i = from(one, first); i < one.loci.size() && one.loci[i].first <= last; ++i)
            if (one.loci[i].last >= first) visit(one.loci[i]);
    }

private:
    static std::size_t from(const Chromosome& chromosome, std::int64_t first);

    PgxReference reference_;
    std::vector<Chromosome> chromosomes_;
    std::unordered_map<std::string, std::uint32_t> names_;  // in small letters
    std::unordered_map<std::string, const domain::PgxPosition*> rsids_;
};

}  // namespace strandline::formats
