#pragma once

#include <strandline/store/commitment.hpp>
#include <strandline/store/workspace.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "bodies.hpp"
#include "disk.hpp"
#include "frames.hpp"
#include "headers.hpp"
#include "index.hpp"
#include "keyring.hpp"
#include "lock.hpp"

namespace strandline::store {

/// Opens packs when first asked for one of their frames.
class PackSet {
public:
    explicit PackSet(const Layout& layout) : layout_(layout) {}
    struct Found {
        FrameHeader header;
        std::string payload;
    };
    /// The frame at this place, checked. Environment error "pack.damaged".
    Result<Found> frame(const FramePlace& place);

private:
    Layout layout_;
    std::map<std::uint32_t, FrameReader> open_;
};

/// What makes one run comparable to another without telling its values.
struct CacheFingerprint {
    std::vector<std::pair<std::string, Digest>> fields;
    Digest key;
};

struct Workspace::State {
    State(std::filesystem::path folder_, Layout layout_, Keyring keys_, Index index_)
        : folder(std::move(folder_)),
          layout(std::move(layout_)),
          keys(std::move(keys_)),
          index(std::move(index_)) {
        const auto key = keys.cache_key();
        content_key =
            key ? *key : Secret::random();  // ids of private contents then fit nothing, and reveal nothing
    }

    std::filesystem::path folder;
    Layout layout;
    Keyring keys;
    Index index;
    Secret content_key;
    Notice notice;
    const std::atomic<bool>* cancelled = nullptr;    // who sets it ends the waiting for the lock
    std::uint64_t roll_at = std::uint64_t{1} << 30;  // a pack this long is followed by a new one
    std::mutex mutex;                                // guards all of this

    // Everything below needs the mutex.
    Result<WriterLock> lock() { return WriterLock::take(layout.lock(), notice, cancelled); }
    Result<void> catch_up();
    Result<void> make_index_anew();
    Result<RecordHeader> record_header(PackSet& packs, const FramePlace& place, const Id& id);
    Result<Secret> open_seed(PackSet& packs, const Digest& commitment);
    /// Sends a body, checked on the way, to `use`. `seed` for private ones.
    Result<void> read_parts(PackSet& packs, const Index::Body& body, const Digest& id,
                            const std::optional<Secret>& seed,
                            const std::function<void(std::string_view)>& use);
    Result<void> read_artefact(const Id& id, const std::function<void(std::string_view)>& use);
    ArtefactFacts facts(const IndexedArtefact& artefact);
    RecordFacts facts(const RecordHeader& header, const Id& id, std::uint64_t leaf) const;
};

CacheFingerprint fingerprint(const Secret& key, std::string_view operation,
                             const std::vector<std::pair<std::string, std::string>>& fields);

/// "hmac:<hex>" of a private content under the workspace key.
std::string private_content_id(const Secret& key, const Digest& digest);

/// Makes the files of a new workspace in the (existing, empty) folder `root`.
Result<void> lay_out(const Layout& layout, const Workspace::CreateOptions& options);
/// Refuses what cannot be a workspace that this version understands.
Result<void> check_version(const Layout& layout);

Result<std::vector<PublicKey>> parse_keys(std::string_view text, std::string_view name);

}  // namespace strandline::store
