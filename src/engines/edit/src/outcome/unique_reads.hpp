#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/edit/outcome.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace strandline::edit::outcome {

/// Distinct sequences and how often each was seen. Texts stay where they are.
class UniqueReads {
public:
    struct Entry {
        const char* text;
        std::uint32_t length;
        std::uint32_t reads;
        std::string_view bases() const { return {text, length}; }
    };
    void add(std::string_view bases, std::uint64_t hash);
    static std::uint64_t hash_of(std::string_view bases);
    std::size_t size() const { return entries_.size(); }
    /// All, shortest first; among the equally long in no set order. The table is empty then.
    std::vector<Entry> take_by_length();

private:
    struct Slot {
        std::uint32_t mark = 0;   // of the hash
        std::uint32_t entry = 0;  // and one; 0 is free
    };
    const char* keep(std::string_view bases);
    void grow();

    std::vector<Slot> slots_;
    std::vector<Entry> entries_;
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::vector<std::uint64_t> hashes_;
    std::size_t room_ = 0;
    char* free_ = nullptr;
};

/// Reads files, leaves out what is of low quality, joins pairs, and counts what is left.
Result<void> collect_reads(const ReadFiles& files, const OutcomeSettings& settings, UniqueReads& unique,
                           ReadCounts& counts, Context& context);

}  // namespace strandline::edit::outcome
