#pragma once

#include <strandline/edit/outcome.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::edit::outcome {

/// A locus and the strand of it that a read may come from.
struct Origin {
    std::uint32_t locus = 0;
    bool reverse = false;
    bool operator==(const Origin&) const = default;
};

/// Finds where a read may come from by the words of 11 bases it shares with the amplicons of each locus.
class Seeds {
public:
    explicit Seeds(std::span<const Amplicon> amplicons);
    /// Origins that share at least half as many words as the best does. Without any word in common all of
    /// them where the loci are few, and none where they are many.
    void find(std::string_view read, std::vector<Origin>& origins);

private:
    struct Word {
        std::uint32_t code;
        std::uint32_t locus;
        auto operator<=>(const Word&) const = default;
    };
    void count(std::uint32_t code, bool reverse);

    std::vector<std::uint64_t> present_;  // a bit a word
    std::vector<Word> words_;             // sorted
    std::vector<std::uint32_t> counts_;   // by locus and strand
    std::uint32_t loci_ = 0;
};

}  // namespace strandline::edit::outcome
