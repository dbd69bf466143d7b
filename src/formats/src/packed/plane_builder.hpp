#pragma once

#include <strandline/base/pages.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::formats {

/// Makes a PackedGenome contig by contig. Where bases go is settled in order; the bases themselves may then
/// be placed from several threads.
class PlaneBuilder {
public:
    using Run = domain::PackedGenome::Run;

    /// `likely_length` bases are expected; more or fewer is no error.
    explicit PlaneBuilder(std::uint64_t likely_length = 0);

    void begin_contig(std::string name, bool circular);
    void end_contig();
    const std::vector<domain::PackedGenome::Contig>& contigs() const { return contigs_; }

    /// The present contig gets `count` bases more; where the first of them stands.
    std::uint64_t extend(std::uint64_t count);
    /// Of the present contig, in ascending order. Its bases stay 0 in the planes.
    void add_run(std::uint64_t position, std::uint64_t count, char letter);

    /// Before `place`: makes the planes as long as what was settled so far.
    void make_room();
    /// Puts `count` bases from bit `from` of two planes to `position`. Every base is placed at most once;
    /// calls for different bases may run at the same time.
    void place(std::span<const std::uint64_t> low, std::span<const std::uint64_t> high, std::uint64_t from,
               std::uint64_t count, std::uint64_t position);

    /// What was built, when all is placed and the last contig has ended.
    domain::PackedGenome finish();

private:
    struct Memory {
        Pages low, high;
        std::vector<Run> runs;
    };
    void add_wrap_runs();
    void wrap(const domain::PackedGenome::Contig& contig, std::span<std::uint64_t> plane) const;

    std::shared_ptr<Memory> memory_ = std::make_shared<Memory>();
    std::vector<domain::PackedGenome::Contig> contigs_;
    std::size_t first_run_ = 0;  // of the present contig
    std::uint64_t next_ = 0;     // where the next contig begins
};

/// Where the contig behind one of `length` bases at `offset` begins.
std::uint64_t next_offset(std::uint64_t offset, std::uint64_t length);
/// Words of a plane whose contigs end before `next`.
std::uint64_t plane_words(std::uint64_t next);

}  // namespace strandline::formats
