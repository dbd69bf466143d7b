#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/store/secret.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::store {

/// What a private body is, and with it how it is cut into leaves. Part of the commitment.
enum class BodyKind : std::uint8_t {
    json = 1,       // one leaf a field
    bytes = 2,      // one leaf for each 64 KiB
    reference = 3,  // {"sha256","size"} of bytes that are kept elsewhere, cut as json
};

inline constexpr std::size_t commitment_chunk = 64 * 1024;

/// Salted Merkle root of a JSON value. Who does not know the seed learns nothing from it, not even by
/// guessing; who knows the seed and the body can recompute it. docs/format.md, "Private commitments".
Digest commit_json(const Secret& seed, const Json& body, BodyKind kind = BodyKind::json);
/// {"sha256": …, "size": …} committed as `BodyKind::reference`.
Json reference_body(const Digest& digest, std::uint64_t size);

/// Salted Merkle root of bytes that come in pieces.
class BytesCommitment {
public:
    explicit BytesCommitment(const Secret& seed) : seed_(seed) {}
    void update(std::string_view bytes);
    Digest finish();

private:
    void add_leaf(std::string_view chunk);
    Secret seed_;
    std::string pending_;
    std::vector<Digest> leaves_;
};
Digest commit_bytes(const Secret& seed, std::string_view bytes);

/// One field of a committed JSON body, shown to somebody who holds only the commitment. Path: member
/// names and array indexes from the root, ["parameters","mismatches"].
struct FieldDisclosure {
    Json path = Json::array();
    Json value;
    Digest salt;
    std::uint64_t index = 0, leaves = 0;
    std::vector<Digest> proof;
    Json to_json() const;
    static Result<FieldDisclosure> parse(const Json& json);
};
/// Bad input when the body has no scalar or empty container at this path.
Result<FieldDisclosure> disclose_field(const Secret& seed, const Json& body, const Json& path,
                                       BodyKind kind = BodyKind::json);
bool verify_field(const Digest& commitment, const FieldDisclosure& field, BodyKind kind = BodyKind::json);

/// One chunk of committed bytes, likewise.
struct ChunkDisclosure {
    std::string chunk;
    Digest salt;
    std::uint64_t index = 0, leaves = 0;
    std::vector<Digest> proof;
};
Result<ChunkDisclosure> disclose_chunk(const Secret& seed, std::string_view bytes, std::uint64_t index);
bool verify_chunk(const Digest& commitment, const ChunkDisclosure& chunk);

}  // namespace strandline::store
