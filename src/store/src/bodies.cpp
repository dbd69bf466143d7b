#include "bodies.hpp"

#include <strandline/base/json.hpp>

#include "bytes.hpp"
#include "crypto.hpp"

namespace strandline::store {

namespace {

constexpr std::string_view body_key_words = "strandline/1 body key\n";
constexpr std::string_view body_part_words = "strandline/1 body part\n";

Error damaged(std::string_view what) {
    return Error::environment("body.damaged", "a stored body cannot be read: {}", what)
        .mend("run 'strandline thread verify'; compute it again, or restore the pack from a back-up");
}

}  // namespace

std::uint32_t parts_of(std::uint64_t size) {
    return size == 0 ? 1 : static_cast<std::uint32_t>((size + part_bytes - 1) / part_bytes);
}

BodyPart encode_public_part(const Digest& body, std::uint32_t part, std::uint32_t parts,
                            std::string_view raw) {
    BodyPart result;
    result.payload = compress(raw, result.header.codec);
    result.header.type = FrameType::public_part;
    result.header.part = part;
    result.header.parts = parts;
    result.header.stored = result.payload.size();
    result.header.raw = raw.size();
    result.header.id = body;
    return result;
}

Result<std::string> decode_public_part(const FrameHeader& header, std::string_view payload) {
    return decompress(payload, header.codec, header.raw);
}

FrameType frame_type_of(BodyKind kind) {
    switch (kind) {
    case BodyKind::json:
        return FrameType::private_json;
    case BodyKind::bytes:
        return FrameType::private_bytes;
    case BodyKind::reference:
        return FrameType::private_reference;
    }
    STRANDLINE_ASSERT(false);
}

BodyKind body_kind_of(FrameType type) {
    STRANDLINE_ASSERT(is_private_part(type));
    if (type == FrameType::private_json) return BodyKind::json;
    return type == FrameType::private_bytes ? BodyKind::bytes : BodyKind::reference;
}

PrivateBody::PrivateBody(const Secret& seed, BodyKind kind, const Digest& commitment)
    : key_(Secret::from_raw(hmac(seed, {body_key_words}).raw())), kind_(kind), commitment_(commitment) {}

BodyPart PrivateBody::encode(std::uint32_t part, std::uint32_t parts, std::string_view raw) const {
    return encode(part, parts, raw, random_bytes(nonce_bytes));
}

BodyPart PrivateBody::encode(std::uint32_t part, std::uint32_t parts, std::string_view raw,
                             std::string_view nonce) const {
    BodyPart result;
    std::string plain = compress(raw, result.header.codec);
    result.header.type = frame_type_of(kind_);
    result.header.part = part;
    result.header.parts = parts;
    result.header.raw = raw.size();
    result.header.id = commitment_;
    result.payload = nonce;
    result.payload += encrypt(key_, nonce, associated(result.header), plain);
    result.header.stored = result.payload.size();
    wipe(plain);
    return result;
}

Result<std::string> PrivateBody::decode(const FrameHeader& header, std::string_view payload) const {
    if (payload.size() < nonce_bytes) return fail(damaged("it is too short to be encrypted"));
    auto plain =
        decrypt(key_, payload.substr(0, nonce_bytes), associated(header), payload.substr(nonce_bytes));
    if (!plain) return fail(damaged("it does not decrypt"));
    return decompress(*plain, header.codec, header.raw);
}

std::string PrivateBody::associated(const FrameHeader& header) const {
    std::string bytes(body_part_words);
    bytes += commitment_.raw();
    bytes.push_back(static_cast<char>(kind_));
    bytes.push_back(static_cast<char>(header.codec));
    put_be32(bytes, header.part);
    put_be32(bytes, header.parts);
    put_be64(bytes, header.raw);
    return bytes;
}

BodyCheck BodyCheck::of_public(const Digest& digest) { return {false, Secret(), BodyKind::bytes, digest}; }

BodyCheck BodyCheck::of_private(const Secret& seed, BodyKind kind, const Digest& commitment) {
    return {true, seed, kind, commitment};
}

void BodyCheck::update(std::string_view bytes) {
    if (!is_private_) return hash_.update(bytes);
    if (kind_ == BodyKind::bytes) return chunks_.update(bytes);
    json_ += bytes;
}

bool BodyCheck::finish() {
    if (!is_private_) return hash_.finish() == id_;
    if (kind_ == BodyKind::bytes) return chunks_.finish() == id_;
    const auto json = Json::parse(json_, "private body");
    const bool is_canonical = json && json->canonical() == json_;
    wipe(json_);
    return is_canonical && commit_json(seed_, *json, kind_) == id_;
}

Result<void> for_each_part(const Source& source,
                           const std::function<Result<void>(std::uint32_t, std::string_view)>& use) {
    std::string buffer(std::min<std::uint64_t>(part_bytes, source.size()), '\0');
    const std::uint32_t parts = parts_of(source.size());
    for (std::uint32_t part = 0; part < parts; ++part) {
        STRANDLINE_TRY(const std::size_t got, source.read_at(part * part_bytes, buffer));
        STRANDLINE_CHECK(use(part, std::string_view(buffer).substr(0, got)));
    }
    return {};
}

}  // namespace strandline::store
