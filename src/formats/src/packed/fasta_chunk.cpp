#include "packed/fasta_chunk.hpp"

#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "packed/fasta_chunk.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace strandline::formats::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<std::uint8_t, 64>;

/// 64 letters as masks, the first in the lowest bit.
struct Letters {
    std::uint64_t low, high, plain;
};

/// What the letters A C G T U must be, in upper case, by their low four bits; 0xFF and 0 match nothing there.
alignas(16) constexpr std::uint8_t letter_by_nibble[16] = {0xFF, 'A', 0, 'C', 'T', 'U', 0, 'G',
                                                           0,    0,   0, 0,   0,   0,   0, 0};

/// Bits 1 and 2 of the ASCII letters are the codes of PackedGenome; U has the same as T.
HWY_INLINE Letters look_at(const char* text) {
    const Bytes d;
    const auto table = hn::LoadDup128(d, letter_by_nibble);
    Letters found{};
    for (std::size_t at = 0; at < 64; at += hn::Lanes(d)) {
        const auto letters = hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(text) + at);
        const auto upper = hn::And(letters, hn::Set(d, 0xDF));
        const auto known = hn::TableLookupBytes(table, hn::And(letters, hn::Set(d, 0x0F)));
        const auto bits = [&](auto mask) {
            std::uint64_t word = 0;
            hn::StoreMaskBits(d, mask, reinterpret_cast<std::uint8_t*>(&word));
            return word << at;
        };
        found.low |= bits(hn::TestBit(letters, hn::Set(d, 2)));
        found.high |= bits(hn::TestBit(letters, hn::Set(d, 4)));
        found.plain |= bits(hn::Eq(upper, known));
    }
    return found;
}

/// How many of 64 bytes are, in either case, the letter `upper`, from the first on.
HWY_INLINE std::size_t count_leading(const char* text, char upper) {
    const Bytes d;
    std::uint64_t same = 0;
    for (std::size_t at = 0; at < 64; at += hn::Lanes(d)) {
        const auto letters = hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(text) + at);
        const auto mask =
            hn::Eq(hn::And(letters, hn::Set(d, 0xDF)), hn::Set(d, static_cast<std::uint8_t>(upper)));
        std::uint64_t word = 0;
        hn::StoreMaskBits(d, mask, reinterpret_cast<std::uint8_t*>(&word));
        same |= word << at;
    }
    return static_cast<std::size_t>(std::countr_one(same));
}

class ChunkPacker {
public:
    ChunkPacker(FastaChunk& chunk, std::string_view text)
        : chunk_(chunk), text_(text), low_(chunk.low.data()), high_(chunk.high.data()) {}

    void pack(LineState state) {
        state_ = state;
        while (at_ < text_.size() && !chunk_.is_odd) {
            if (state_ == LineState::header || (state_ == LineState::start && text_[at_] == '>'))
                take_header();
            else if (state_ == LineState::start || state_ == LineState::bases)
                take_bases();
            else
                take_line_end();
        }
        chunk_.count = count_;
        chunk_.state_after = state_;
    }

private:
    void take_header() {
        const bool begins = state_ != LineState::header;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        const bool ends = end < text_.size();
        chunk_.header_text.append(text_.substr(at_, end - at_));
        chunk_.headers.push_back({count_, chunk_.header_text.size(), begins, ends});
        at_ = end + (ends ? 1 : 0);
        state_ = ends ? LineState::start : LineState::header;
    }

    /// Lines of plain bases in a row, then whatever stops them.
    void take_bases() {
        for (;;) {
            const Letters letters = look_at(text_.data() + at_);
            const auto plain =
                std::min(static_cast<std::size_t>(std::countr_one(letters.plain)), text_.size() - at_);
            put(letters, plain);
            at_ += plain;
            if (plain > 0) state_ = LineState::bases;
            if (at_ == text_.size()) return;
            if (plain == 64) continue;
            if (text_[at_] != '\n') return take_other();
            ++at_;
            state_ = LineState::start;
            if (at_ == text_.size() || text_[at_] == '>') return;
        }
    }

