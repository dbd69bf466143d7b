#include "index.hpp"

#include <algorithm>

namespace strandline::store {

namespace {

/// Raised when tables change; an index of another number is made anew.
constexpr std::int64_t schema = 1;

constexpr std::string_view tables = R"(
CREATE TABLE IF NOT EXISTS position(one INTEGER PRIMARY KEY CHECK(one = 1), identity BLOB, leaves INTEGER,
                                    record BLOB, pack INTEGER, pack_end INTEGER);
CREATE TABLE IF NOT EXISTS artefact(id BLOB PRIMARY KEY, format BLOB, private INTEGER, body BLOB, size INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS artefact_body ON artefact(body);
CREATE TABLE IF NOT EXISTS record(leaf INTEGER PRIMARY KEY, id BLOB UNIQUE, pack INTEGER, offset INTEGER);
CREATE TABLE IF NOT EXISTS body(id BLOB, part INTEGER, parts INTEGER, type INTEGER, pack INTEGER, offset INTEGER,
                                damaged INTEGER DEFAULT 0, PRIMARY KEY(id, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS envelope(commitment BLOB, pack INTEGER, offset INTEGER);
CREATE INDEX IF NOT EXISTS envelope_commitment ON envelope(commitment);
CREATE TABLE IF NOT EXISTS cache(leaf INTEGER PRIMARY KEY, record BLOB, operation BLOB, key BLOB, fields BLOB);
CREATE INDEX IF NOT EXISTS cache_key ON cache(key);
CREATE INDEX IF NOT EXISTS cache_operation ON cache(operation, leaf);
CREATE TABLE IF NOT EXISTS content(content BLOB, artefact BLOB, PRIMARY KEY(content, artefact)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file(device INTEGER, inode INTEGER, size INTEGER, mtime INTEGER, ctime INTEGER, digest BLOB,
                                PRIMARY KEY(device, inode)) WITHOUT ROWID;
)";

constexpr std::string_view derived_tables[] = {"position", "artefact", "record", "body",
                                               "envelope", "cache",    "content"};

std::string packed_fields(const CacheNote& note) {
    std::string bytes;
    for (const auto& [name, value] : note.fields) {
        bytes += name;
        bytes.push_back('\0');
        bytes += value.raw();
    }
    return bytes;
}

IndexedArtefact artefact_of(const Statement& row) {
    return {{row.digest(0)},
            {row.bytes(1), row.integer(2) != 0, row.digest(3), static_cast<std::uint64_t>(row.integer(4))}};
}

FramePlace place_of(const Statement& row, int column) {
    return {static_cast<std::uint32_t>(row.integer(column)),
            static_cast<std::uint64_t>(row.integer(column + 1))};
}

constexpr std::string_view artefact_columns = "SELECT id, format, private, body, size FROM artefact ";

}  // namespace

Result<Index> Index::open(const Layout& layout) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto database = Database::open(layout.index());
        if (!database) break;
        Index index(layout, std::move(*database), false);
        if (index.prepare()) return index;
        if (!index.database_.is_corrupt()) break;
        remove(layout);  // derived, so a damaged one is no loss
    }
    return in_memory(layout);
}

Result<Index> Index::in_memory(const Layout& layout) {
    STRANDLINE_TRY(Database memory, Database::open(":memory:"));
    Index index(layout, std::move(memory), true);
    STRANDLINE_CHECK(index.prepare());
    return index;
}

Result<std::optional<Index>> Index::open_existing(const Layout& layout) {
    STRANDLINE_TRY(Database database, Database::open(layout.index()));
    Index index(layout, std::move(database), false);
    std::int64_t found = 0;
    if (auto rows = index.database_.query("PRAGMA user_version"); rows.next()) found = rows.integer(0);
    std::string sound;
    if (auto rows = index.database_.query("PRAGMA quick_check(1)"); rows.next()) sound = rows.bytes(0);
    if (index.is_corrupt()) return std::nullopt;
    STRANDLINE_CHECK(index.status());
    if (found != schema || sound != "ok") return std::nullopt;
    return index;
}

void Index::remove(const Layout& layout) {
    std::error_code ignored;
    for (std::string_view suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(layout.index().string() + std::string(suffix), ignored);
}

Result<Digest> Index::summary() {
    constexpr std::string_view rows_in_order[] = {
        "SELECT leaves, record, pack, pack_end, identity FROM position",
        "SELECT id, format, private, body, size FROM artefact ORDER BY id",
        "SELECT leaf, id, pack, offset FROM record ORDER BY leaf",
        "SELECT id, part, parts, type, pack, offset FROM body ORDER BY id, part",
        "SELECT commitment, pack, offset FROM envelope ORDER BY pack, offset",
        "SELECT leaf, record, operation, key, fields FROM cache ORDER BY leaf",
        "SELECT content, artefact FROM content ORDER BY content, artefact"};
    Sha256 hash;
    for (std::string_view sql : rows_in_order) {
        auto rows = database_.query(sql);
        while (rows.next()) {
            std::string row;
            for (int column = 0; column < rows.columns(); ++column) {
                const std::string value = rows.bytes(column);  // numbers as their digits
                row += format("{}:", value.size());
                row += value;
            }
            hash.update(row + "\n");
        }
        hash.update("\n");
    }
    STRANDLINE_CHECK(status());
    return hash.finish();
}

Result<void> Index::prepare() {
    std::int64_t found = 0;
    if (auto rows = database_.query("PRAGMA user_version"); rows.next()) found = rows.integer(0);
    database_.execute("PRAGMA synchronous=FULL");
    database_.execute("PRAGMA secure_delete=ON");  // what is forgotten does not stay in free pages
    STRANDLINE_CHECK(database_.status());
    if (found == schema) return {};
    database_.execute("PRAGMA journal_mode=WAL");
    database_.execute("BEGIN IMMEDIATE");
    for (std::string_view table : derived_tables) database_.execute(format("DROP TABLE IF EXISTS {}", table));
    database_.execute("DROP TABLE IF EXISTS file");
    database_.execute(tables);
    database_.execute(format("PRAGMA user_version={}", schema));
    database_.execute("COMMIT");
    if (database_.failed()) database_.roll_back();
    return database_.status();
}

void Index::clear() {
    for (std::string_view table : derived_tables) database_.execute(format("DELETE FROM {}", table));
}

LogEntry Index::position() {
    auto rows = database_.query("SELECT leaves, record, pack, pack_end FROM position");
    LogEntry last;
    if (!rows.next()) return last;
    // `leaf` counts the leaves read here, unlike in the log, where it numbers one.
    last.leaf = static_cast<std::uint64_t>(rows.integer(0));
    last.record = rows.digest(1);
    last.pack = static_cast<std::uint32_t>(rows.integer(2));
    last.pack_end = static_cast<std::uint64_t>(rows.integer(3));
    return last;
}

void Index::set_position(const LogEntry& last, std::uint64_t leaves, const Digest& identity) {
    database_.query("INSERT OR REPLACE INTO position VALUES(1, ?, ?, ?, ?, ?)")
        .run(identity, leaves, last.record, last.pack, last.pack_end);
}

std::uint64_t Index::leaves() { return position().leaf; }

bool Index::fits(const LogReader& log) {
    const LogEntry here = position();
    if (here.leaf == 0) return true;
    auto rows = database_.query("SELECT identity FROM position");
    if (!rows.next() || rows.digest(0) != log.identity() || here.leaf > log.size()) return false;
    const auto there = log.entry(here.leaf - 1);
    return there && there->record == here.record && there->pack == here.pack &&
           there->pack_end == here.pack_end;
}

Result<void> Index::catch_up() {
    database_.clear();
    // A cheap look first: mostly nothing has changed.
    STRANDLINE_TRY(Source source, Source::open(layout_.log(), "log"));
    STRANDLINE_TRY(const LogReader log, LogReader::open(std::move(source)));
    if (fits(log) && leaves() == log.size()) return database_.status();
    return bring_up(false);
}

Result<void> Index::rebuild() {
    database_.clear();
    return bring_up(true);
}

Result<void> Index::bring_up(bool from_nothing) {
    database_.execute("BEGIN IMMEDIATE");
    auto done = read_on(from_nothing);
    if (done) database_.execute("COMMIT");
    if (done) done = database_.status();
    if (!done) database_.roll_back();
    return done;
}

/// Within a transaction; the log is opened again, since another process may have been quicker.
Result<void> Index::read_on(bool from_nothing) {
    STRANDLINE_CHECK(database_.status());
    STRANDLINE_TRY(Source source, Source::open(layout_.log(), "log"));
    STRANDLINE_TRY(const LogReader log, LogReader::open(std::move(source)));
    if (from_nothing || !fits(log)) clear();
    LogEntry last = position();
    const std::uint64_t begin = last.leaf;
    STRANDLINE_TRY(const std::vector<LogEntry> entries, log.entries(begin, log.size()));
    for (const LogEntry& entry : entries) {
        read_append(last, entry);
        last = entry;
    }
    if (!entries.empty()) set_position(last, log.size(), log.identity());
    return {};
}

void Index::read_append(const LogEntry& begin, const LogEntry& end) {
    auto source = Source::open(layout_.pack(end.pack), Layout::pack_name(end.pack));
    if (!source) return;  // verify tells; here the rest stays usable
    const auto pack = FrameReader::open(std::move(*source), pack_magic);
    if (!pack) return;
    std::uint64_t offset = begin.pack == end.pack ? begin.pack_end : file_header_bytes;
    while (offset < end.pack_end) {
        const FrameReader::Look look = pack->look(offset, std::min(end.pack_end, pack->source().size()));
        if (look.found != FrameReader::Found::frame) return;
        if (!read_frame(*pack, look.frame, end)) return;
        offset = look.frame.end();
    }
}

bool Index::read_frame(const FrameReader& pack, const Frame& frame, const LogEntry& entry) {
    const FrameHeader& header = frame.header;
    const std::uint32_t number = pack.file().number;
    if (header.type == FrameType::public_part || is_private_part(header.type)) {
        database_
            .query(
                "INSERT OR REPLACE INTO body(id, part, parts, type, pack, offset) VALUES(?, ?, ?, ?, ?, ?)")
            .run(header.id, header.part, header.parts, static_cast<int>(header.type), number, frame.offset);
        return true;
    }
    if (header.type == FrameType::envelope) {
        database_.query("INSERT INTO envelope VALUES(?, ?, ?)").run(header.id, number, frame.offset);
        return true;
    }
    if (header.type == FrameType::record) {
        if (header.id == entry.record)
            database_.query("INSERT OR REPLACE INTO record VALUES(?, ?, ?, ?)")
                .run(entry.leaf, header.id, number, frame.offset);
        return true;
    }
    const auto payload = pack.payload(frame);
    if (!payload) return true;
    if (header.type == FrameType::artefact) {
        if (const auto artefact = ArtefactHeader::parse(*payload))
            database_.query("INSERT OR REPLACE INTO artefact VALUES(?, ?, ?, ?, ?)")
                .run(header.id, artefact->format, artefact->is_private ? 1 : 0, artefact->body,
                     artefact->size);
    } else if (header.type == FrameType::note) {
        const auto note = Note::parse(*payload);
        if (note && note->cache && note->cache->record.digest == entry.record)
            database_.query("INSERT OR REPLACE INTO cache VALUES(?, ?, ?, ?, ?)")
                .run(entry.leaf, note->cache->record.digest, note->cache->operation, note->cache->key,
                     packed_fields(*note->cache));
        if (note && note->content)
            database_.query("INSERT OR REPLACE INTO content VALUES(?, ?)")
                .run(note->content->content, note->content->artefact.digest);
    }
    return true;
}

std::optional<IndexedArtefact> Index::artefact(const Id& id) {
    auto rows = database_.query(std::string(artefact_columns) + "WHERE id = ?").of(id.digest);
    if (!rows.next()) return std::nullopt;
    return artefact_of(rows);
}

std::vector<IndexedArtefact> Index::artefacts_with_body(const Digest& digest) {
    auto rows = database_.query(std::string(artefact_columns) + "WHERE body = ? AND private = 0 ORDER BY id")
                    .of(digest);
    std::vector<IndexedArtefact> found;
    while (rows.next()) found.push_back(artefact_of(rows));
    return found;
}

std::vector<IndexedArtefact> Index::artefacts_with_content(std::string_view content) {
    auto rows = database_
                    .query(std::string(artefact_columns) +
                           "JOIN content ON content.artefact = artefact.id WHERE content = ? ORDER BY id")
                    .of(content);
    std::vector<IndexedArtefact> found;
    while (rows.next()) found.push_back(artefact_of(rows));
    return found;
}

bool Index::has_private(std::string_view artefact_format) {
    return database_.query("SELECT 1 FROM artefact WHERE private = 1 AND format = ? LIMIT 1")
        .of(artefact_format)
        .next();
}

std::optional<Id> Index::artefact_with_content(std::string_view content, std::string_view format, bool held) {
    auto rows = database_
                    .query(
                        "SELECT artefact.id, artefact.body FROM content JOIN artefact ON artefact.id = "
                        "content.artefact "
                        "WHERE content = ? AND format = ? ORDER BY artefact.id")
                    .of(content, format);
    while (rows.next()) {
        const auto found = body(rows.digest(1));
        if (!found || found->is_damaged) continue;
        if (!held || found->type == FrameType::private_bytes) return Id{rows.digest(0)};
    }
    return std::nullopt;
}

std::vector<Index::Record> Index::records() {
    auto rows = database_.query("SELECT leaf, id, pack, offset FROM record ORDER BY leaf");
    std::vector<Record> found;
    while (rows.next())
        found.push_back({static_cast<std::uint64_t>(rows.integer(0)), {rows.digest(1)}, place_of(rows, 2)});
    return found;
}

std::optional<Index::Record> Index::record(const Id& id) {
    auto rows = database_.query("SELECT leaf, id, pack, offset FROM record WHERE id = ?").of(id.digest);
    if (!rows.next()) return std::nullopt;
    return Record{static_cast<std::uint64_t>(rows.integer(0)), {rows.digest(1)}, place_of(rows, 2)};
}

std::optional<Index::Body> Index::body(const Digest& id) {
    auto rows =
        database_.query("SELECT parts, type, pack, offset, damaged FROM body WHERE id = ? ORDER BY part")
            .of(id);
    Body body;
    std::size_t parts = 0;
    while (rows.next()) {
        parts = static_cast<std::size_t>(rows.integer(0));
        body.type = static_cast<FrameType>(rows.integer(1));
        body.parts.push_back(place_of(rows, 2));
        body.is_damaged |= rows.integer(4) != 0;
    }
    if (parts == 0 || body.parts.size() != parts) return std::nullopt;
    return body;
}

void Index::mark_damaged(const Digest& body) {
    database_.query("UPDATE body SET damaged = 1 WHERE id = ?").run(body);
    database_.clear();  // a hint that cannot be kept is no failure
}

std::vector<FramePlace> Index::envelopes(const Digest& commitment) {
    auto rows = database_.query("SELECT pack, offset FROM envelope WHERE commitment = ? ORDER BY rowid")
                    .of(commitment);
    std::vector<FramePlace> found;
    while (rows.next()) found.push_back(place_of(rows, 0));
    return found;
}

std::vector<Id> Index::ids_with_prefix(std::string_view hex_digits, std::size_t most) {
    if (hex_digits.size() > 64) return {};
    const auto low = Digest::parse_hex(std::string(hex_digits) + std::string(64 - hex_digits.size(), '0'));
    const auto high = Digest::parse_hex(std::string(hex_digits) + std::string(64 - hex_digits.size(), 'f'));
    if (!low || !high) return {};
    auto rows = database_
                    .query(
                        "SELECT id FROM artefact WHERE id BETWEEN ?1 AND ?2 UNION SELECT id FROM record "
                        "WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3")
                    .of(*low, *high, static_cast<std::uint64_t>(most));
    std::vector<Id> found;
    while (rows.next()) found.push_back({rows.digest(0)});
    return found;
}

namespace {

std::vector<Index::CachedRun> cached_runs(Statement rows) {
    std::vector<Index::CachedRun> found;
    while (rows.next())
        found.push_back(
            {static_cast<std::uint64_t>(rows.integer(0)), {rows.digest(1)}, rows.digest(2), rows.bytes(3)});
    return found;
}

}  // namespace

std::vector<Index::CachedRun> Index::cached_with_key(const Digest& key) {
    return cached_runs(
        database_.query("SELECT leaf, record, key, fields FROM cache WHERE key = ? ORDER BY leaf DESC")
            .of(key));
}

std::vector<Index::CachedRun> Index::cached_of_operation(std::string_view operation, std::size_t most) {
    return cached_runs(
        database_
            .query(
                "SELECT leaf, record, key, fields FROM cache WHERE operation = ? ORDER BY leaf DESC LIMIT ?")
            .of(operation, static_cast<std::uint64_t>(most)));
}

std::optional<Digest> Index::known_file(const FileIdentity& file) {
    auto rows = database_
                    .query(
                        "SELECT digest FROM file WHERE device = ? AND inode = ? AND size = ? AND mtime = ? "
                        "AND ctime = ?")
                    .of(file.device, file.inode, file.size, file.mtime_ns, file.ctime_ns);
    if (!rows.next()) return std::nullopt;
    return rows.digest(0);
}

void Index::remember_file(const FileIdentity& file, const Digest& digest) {
    database_.query("INSERT OR REPLACE INTO file VALUES(?, ?, ?, ?, ?, ?)")
        .run(file.device, file.inode, file.size, file.mtime_ns, file.ctime_ns, digest);
    database_.clear();  // without it the file is read again next time, nothing worse
}

void Index::forget_files(const Digest& digest) {
    database_.query("DELETE FROM file WHERE digest = ?").run(digest);
    database_.clear();
}

}  // namespace strandline::store
