#include "outcome/unique_reads.hpp"

#include "outcome/merge_pairs.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/formats/fastq.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <future>
#include <optional>
#include <string>
#include <utility>

namespace strandline::edit::outcome {
namespace {

constexpr std::size_t block_size = 1 << 24;
constexpr std::size_t records_a_batch = 1 << 14;
constexpr std::size_t records_a_piece = 1 << 11;
constexpr int phred_zero = 33;

constexpr std::array<char, 256> make_upper_table() {
    std::array<char, 256> table{};
    for (char& letter : table) letter = 'N';
    for (const char base : std::string_view("ACGT")) {
        table[static_cast<unsigned char>(base)] = base;
        table[static_cast<unsigned char>(base | 0x20)] = base;
    }
    return table;
}
constexpr std::array<char, 256> upper_base = make_upper_table();

bool is_good(std::string_view quality, double least_mean) {
    if (least_mean <= 0) return true;
    std::int64_t sum = 0;
    for (const char letter : quality) sum += letter - phred_zero;
    return !quality.empty() && static_cast<double>(sum) >= least_mean * static_cast<double>(quality.size());
}

/// Upper case, and N for what the sequencer was not sure of.
void append_masked(std::string& text, const formats::FastqRecord& record, int least_quality) {
    const std::size_t begin = text.size();
    text.resize(begin + record.bases.size());
    char* to = text.data() + begin;
    for (std::size_t i = 0; i < record.bases.size(); ++i)
        to[i] = upper_base[static_cast<unsigned char>(record.bases[i])];
    if (least_quality <= 0) return;
    for (std::size_t i = 0; i < record.bases.size(); ++i)
        if (record.quality[i] - phred_zero < least_quality) to[i] = 'N';
}

/// What a piece of a batch comes to.
struct Piece {
    struct Read {
        std::size_t begin, length;
        std::uint64_t hash;
    };
    std::string text;
    std::vector<Read> reads;
    std::uint64_t low_quality = 0, unmerged = 0, merged = 0;

    void keep(std::size_t begin) {
        const std::string_view bases = std::string_view(text).substr(begin);
        reads.push_back({begin, bases.size(), UniqueReads::hash_of(bases)});
    }
};

struct Batch {
    formats::FastqBatch first, second;
};

Piece prepare_single(const formats::FastqBatch& batch, std::size_t begin, std::size_t end,
                     const OutcomeSettings& settings) {
    Piece piece;
    for (std::size_t i = begin; i < end; ++i) {
        const formats::FastqRecord& record = batch.records()[i];
        if (!is_good(record.quality, settings.min_mean_quality)) {
            ++piece.low_quality;
            continue;
        }
        const std::size_t at = piece.text.size();
        append_masked(piece.text, record, settings.min_base_quality);
        piece.keep(at);
    }
    return piece;
}

Piece prepare_pairs(const Batch& batch, std::size_t begin, std::size_t end, const OutcomeSettings& settings) {
    Piece piece;
    PairMerger merger(settings.min_overlap, settings.max_overlap_mismatch);
    std::string one, two, joined;
    for (std::size_t i = begin; i < end; ++i) {
        const formats::FastqRecord& first = batch.first.records()[i];
        const formats::FastqRecord& second = batch.second.records()[i];
        if (!is_good(first.quality, settings.min_mean_quality) ||
            !is_good(second.quality, settings.min_mean_quality)) {
            ++piece.low_quality;
            continue;
        }
        one.clear();
        two.clear();
        append_masked(one, first, settings.min_base_quality);
        append_masked(two, second, settings.min_base_quality);
        if (!merger.merge({one, first.quality}, {two, second.quality}, joined)) {
            ++piece.unmerged;
            continue;
        }
        ++piece.merged;
        const std::size_t at = piece.text.size();
        piece.text += joined;
        piece.keep(at);
    }
    return piece;
}

/// One file or pair of files, batch by batch: the next is read while the present one is worked on.
class Collector {
public:
    Collector(const OutcomeSettings& settings, UniqueReads& unique, ReadCounts& counts, Context& context)
        : settings_(settings), unique_(unique), counts_(counts), context_(context) {}

