#include "outcome/seeds.hpp"

#include <algorithm>

namespace strandline::edit::outcome {
namespace {

constexpr unsigned word_length = 11;
constexpr std::uint32_t word_mask = (1U << (2 * word_length)) - 1;
constexpr std::uint32_t few_loci = 4;

/// 0 to 3, its complement 3 less that; 4 for N.
std::uint32_t code_of(char base) {
    return base == 'A' ? 0 : base == 'C' ? 1 : base == 'G' ? 2 : base == 'T' ? 3 : 4;
}

/// Calls `use(word, word of the other strand)` for each word without N.
template <class Use>
void for_words(std::string_view bases, const Use& use) {
    std::uint32_t forward = 0, reverse = 0;
    unsigned known = 0;
    for (const char base : bases) {
        const std::uint32_t code = code_of(base);
        if (code > 3) {
            known = 0;
            continue;
        }
        forward = (forward << 2 | code) & word_mask;
        reverse = reverse >> 2 | (3 - code) << (2 * (word_length - 1));
        if (++known >= word_length) use(forward, reverse);
    }
}

}  // namespace

Seeds::Seeds(std::span<const Amplicon> amplicons) : present_((word_mask + 1) / 64, 0) {
    for (const Amplicon& amplicon : amplicons) {
        loci_ = std::max(loci_, amplicon.locus + 1);
        for_words(amplicon.bases, [&](std::uint32_t word, std::uint32_t) {
            words_.push_back({word, amplicon.locus});
            present_[word / 64] |= std::uint64_t{1} << (word % 64);
        });
    }
    std::ranges::sort(words_);
    words_.erase(std::ranges::unique(words_).begin(), words_.end());
    counts_.resize(std::size_t{2} * loci_);
}

void Seeds::count(std::uint32_t code, bool reverse) {
    if (!(present_[code / 64] >> (code % 64) & 1)) return;
    if (loci_ == 1) {
        ++counts_[reverse];
        return;
    }
    for (auto word = std::ranges::lower_bound(words_, Word{code, 0});
         word != words_.end() && word->code == code; ++word)
        ++counts_[2 * word->locus + reverse];
}

void Seeds::find(std::string_view read, std::vector<Origin>& origins) {
    origins.clear();
    std::ranges::fill(counts_, 0);
    for_words(read, [&](std::uint32_t forward, std::uint32_t reverse) {
        count(forward, false);
        count(reverse, true);
    });
    const std::uint32_t most = *std::ranges::max_element(counts_);
    if (most == 0 && loci_ > few_loci) return;
    for (std::uint32_t i = 0; i < counts_.size(); ++i)
        if (2 * counts_[i] >= most) origins.push_back({i / 2, i % 2 == 1});
}

}  // namespace strandline::edit::outcome
