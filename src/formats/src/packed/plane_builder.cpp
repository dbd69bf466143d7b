#include "packed/plane_builder.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <utility>

namespace strandline::formats {
namespace {

using domain::PackedGenome;

constexpr std::uint64_t wrapped = PackedGenome::wrap;
constexpr std::uint64_t padding = 512;
constexpr std::uint64_t longest_run = std::numeric_limits<std::uint32_t>::max();

/// `count` bits, at most 64, from bit `from` on. Does not look at words that hold none of them.
std::uint64_t bits_at(std::span<const std::uint64_t> plane, std::uint64_t from, std::uint64_t count) {
    const std::uint64_t word = from / 64, shift = from % 64;
    std::uint64_t bits = plane[word] >> shift;
    if (shift + count > 64) bits |= plane[word + 1] << (64 - shift);
    return count == 64 ? bits : bits & ((std::uint64_t{1} << count) - 1);
}

/// A word may hold bases of two chunks, which two threads place.
void add_bits(std::uint64_t& word, std::uint64_t bits) {
    std::atomic_ref(word).fetch_or(bits, std::memory_order_relaxed);
}

void copy_bits(std::span<const std::uint64_t> from_plane, std::uint64_t from, std::uint64_t count,
               std::span<std::uint64_t> to_plane, std::uint64_t to) {
    if (to % 64 != 0) {
        const std::uint64_t head = std::min(count, 64 - to % 64);
        add_bits(to_plane[to / 64], bits_at(from_plane, from, head) << to % 64);
        from += head;
        to += head;
        count -= head;
    }
    std::uint64_t* whole = to_plane.data() + to / 64;
    for (; count >= 64; count -= 64, from += 64) *whole++ = bits_at(from_plane, from, 64);
    if (count > 0) add_bits(*whole, bits_at(from_plane, from, count));
}

}  // namespace

std::uint64_t next_offset(std::uint64_t offset, std::uint64_t length) {
    return offset + (length + wrapped + 63) / 64 * 64;
}
std::uint64_t plane_words(std::uint64_t next) { return (next + padding) / 64; }

PlaneBuilder::PlaneBuilder(std::uint64_t likely_length) {
    memory_->low.grow(likely_length / 64);
    memory_->high.grow(likely_length / 64);
}

void PlaneBuilder::begin_contig(std::string name, bool circular) {
    contigs_.push_back({std::move(name), 0, next_, circular});
    first_run_ = memory_->runs.size();
}

std::uint64_t PlaneBuilder::extend(std::uint64_t count) {
    PackedGenome::Contig& contig = contigs_.back();
    const std::uint64_t position = contig.offset + static_cast<std::uint64_t>(contig.length);
    contig.length += static_cast<std::int64_t>(count);
    return position;
}

void PlaneBuilder::add_run(std::uint64_t position, std::uint64_t count, char letter) {
    auto& runs = memory_->runs;
    while (count > 0) {
        const bool goes_on = !runs.empty() && runs.back().letter == letter &&
                             runs.back().begin + runs.back().length == position &&
                             runs.back().length < longest_run;
        if (!goes_on) runs.push_back({position, 0, letter});
        const std::uint64_t here = std::min(count, longest_run - runs.back().length);
        runs.back().length += static_cast<std::uint32_t>(here);
        position += here;
        count -= here;
    }
}

void PlaneBuilder::end_contig() {
    const PackedGenome::Contig& contig = contigs_.back();
    add_wrap_runs();
    next_ = next_offset(contig.offset, static_cast<std::uint64_t>(contig.length));
}

void PlaneBuilder::add_wrap_runs() {
    const PackedGenome::Contig& contig = contigs_.back();
    const auto length = static_cast<std::uint64_t>(contig.length);
    const auto& runs = memory_->runs;
    std::array<char, wrapped> first{};
    bool has_any = false;
    // The first run of the contig may have begun in the wrap of the one before.
    for (std::size_t i = first_run_ > 0 ? first_run_ - 1 : 0; i < runs.size(); ++i) {
        const std::uint64_t end = runs[i].begin + runs[i].length;
        if (runs[i].begin >= contig.offset + std::min(length, wrapped)) break;
        for (std::uint64_t at = std::max(runs[i].begin, contig.offset);
             at < std::min(end, contig.offset + wrapped); ++at)
            first[at - contig.offset] = runs[i].letter;
        has_any = has_any || end > contig.offset;
    }
    if (!has_any) return;
    for (std::uint64_t i = 0; i < wrapped; ++i)
        if (const char letter = first[i % length]) add_run(contig.offset + length + i, 1, letter);
}

void PlaneBuilder::make_room() {
    const PackedGenome::Contig* last = contigs_.empty() ? nullptr : &contigs_.back();
    const std::uint64_t next = last ? next_offset(last->offset, static_cast<std::uint64_t>(last->length)) : 0;
    memory_->low.grow(plane_words(next));
    memory_->high.grow(plane_words(next));
}

void PlaneBuilder::place(std::span<const std::uint64_t> low, std::span<const std::uint64_t> high,
                         std::uint64_t from, std::uint64_t count, std::uint64_t position) {
    copy_bits(low, from, count, memory_->low.words(), position);
    copy_bits(high, from, count, memory_->high.words(), position);
}

/// The first bases once more behind the last, over and over where there are fewer than `wrap`.
void PlaneBuilder::wrap(const PackedGenome::Contig& contig, std::span<std::uint64_t> plane) const {
    const auto length = static_cast<std::uint64_t>(contig.length);
    const std::uint64_t known = std::min(length, wrapped);
    std::uint64_t bits = bits_at(plane, contig.offset, known);
    for (std::uint64_t filled = known; filled < wrapped; filled *= 2) bits |= bits << filled;
    copy_bits({&bits, 1}, 0, wrapped, plane, contig.offset + length);
}

PackedGenome PlaneBuilder::finish() {
    make_room();
    for (const PackedGenome::Contig& contig : contigs_) {
        wrap(contig, memory_->low.words());
        wrap(contig, memory_->high.words());
    }
    memory_->runs.shrink_to_fit();
    const std::uint64_t words = plane_words(next_);
    const std::span<const std::uint64_t> low = std::as_const(memory_->low).words().first(words);
    const std::span<const std::uint64_t> high = std::as_const(memory_->high).words().first(words);
    const std::span<const Run> runs = memory_->runs;
    return {std::move(contigs_), low, high, runs, std::move(memory_)};
}

}  // namespace strandline::formats
