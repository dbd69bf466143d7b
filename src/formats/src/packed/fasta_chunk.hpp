#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// Where in a FASTA text a chunk of it begins or ends.
enum class LineState {
    start,   // of a line
    header,  // inside a header line
    bases,   // inside a line of bases
    blanks,  // behind bases and blanks: only the end of the line may follow
    carriage_return
};

/// A piece of FASTA text as bit planes (codes of domain::PackedGenome) from bit 0 on, headers and line ends
/// left out.
struct FastaChunk {
    static constexpr std::size_t readable_behind = 64;  // bytes behind the text that may be looked at

    /// A header line or a part of one, in front of the base `at`.
    struct Header {
        std::uint64_t at;
        std::size_t text_end;  // in `header_text`; it begins where the one before ends
        bool begins, ends;     // in this chunk
    };
    /// Bases that are one letter, upper case, other than A C G T.
    struct Run {
        std::uint64_t at, count;
        char letter;
    };

    std::uint64_t count = 0;  // of bases
    std::vector<std::uint64_t> low, high;
    std::vector<Run> runs;
    std::vector<Header> headers;
    std::string header_text;
    LineState state_after = LineState::start;
    /// Something that the plain reader must judge; nothing else is promised then.
    bool is_odd = false;

    /// Packs `text`, which begins in `state`; replaces what was here. The memory is used again.
    void pack(std::string_view text, LineState state);
    /// The state to begin with where the true one is not known yet.
    static LineState likely_state(std::string_view text);
    /// Whether packing from the likely state came to what packing from `state` would come to.
    static bool is_same_from(std::string_view text, LineState state);
};

}  // namespace strandline::formats
