#include "packed/fasta_packer.hpp"

#include "fasta_part.hpp"
#include "packed/fasta_chunk.hpp"
#include "packed/plane_builder.hpp"
#include "packed/text_feed.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace strandline::formats {
namespace {

/// A chunk in hand, from reading to placing.
struct Slot {
    std::vector<char> buffer;
    std::optional<std::string_view> text;
    FastaChunk chunk;
    struct Segment {
        std::uint64_t from, count, position;
    };
    std::vector<Segment> segments;  // bases of one contig each, and where they go
};

/// Chunks are packed side by side, each from the state in which it most likely begins; then, one after
/// another, they are checked to begin where the one before ended, and their bases get positions; then the
/// bases are placed, again side by side. So the outcome is that of reading from first to last.
class FastaPacker {
public:
    FastaPacker(const Source& source, const FastaPacking& packing, Context& context)
        : feed_(make_text_feed(source, packing.chunk_bytes)),
          builder_(feed_->likely_size()),
          total_(source.size()),
          batch_(std::max<std::size_t>(1, packing.chunks_at_once * context.threads())),
          context_(context) {}

    Result<std::optional<domain::PackedGenome>> pack() {
        auto reads = feed_->next(batch_);
        while (reads && !reads->empty()) {
            auto coming = pack_batch(*reads);
            if (context_.cancelled()) return fail(Error::interrupted());
            if (is_odd_) return std::nullopt;
            reads = std::move(coming);
            context_.progress("reading the genome", feed_->bytes_done(), total_);
        }
        if (!reads || state_ == LineState::header || !end_record() || has_a_name_twice()) return std::nullopt;
        return builder_.finish();
    }

private:
    using Reads = std::vector<TextFeed::Read>;

    /// Packs these chunks and meanwhile gets the next.
    std::optional<Reads> pack_batch(const Reads& reads) {
        if (slots_.size() < reads.size()) slots_.resize(reads.size());
        std::optional<Reads> coming;
        parallel_for(reads.size() + 1, context_.threads(), [&](std::size_t i) {
            if (i == 0)
                coming = feed_->next(batch_);
            else if (!context_.cancelled())
                pack_chunk(slots_[i - 1], reads[i - 1]);
        });
        if (context_.cancelled()) return coming;
        for (std::size_t i = 0; i < reads.size() && !is_odd_; ++i) settle(slots_[i]);
        if (is_odd_) return coming;
        builder_.make_room();
        parallel_for(reads.size(), context_.threads(), [&](std::size_t i) {
            for (const Slot::Segment& segment : slots_[i].segments)
                builder_.place(slots_[i].chunk.low, slots_[i].chunk.high, segment.from, segment.count,
                               segment.position);
        });
        return coming;
    }

    static void pack_chunk(Slot& slot, const TextFeed::Read& read) {
        slot.text = read(slot.buffer);
        if (slot.text) slot.chunk.pack(*slot.text, FastaChunk::likely_state(*slot.text));
    }

    void settle(Slot& slot) {
        slot.segments.clear();
        if (!slot.text) is_odd_ = true;
        if (is_odd_ || slot.text->empty()) {
            // An empty chunk keeps the state in which the one before ended.
            slot.chunk.count = 0;
            return;
        }
        if (!FastaChunk::is_same_from(*slot.text, state_)) slot.chunk.pack(*slot.text, state_);
        is_odd_ = slot.chunk.is_odd;
        if (!is_odd_) settle_bases(slot);
        state_ = slot.chunk.state_after;
    }

    void settle_bases(Slot& slot) {
        const FastaChunk& chunk = slot.chunk;
        std::uint64_t from = 0;
        std::size_t text_begin = 0, next_run = 0;
        for (const FastaChunk::Header& header : chunk.headers) {
            add_segment(slot, from, header.at, next_run);
            from = header.at;
            if (header.begins) header_.clear();
            header_.append(chunk.header_text, text_begin, header.text_end - text_begin);
            text_begin = header.text_end;
            if (header.ends) begin_record();
        }
        add_segment(slot, from, chunk.count, next_run);
    }

    void add_segment(Slot& slot, std::uint64_t from, std::uint64_t end, std::size_t& next_run) {
        if (from == end) return;
        if (builder_.contigs().empty()) {
            is_odd_ = true;
            return;
        }
        const std::uint64_t position = builder_.extend(end - from);
        slot.segments.push_back({from, end - from, position});
        const auto& runs = slot.chunk.runs;
        for (; next_run < runs.size() && runs[next_run].at < end; ++next_run)
            builder_.add_run(position + (runs[next_run].at - from), runs[next_run].count,
                             runs[next_run].letter);
    }

    void begin_record() {
        std::string_view line = header_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        const FastaHeader header = read_fasta_header(line);
        const bool is_fine = (builder_.contigs().empty() || end_record()) && !header.name.empty() &&
                             line.find_first_of(std::string_view("\r\0", 2)) == std::string_view::npos;
        if (!is_fine) is_odd_ = true;
        builder_.begin_contig(std::string(header.name), header.circular);
    }

    /// False where there is none, or it has no bases.
    bool end_record() {
        if (builder_.contigs().empty() || builder_.contigs().back().length == 0) return false;
        builder_.end_contig();
        return true;
    }

    bool has_a_name_twice() const {
        std::unordered_set<std::string_view> seen(builder_.contigs().size());
        return std::ranges::any_of(builder_.contigs(),
                                   [&](const auto& contig) { return !seen.insert(contig.name).second; });
    }

    std::unique_ptr<TextFeed> feed_;
    PlaneBuilder builder_;
    std::uint64_t total_;
    std::size_t batch_;
    Context& context_;
    std::vector<Slot> slots_;
    LineState state_ = LineState::start;  // behind the chunks that are settled
    std::string header_;
    bool is_odd_ = false;
};

}  // namespace

Result<std::optional<domain::PackedGenome>> pack_fasta(const Source& source, const FastaPacking& packing,
                                                       Context& context) {
    return FastaPacker(source, packing, context).pack();
}

}  // namespace strandline::formats
