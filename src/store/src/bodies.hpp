#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>
#include <strandline/store/commitment.hpp>

#include <functional>
#include <string>
#include <string_view>

#include "frames.hpp"

namespace strandline::store {

/// A frame of a body, ready to be placed in a pack.
struct BodyPart {
    FrameHeader header;
    std::string payload;
};

std::uint32_t parts_of(std::uint64_t size);
BodyPart encode_public_part(const Digest& body, std::uint32_t part, std::uint32_t parts,
                            std::string_view raw);
Result<std::string> decode_public_part(const FrameHeader& header, std::string_view payload);

FrameType frame_type_of(BodyKind kind);
BodyKind body_kind_of(FrameType type);

/// Encrypts and decrypts the parts of one private body.
class PrivateBody {
public:
    PrivateBody(const Secret& seed, BodyKind kind, const Digest& commitment);
    BodyPart encode(std::uint32_t part, std::uint32_t parts, std::string_view raw) const;
    /// The same with a given nonce, which must never be used twice.
    BodyPart encode(std::uint32_t part, std::uint32_t parts, std::string_view raw,
                    std::string_view nonce) const;
    Result<std::string> decode(const FrameHeader& header, std::string_view payload) const;

private:
    std::string associated(const FrameHeader& header) const;
    Secret key_;
    BodyKind kind_;
    Digest commitment_;
};

/// Recomputes what a body is named by, from its bytes in order.
class BodyCheck {
public:
    static BodyCheck of_public(const Digest& digest);
    static BodyCheck of_private(const Secret& seed, BodyKind kind, const Digest& commitment);
    void update(std::string_view bytes);
    /// True when all bytes together are the body that was named.
    bool finish();

private:
    BodyCheck(bool is_private, const Secret& seed, BodyKind kind, const Digest& id)
        : is_private_(is_private), kind_(kind), seed_(seed), id_(id), chunks_(seed) {}
    bool is_private_;
    BodyKind kind_;
    Secret seed_;
    Digest id_;
    Sha256 hash_;
    BytesCommitment chunks_;
    std::string json_;
};

/// Reads a source piece by piece, in parts of the format's size; an empty source is one empty piece.
Result<void> for_each_part(const Source& source,
                           const std::function<Result<void>(std::uint32_t, std::string_view)>& use);

}  // namespace strandline::store
