#pragma once

#include <strandline/base/file.hpp>
#include <strandline/store/id.hpp>
#include <strandline/store/workspace.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "disk.hpp"
#include "frames.hpp"
#include "headers.hpp"
#include "log_file.hpp"
#include "sqlite.hpp"

namespace strandline::store {

/// Where a frame is.
struct FramePlace {
    std::uint32_t pack = 0;
    std::uint64_t offset = 0;
};

/// What is known of an artefact, and where its body is.
struct IndexedArtefact {
    Id id;
    ArtefactHeader header;
};

/// A derived, fast view of packs and log; made anew whenever it does not fit them. Never asked by verify.
/// Not thread-safe.
class Index {
public:
    /// Opens or makes the file; in memory when the folder cannot be written.
    static Result<Index> open(const Layout& layout);
    static Result<Index> in_memory(const Layout& layout);
    /// The file as it is, for looking, neither made nor mended: nothing when it is damaged, an error when it
    /// merely cannot be opened here, as in a folder where nothing may be written.
    static Result<std::optional<Index>> open_existing(const Layout& layout);
    static void remove(const Layout& layout);

    /// Reads what packs and log have got since. Makes all anew when it belongs to another state of them.
    Result<void> catch_up();
    /// Throws all away but the digests of files, and reads again.
    Result<void> rebuild();
    /// Leaves that the index holds, and whether it fits this log: false when the log was rolled back.
    std::uint64_t leaves();
    bool fits(const LogReader& log);

    // Every question below asks the index as it is.
    std::optional<IndexedArtefact> artefact(const Id& id);
    std::vector<IndexedArtefact> artefacts_with_body(const Digest& digest);
    /// Private ones of this content, whatever their format, by id.
    std::vector<IndexedArtefact> artefacts_with_content(std::string_view content);
    bool has_private(std::string_view artefact_format);
    /// The private artefact of this content and format that holds its bytes, else one that refers to them.
    std::optional<Id> artefact_with_content(std::string_view content, std::string_view format, bool held);
    struct Record {
        std::uint64_t leaf = 0;
        Id id;
        FramePlace place;
    };
    std::vector<Record> records();
    std::optional<Record> record(const Id& id);
    struct Body {
        FrameType type = FrameType::public_part;
        std::vector<FramePlace> parts;  // in order
        bool is_damaged = false;        // found when last read
    };
    /// All parts of a body, or nothing when one is missing.
    std::optional<Body> body(const Digest& id);
    void mark_damaged(const Digest& body);
    std::vector<FramePlace> envelopes(const Digest& commitment);
    std::vector<Id> ids_with_prefix(std::string_view hex_digits, std::size_t most);

    struct CachedRun {
        std::uint64_t leaf = 0;
        Id record;
        Digest key;
        std::string fields;  // name, zero byte, 32 bytes, and so on
    };
    /// Latest first.
    std::vector<CachedRun> cached_with_key(const Digest& key);
    std::vector<CachedRun> cached_of_operation(std::string_view operation, std::size_t most);

    std::optional<Digest> known_file(const FileIdentity& file);
    void remember_file(const FileIdentity& file, const Digest& digest);
    /// Of files whose content turned out to be private.
    void forget_files(const Digest& digest);

    /// A hash of all that was derived from packs and log.
    Result<Digest> summary();
    Result<void> status() const { return database_.status(); }
    bool is_in_memory() const { return is_in_memory_; }
    /// The file turned out to be broken; a new one is to be made.
    bool is_corrupt() const { return database_.is_corrupt(); }

private:
    Index(Layout layout, Database database, bool is_in_memory)
        : layout_(std::move(layout)), database_(std::move(database)), is_in_memory_(is_in_memory) {}
    Result<void> prepare();
    void clear();
    void read_append(const LogEntry& begin, const LogEntry& end);
    bool read_frame(const FrameReader& pack, const Frame& frame, const LogEntry& entry);
    Result<void> bring_up(bool from_nothing);
    Result<void> read_on(bool from_nothing);
    LogEntry position();
    void set_position(const LogEntry& last, std::uint64_t leaves, const Digest& identity);

    Layout layout_;
    Database database_;
    bool is_in_memory_;
};

}  // namespace strandline::store