    template <class Read>
    Result<void> collect(const Read& read, bool paired) {
        Batch present, coming;
        STRANDLINE_TRY(bool more, read(present));
        while (more && !context_.cancelled()) {
            std::future<Result<bool>> next = std::async(std::launch::async, [&] { return read(coming); });
            work_on(present, paired);
            STRANDLINE_TRY(more, next.get());
            std::swap(present, coming);
        }
        return {};
    }

private:
    void work_on(const Batch& batch, bool paired) {
        const std::size_t records = batch.first.records().size();
        counts_.input += records;
        const std::size_t pieces = (records + records_a_piece - 1) / records_a_piece;
        std::vector<Piece> made(pieces);
        parallel_for(pieces, context_.threads(), [&](std::size_t i) {
            const std::size_t begin = i * records_a_piece, end = std::min(begin + records_a_piece, records);
            made[i] = paired ? prepare_pairs(batch, begin, end, settings_)
                             : prepare_single(batch.first, begin, end, settings_);
        });
        for (const Piece& piece : made) {
            counts_.low_quality += piece.low_quality;
            counts_.unmerged += piece.unmerged;
            counts_.merged += piece.merged;
            for (const Piece::Read& read : piece.reads)
                unique_.add(std::string_view(piece.text).substr(read.begin, read.length), read.hash);
        }
        context_.progress("reads", counts_.input, 0);
    }

    const OutcomeSettings& settings_;
    UniqueReads& unique_;
    ReadCounts& counts_;
    Context& context_;
};

}  // namespace

std::uint64_t UniqueReads::hash_of(std::string_view bases) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = bases.size() * odd;
    const auto mix = [&](std::uint64_t word) {
        const auto product = static_cast<unsigned __int128>(hash ^ word) * odd;
        hash = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    std::size_t at = 0;
    for (; at + 8 <= bases.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, bases.data() + at, 8);
        mix(word);
    }
    std::uint64_t word = 0;
    std::memcpy(&word, bases.data() + at, bases.size() - at);
    mix(word);
    mix(odd);
    return hash;
}

const char* UniqueReads::keep(std::string_view bases) {
    if (room_ < bases.size()) {
        room_ = std::max(block_size, bases.size());
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
        free_ = blocks_.back().get();
    }
    char* at = free_;
    std::copy(bases.begin(), bases.end(), at);
    free_ += bases.size();
    room_ -= bases.size();
    return at;
}

void UniqueReads::grow() {
    slots_.assign(std::max<std::size_t>(1 << 12, slots_.size() * 2), {});
    for (std::size_t entry = 0; entry < entries_.size(); ++entry) {
        std::size_t at = hashes_[entry] & (slots_.size() - 1);
        while (slots_[at].entry != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = {static_cast<std::uint32_t>(hashes_[entry] >> 32),
                      static_cast<std::uint32_t>(entry + 1)};
    }
}

void UniqueReads::add(std::string_view bases, std::uint64_t hash) {
    if (2 * (entries_.size() + 1) > slots_.size()) grow();
    const auto mark = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
        Slot& slot = slots_[at];
        if (slot.entry == 0) {
            entries_.push_back({keep(bases), static_cast<std::uint32_t>(bases.size()), 1});
            hashes_.push_back(hash);
            slot = {mark, static_cast<std::uint32_t>(entries_.size())};
            return;
        }
        Entry& entry = entries_[slot.entry - 1];
        if (slot.mark == mark && entry.bases() == bases) {
            ++entry.reads;
            return;
        }
    }
}

std::vector<UniqueReads::Entry> UniqueReads::take_by_length() {
    slots_ = {};
    hashes_ = {};
    std::vector<Entry> taken = std::exchange(entries_, {});
    std::ranges::stable_sort(taken, {}, &Entry::length);
    return taken;
}

Result<void> collect_reads(const ReadFiles& files, const OutcomeSettings& settings, UniqueReads& unique,
                           ReadCounts& counts, Context& context) {
    counts.paired = !files.second.empty();
    STRANDLINE_ASSERT(!counts.paired || files.second.size() == files.first.size());
    Collector collector(settings, unique, counts, context);
    for (std::size_t i = 0; i < files.first.size(); ++i) {
        if (counts.paired) {
            formats::FastqPairReader reader(files.first[i], files.second[i]);
            STRANDLINE_CHECK(collector.collect(
                [&](Batch& into) { return reader.read(into.first, into.second, records_a_batch); }, true));
        } else {
            formats::FastqReader reader(files.first[i]);
            STRANDLINE_CHECK(collector.collect(
                [&](Batch& into) { return reader.read(into.first, records_a_batch); }, false));
        }
    }
    if (context.cancelled()) return fail(Error::interrupted());
    return {};
}

}  // namespace strandline::edit::outcome
