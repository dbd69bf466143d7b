#pragma once

#include "variants/region.hpp"

#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::edit {

/// A piece of a haplotype that holds all its windows whose first variant is `alleles.front()`: reference up
/// to that, then what copies that carry it read on.
struct Fragment {
    std::int64_t begin = 0;            // on the reference, of the first base
    std::vector<AlleleIndex> alleles;  // in order, of one copy
    std::string bases;
    bool at_contig_end = false;  // shorter than it would be elsewhere
};

/// Makes fragments for windows of up to `longest_window` bases.
class FragmentMaker {
public:
    FragmentMaker(const domain::PackedGenome& genome, Region& region, std::int64_t longest_window,
                  std::uint32_t most_combinations)
        : genome_(genome), region_(region), reach_(longest_window - 1), most_(most_combinations) {}

    /// The distinct fragments of one allele; none where no copy carries it.
    Result<std::vector<Fragment>> make(AlleleIndex index);

    /// Alleles for which not every combination was tried.
    std::uint64_t limited() const { return limited_; }

private:
    struct Path {
        std::vector<AlleleIndex> alleles;
        Bits slots;
        std::string bases;      // from the first allele on
        std::int64_t next = 0;  // base of the reference that follows
        std::int64_t need = 0;  // bases still to come
    };
    enum class Phase { listed, possible };

    Result<std::vector<Path>> paths(AlleleIndex index, Phase phase, std::size_t most_alleles);
    Result<bool> branch(std::vector<Path>& paths, AlleleIndex index, const VariantAllele& allele, Phase phase,
                        std::size_t most_alleles);
    void take(Path& path, AlleleIndex index, const VariantAllele& allele) const;
    Fragment finish(const Path& path) const;
    std::string reference(std::int64_t begin, std::int64_t end) const;

    const domain::PackedGenome& genome_;
    Region& region_;
    std::int64_t reach_;
    std::uint32_t most_;
    std::uint64_t limited_ = 0;
    bool loose_ = false;  // an allele whose phase is not known was met
};

}  // namespace strandline::edit
