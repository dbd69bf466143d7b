#include <strandline/store/workspace.hpp>

#include <sys/vfs.h>

#include <algorithm>
#include <limits>

#include "crypto.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

constexpr std::string_view content_words = "strandline/1 content\n";
constexpr std::string_view cache_field_words = "strandline/1 cache field\n";
constexpr std::string_view cache_key_words = "strandline/1 cache key\n";

/// Earlier runs that a miss is compared with.
constexpr std::size_t most_compared = 1000;

/// A file changed within this time may change again without a new time stamp.
constexpr std::int64_t settled_after_ns = 2'000'000'000;

/// File systems whose time stamps are made on another machine (magic numbers of statfs(2) and linux/magic.h).
bool is_remote(const std::filesystem::path& path) {
    struct statfs facts{};
    if (statfs(path.c_str(), &facts) != 0) return true;
    constexpr unsigned long remote[] = {
        0x6969 /* nfs */,      0x517b /* smb */,        0xff534d42 /* cifs */, 0xfe534d42 /* smb2 */,
        0x65735546 /* fuse */, 0x01021997 /* 9p */,     0x00c36400 /* ceph */, 0x5346414f /* afs */,
        0x6b414653 /* kafs */, 0x0bd00bd0 /* lustre */, 0x73757245 /* coda */, 0x01161970 /* gfs2 */};
    return std::ranges::find(remote, static_cast<unsigned long>(facts.f_type) & 0xffffffffUL) !=
           std::end(remote);
}

bool is_settled(const FileIdentity& file) {
    const std::int64_t age = now_ns() - std::max(file.ctime_ns, file.mtime_ns);
    return age > settled_after_ns;
}

/// Names whose values differ, or that only one of the two has; in the order of `mine`, then of `other`.
std::vector<std::string> differing(const std::vector<std::pair<std::string, Digest>>& mine,
                                   std::string_view packed) {
    std::vector<std::pair<std::string, std::string_view>> other;
    while (!packed.empty()) {
        const std::size_t zero = packed.find('\0');
        if (zero == packed.npos || packed.size() < zero + 33) break;
        other.emplace_back(packed.substr(0, zero), packed.substr(zero + 1, 32));
        packed.remove_prefix(zero + 33);
    }
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    std::vector<bool> used(other.size(), false);
    for (const auto& [name, value] : mine) {
        bool same = false;
        for (std::size_t i = 0; i < other.size() && !same; ++i) {
            same = !used[i] && other[i].first == name && other[i].second == value.raw();
            if (same) used[i] = true;
        }
        if (!same) add(name);
    }
    for (std::size_t i = 0; i < other.size(); ++i)
        if (!used[i]) add(other[i].first);
    return names;
}

/// Outputs by role, or why they cannot be used.
struct Outputs {
    std::map<std::string, Id> by_role;
    std::string damage;
};

}  // namespace

std::string private_content_id(const Secret& key, const Digest& digest) {
    return "hmac:" + hmac(key, {content_words, digest.raw()}).hex();
}

std::string Workspace::content_id(const Digest& digest, bool is_private) const {
    return is_private ? private_content_id(state_->content_key, digest) : "sha256:" + digest.hex();
}

Result<Digest> Workspace::digest_of(const Source& source, bool rehash, bool is_private) {
    const FileIdentity* file = source.identity();
    const bool cacheable = file && !is_private && is_settled(*file) && !is_remote(source.path());
    if (cacheable && !rehash) {
        const std::lock_guard guard(state_->mutex);
        if (const auto known = state_->index.known_file(*file)) return *known;
    }
    STRANDLINE_TRY(const Digest digest, source.digest());
    STRANDLINE_CHECK(source.check_unchanged());
    if (cacheable && private_artefacts_with_content(digest).empty()) {
        const std::lock_guard guard(state_->mutex);
        state_->index.remember_file(*file, digest);
    }
    return digest;
}

CacheFingerprint fingerprint(const Secret& key, std::string_view operation,
                             const std::vector<std::pair<std::string, std::string>>& fields) {
    CacheFingerprint print;
    Json pairs = Json::array();
    for (const auto& [name, value] : fields) {
        const Digest digest = hmac(key, {cache_field_words, name, std::string_view("\0", 1), value});
        pairs.push_back(Json::array({name, digest.hex()}));
        print.fields.emplace_back(name, digest);
    }
    print.key = hmac(key, {cache_key_words, Json::array({operation, std::move(pairs)}).canonical()});
    return print;
}

Result<CacheAnswer> Workspace::find_cached(
    std::string_view operation, const std::vector<std::pair<std::string, std::string>>& cache_fields) {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_CHECK(state_->keys.cache_key());
    STRANDLINE_CHECK(state_->catch_up());
    const CacheFingerprint print = fingerprint(state_->content_key, operation, cache_fields);
    CacheAnswer answer;
    PackSet packs(state_->layout);

    const auto outputs_of = [&](const Id& id) {
        Outputs outputs;
        const auto record = state_->index.record(id);
        const auto header =
            record
                ? state_->record_header(packs, record->place, id)
                : Result<RecordHeader>(fail(Error::environment("record.missing", "its record is missing")));
        if (!header) {
            outputs.damage = header.error().what();
            return outputs;
        }
        for (const auto& [role, artefact] : header->outputs) {
            const auto known = state_->index.artefact(artefact);
            const auto body = known ? state_->index.body(known->header.body) : std::nullopt;
            if (!body)
                outputs.damage = format("the bytes of its output {} are not kept", role);
            else if (body->is_damaged)
                outputs.damage = format("the stored bytes of its output {} are damaged", role);
            outputs.by_role.emplace(role, artefact);
        }
        return outputs;
    };

    for (const Index::CachedRun& run : state_->index.cached_with_key(print.key)) {
        answer.any_earlier = true;
        Outputs outputs = outputs_of(run.record);
        if (answer.record == Id{}) answer.record = run.record;
        if (!outputs.damage.empty()) {
            if (answer.damage.empty()) answer.damage = outputs.damage;
            continue;
        }
        answer.hit = true;
        answer.damage.clear();
        answer.record = run.record;
        answer.outputs = std::move(outputs.by_role);
        return answer;
    }
    if (answer.any_earlier) return answer;

    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    for (const Index::CachedRun& run : state_->index.cached_of_operation(operation, most_compared)) {
        answer.any_earlier = true;
        auto names = differing(print.fields, run.fields);
        if (names.size() >= fewest) continue;
        fewest = names.size();
        answer.record = run.record;
        answer.differing = std::move(names);
    }
    STRANDLINE_CHECK(state_->index.status());
    return answer;
}

}  // namespace strandline::store
