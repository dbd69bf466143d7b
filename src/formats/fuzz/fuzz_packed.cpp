// The first byte chooses: a packed file as it is; one whose header checksum is made right, so that what lies
// behind it is reached; or FASTA, which the fast packer must take as the plain reader does.
#include "packed/fasta_packer.hpp"
#include "packed/packed_layout.hpp"

#include <strandline/formats/fasta.hpp>
#include <strandline/formats/packed_genome.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace strandline;
using namespace strandline::formats;

namespace {

/// Puts in the checksums of whatever sections a file with these sizes has.
void mend_checksums(std::string& bytes) {
    PackedHeader header;
    if (bytes.size() < sizeof header) return;
    std::memcpy(&header, bytes.data(), sizeof header);
    std::ranges::copy(packed_magic, header.magic.begin());
    header.version = packed_version;
    header.byte_order = byte_order_probe;
    const PackedLayout layout(header);
    header.file_bytes = layout.end;
    const std::uint64_t most = bytes.size();
    if (header.contigs < most && header.name_bytes < most && header.runs < most && header.words < most &&
        layout.end <= 1 << 20) {
        bytes.resize(layout.end);
        const auto words = [&](std::uint64_t at, std::uint64_t count) {
            return std::span(reinterpret_cast<const std::uint64_t*>(bytes.data() + at), count);
        };
        header.contig_sum = fast_checksum(words(layout.contigs, header.contigs * 2));
        header.name_sum = fast_checksum(words(layout.names, (header.name_bytes + 7) / 8));
        header.run_sum = fast_checksum(words(layout.runs, header.runs * 2));
        header.plane_sums_sum = fast_checksum(words(layout.sums, (layout.end - layout.sums) / 8));
    }
    std::array<std::uint64_t, sizeof header / 8> words{};
    std::memcpy(words.data(), &header, sizeof header);
    words.back() = fast_checksum(std::span<const std::uint64_t>(words).first(words.size() - 1));
    std::memcpy(bytes.data(), words.data(), sizeof header);
}

void use(const domain::PackedGenome& genome) {
    for (domain::ContigId id = 0; id < genome.contigs().size(); ++id)
        if (genome.bases(id, 0, std::min<std::int64_t>(genome.contigs()[id].length, 1000)).empty())
            std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    Context context;
    if (data[0] % 3 == 2) {
        const Source source = Source::memory("input", std::move(bytes));
        const auto fast = pack_fasta(source, {.chunk_bytes = 1 + data[0] / 3U, .chunks_at_once = 2}, context);
        const auto plain = read_fasta(source);
        if (fast->has_value() && !plain) std::abort();
        if (fast->has_value())
            for (domain::ContigId id = 0; id < plain->contigs.size(); ++id)
                if ((*fast)->bases(id, 0, plain->contigs[id].length()) != plain->contigs[id].bases)
                    std::abort();
        return 0;
    }
    if (data[0] % 3 == 1) mend_checksums(bytes);
    const auto genome = read_packed_genome(Source::memory("input", std::move(bytes)), context);
    if (genome) use(*genome);
    return 0;
}