    HWY_INLINE void put(const Letters& letters, std::size_t count) {
        const std::uint64_t kept = count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
        const std::uint64_t low = letters.low & kept, high = letters.high & kept;
        const std::size_t word = count_ / 64, shift = count_ % 64;
        low_[word] |= low << shift;
        high_[word] |= high << shift;
        low_[word + 1] = low >> 1 >> (63 - shift);
        high_[word + 1] = high >> 1 >> (63 - shift);
        count_ += count;
    }

    void take_other() {
        const char letter = text_[at_];
        if (letter == ' ' || letter == '\t' || letter == '\r') return take_line_end();
        if (domain::base_set(letter) == 0) {
            chunk_.is_odd = true;
            return;
        }
        take_run(static_cast<char>(letter & 0xDF));
    }

    void take_run(char letter) {
        std::uint64_t count = 0;
        std::size_t more = 64;
        while (more == 64 && at_ < text_.size()) {
            more = std::min(count_leading(text_.data() + at_, letter), text_.size() - at_);
            at_ += more;
            count += more;
        }
        auto& runs = chunk_.runs;
        const bool is_new_record = !chunk_.headers.empty() && chunk_.headers.back().at == count_;
        if (!is_new_record && !runs.empty() && runs.back().letter == letter &&
            runs.back().at + runs.back().count == count_)
            runs.back().count += count;
        else
            runs.push_back({count_, count, letter});
        // Bits behind the last base are 0, and those of the last word are the only ones ever set.
        for (std::uint64_t word = count_ / 64 + 1; word <= (count_ + count) / 64 + 1; ++word)
            low_[word] = high_[word] = 0;
        count_ += count;
        state_ = LineState::bases;
    }

    void take_line_end() {
        const char next = text_[at_++];
        if (next == '\n')
            state_ = LineState::start;
        else if (next == '\r' && state_ != LineState::carriage_return)
            state_ = LineState::carriage_return;
        else if ((next == ' ' || next == '\t') && state_ != LineState::carriage_return)
            state_ = LineState::blanks;
        else
            chunk_.is_odd = true;
    }

    FastaChunk& chunk_;
    std::string_view text_;
    std::uint64_t *low_, *high_;
    std::size_t at_ = 0;
    std::uint64_t count_ = 0;
    LineState state_ = LineState::start;
};

void pack_chunk(FastaChunk& chunk, std::string_view text, LineState state) {
    ChunkPacker(chunk, text).pack(state);
}

}  // namespace strandline::formats::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace strandline::formats {

HWY_EXPORT(pack_chunk);

void FastaChunk::pack(std::string_view text, LineState state) {
    // A word to write ahead into, and one behind the last run; the first must be 0, the others become so.
    const std::size_t words = text.size() / 64 + 3;
    if (low.size() < words) {
        low.resize(words);
        high.resize(words);
    }
    low[0] = high[0] = 0;
    count = 0;
    runs.clear();
    headers.clear();
    header_text.clear();
    is_odd = false;
    HWY_DYNAMIC_DISPATCH(pack_chunk)(*this, text, state);
}

LineState FastaChunk::likely_state(std::string_view text) {
    return text.starts_with('>') ? LineState::start : LineState::bases;
}

bool FastaChunk::is_same_from(std::string_view text, LineState state) {
    if (text.empty()) return false;
    const char first = text.front();
    switch (state) {
    case LineState::start:
        return true;
    case LineState::header:
        return false;
    case LineState::bases:
        return first != '>';
    case LineState::blanks:
        return first == '\n' || first == '\r' || first == ' ' || first == '\t';
    case LineState::carriage_return:
        return first == '\n';
    }
    return false;
}

}  // namespace strandline::formats
#endif
