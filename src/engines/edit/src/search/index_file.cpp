#include "search/index_file.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/packed_genome.hpp>
#include <strandline/formats/sections.hpp>

#include <array>
#include <cstring>
#include <utility>

namespace strandline::edit {
namespace {

/// What the section "facts" holds, then the PAMs with commas between them.
struct Facts {
    std::uint64_t spacer_length = 0;
    std::uint64_t five_prime = 0;
    std::array<std::uint8_t, 32> genome{};
    std::uint64_t pam_bytes = 0;
};
static_assert(sizeof(Facts) == 56);

constexpr std::string_view begin_names[] = {"begins 1", "begins 2"};
constexpr std::string_view entry_names[] = {"entries 1", "entries 2"};

std::vector<std::uint64_t> facts_of(const Pattern& pattern, const Digest& genome) {
    const std::string pams = join(pattern.pams, ",");
    const Facts facts{static_cast<std::uint64_t>(pattern.spacer_length),
                      pattern.pam_side == PamSide::five_prime, genome.bytes, pams.size()};
    std::vector<std::uint64_t> words((sizeof facts + pams.size() + 7) / 8);
    std::memcpy(words.data(), &facts, sizeof facts);
    std::memcpy(reinterpret_cast<char*>(words.data()) + sizeof facts, pams.data(), pams.size());
    return words;
}

Error damaged(const Source& source, std::string_view what) {
    return Error::input("index.damaged", "the index contradicts itself")
        .at({.file = source.name()})
        .expected("an index as 'edit index' writes it")
        .found("{}", what)
        .mend("build the index again");
}

Result<Facts> read_facts(const Source& source, std::span<const std::uint64_t> words, Pattern& pattern) {
    Facts facts;
    if (words.size_bytes() < sizeof facts) return fail(damaged(source, "no facts"));
    std::memcpy(static_cast<void*>(&facts), words.data(), sizeof facts);
    if (facts.spacer_length < shortest_pattern_spacer || facts.spacer_length > longest_pattern_spacer ||
        facts.pam_bytes > words.size_bytes() - sizeof facts)
        return fail(damaged(source, "facts out of range"));
    const std::string_view pams(reinterpret_cast<const char*>(words.data()) + sizeof facts, facts.pam_bytes);
    pattern.spacer_length = static_cast<int>(facts.spacer_length);
    pattern.pam_side = facts.five_prime ? PamSide::five_prime : PamSide::three_prime;
    pattern.pams.clear();
    for (const std::string_view pam : split(pams, ',')) pattern.pams.emplace_back(pam);
    for (const std::string& pam : pattern.pams)
        if (pam.size() != pattern.pams.front().size())
            return fail(damaged(source, "PAMs of several lengths"));
    return facts;
}

bool ascends(std::span<const std::uint64_t> begins, std::uint64_t end) {
    if (begins.front() != 0 || begins.back() != end) return false;
    for (std::size_t i = 1; i < begins.size(); ++i)
        if (begins[i] < begins[i - 1]) return false;
    return true;
}

}  // namespace

Result<void> write_index(Sink& sink, const domain::PackedGenome& genome, const Pattern& pattern,
                         Context& context) {
    if (genome.low().size() * 64 > SiteIndex::place_mask / 2)
        return fail(Error::input("index.size", "the genome is too large for an index")
                        .expected("at most {} bases", with_thousands(SiteIndex::place_mask / 2))
                        .found("{}", with_thousands(genome.total_length()))
                        .mend("search it without an index"));
    formats::SectionWriter out(sink, index_format);
    STRANDLINE_CHECK(out.add("facts", facts_of(pattern, formats::genome_digest(genome, context)), context));
    for (int order = 0; order < 2; ++order) {
        std::vector<SiteIndex::Ambiguous> ambiguous;
        const SortedSites sorted =
            sort_sites(genome, pattern, order, order == 0 ? &ambiguous : nullptr, context);
        if (context.cancelled()) return fail(Error::interrupted());
        STRANDLINE_CHECK(out.add(begin_names[order], sorted.begins, context));
        STRANDLINE_CHECK(out.add(entry_names[order], sorted.entries, context));
        static_assert(sizeof(SiteIndex::Ambiguous) == 24);
        if (order == 0)
            STRANDLINE_CHECK(out.add(
                "ambiguous", {reinterpret_cast<const std::uint64_t*>(ambiguous.data()), ambiguous.size() * 3},
                context));
    }
    return out.finish();
}

Result<SiteIndex> read_index(const Source& source, const Digest& genome, Context& context) {
    STRANDLINE_TRY(const formats::SectionFile file,
                   formats::SectionFile::open(source, index_format, context));
    SiteIndex index;
    index.memory = file.memory();
    STRANDLINE_TRY(const auto words, file.section("facts"));
    STRANDLINE_TRY(const Facts facts, read_facts(source, words, index.pattern));
    if (facts.genome != genome.bytes)
        return fail(Error::input("index.genome", "the index was made of another genome")
                        .at({.file = source.name()})
                        .expected("an index of this genome, the same contigs marked as circular")
                        .found("one of a genome with other contents")
                        .mend("build an index of this genome with 'strandline edit index'"));
    for (int order = 0; order < 2; ++order) {
        const auto layout = SiteIndex::layouts(index.pattern.spacer_length)[static_cast<std::size_t>(order)];
        SiteIndex::Order& sites = index.orders[static_cast<std::size_t>(order)];
        STRANDLINE_TRY(sites.begins, file.section(begin_names[order]));
        STRANDLINE_TRY(sites.entries, file.section(entry_names[order]));
        if (sites.begins.size() != std::size_t{KeyCode(layout.key_length).keys()} + 1 ||
            !ascends(sites.begins, sites.entries.size()))
            return fail(damaged(source, "keys out of order"));
    }
    STRANDLINE_TRY(const auto ambiguous, file.section("ambiguous"));
    index.ambiguous = {reinterpret_cast<const SiteIndex::Ambiguous*>(ambiguous.data()), ambiguous.size() / 3};
    return index;
}

}  // namespace strandline::edit
