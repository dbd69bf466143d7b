#include <strandline/store/commitment.hpp>

#include <strandline/store/merkle.hpp>

#include <algorithm>
#include <bit>
#include <optional>

#include "bytes.hpp"
#include "crypto.hpp"

namespace strandline::store {

namespace {

// Each use of a seed has its own words, so that no salt can ever be a key. They are part of the format.
constexpr std::string_view salt_of_field = "strandline/1 salt json\n";
constexpr std::string_view salt_of_chunk = "strandline/1 salt chunk\n";
constexpr std::string_view dummy_leaf = "strandline/1 dummy leaf\n";
constexpr std::string_view commitment_words = "strandline/1 commitment\n";

/// A body with few fields looks like any other with up to sixteen.
constexpr std::size_t fewest_json_leaves = 16;

struct Field {
    Json path;
    Json value;
};

void flatten(const Json& value, Json::Array& path, std::vector<Field>& fields) {
    if (value.is_object() && !value.members().empty()) {
        for (const auto& [name, member] : value.members()) {
            path.push_back(name);
            flatten(member, path, fields);
            path.pop_back();
        }
    } else if (value.is_array() && !value.items().empty()) {
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            path.push_back(static_cast<std::uint64_t>(i));
            flatten(value.items()[i], path, fields);
            path.pop_back();
        }
    } else {
        fields.push_back({Json::array(path), value});
    }
}

Digest field_salt(const Secret& seed, const Json& path) {
    return hmac(seed, {salt_of_field, path.canonical()});
}

Digest field_leaf(const Digest& salt, const Json& path, const Json& value) {
    std::string data(salt.raw());
    data += Json::array({path, value}).canonical();
    return merkle::leaf_hash(data);
}

/// Leaf hashes of all fields and of the dummies that round their number up, in the order of their bytes.
std::vector<Digest> json_leaves(const Secret& seed, const Json& body) {
    std::vector<Field> fields;
    Json::Array path;
    flatten(body, path, fields);
    std::vector<Digest> leaves;
    for (const Field& field : fields)
        leaves.push_back(field_leaf(field_salt(seed, field.path), field.path, field.value));
    const std::size_t padded = std::bit_ceil(std::max(leaves.size(), fewest_json_leaves));
    for (std::uint64_t i = 0; leaves.size() < padded; ++i)
        leaves.push_back(hmac(seed, {dummy_leaf, be64(i)}));
    std::ranges::sort(leaves);
    return leaves;
}

Digest chunk_salt(const Secret& seed, std::uint64_t index) {
    return hmac(seed, {salt_of_chunk, be64(index)});
}

Digest chunk_leaf(const Digest& salt, std::uint64_t index, std::string_view chunk) {
    std::string data(salt.raw());
    put_be64(data, index);
    data += chunk;
    return merkle::leaf_hash(data);
}

/// Kind and number of leaves are hashed with the root, so that a proof cannot be read for another tree.
Digest commitment_of(BodyKind kind, std::uint64_t leaves, const Digest& root) {
    std::string data(commitment_words);
    data.push_back(static_cast<char>(kind));
    put_be64(data, leaves);
    data += root.raw();
    return sha256(data);
}

/// The root a proof leads to, when it has exactly the length that this tree asks for.
std::optional<Digest> root_of_proof(std::uint64_t index, std::uint64_t leaves, Digest hash,
                                    const std::vector<Digest>& proof) {
    if (index >= leaves) return std::nullopt;
    std::size_t used = 0;
    std::uint64_t last = leaves - 1;
    for (std::uint64_t node = index; last > 0; node >>= 1, last >>= 1) {
        if ((node & 1) == 0 && node == last) continue;  // an odd last node goes up as it is
        if (used == proof.size()) return std::nullopt;
        hash = (node & 1) != 0 ? merkle::node_hash(proof[used], hash) : merkle::node_hash(hash, proof[used]);
        ++used;
    }
    if (used != proof.size()) return std::nullopt;
    return hash;
}

Json hex_array(const std::vector<Digest>& digests) {
    Json array = Json::array();
    for (const Digest& digest : digests) array.push_back(digest.hex());
    return array;
}

}  // namespace

Digest commit_json(const Secret& seed, const Json& body, BodyKind kind) {
    STRANDLINE_ASSERT(kind != BodyKind::bytes);
    const std::vector<Digest> leaves = json_leaves(seed, body);
    return commitment_of(kind, leaves.size(), merkle::root(leaves));
}

Json reference_body(const Digest& digest, std::uint64_t size) {
    Json body = Json::object();
    body.set("sha256", digest.hex());
    body.set("size", size);
    return body;
}

void BytesCommitment::update(std::string_view bytes) {
    while (!bytes.empty()) {
        if (pending_.empty() && bytes.size() >= commitment_chunk) {
            add_leaf(bytes.substr(0, commitment_chunk));
            bytes.remove_prefix(commitment_chunk);
            continue;
        }
        const std::size_t take = std::min(commitment_chunk - pending_.size(), bytes.size());
        pending_.append(bytes.substr(0, take));
        bytes.remove_prefix(take);
        if (pending_.size() == commitment_chunk) {
            add_leaf(pending_);
            pending_.clear();
        }
    }
}

Digest BytesCommitment::finish() {
    if (!pending_.empty() || leaves_.empty()) add_leaf(pending_);
    wipe(pending_);
    const Digest commitment = commitment_of(BodyKind::bytes, leaves_.size(), merkle::root(leaves_));
    leaves_.clear();
    return commitment;
}

void BytesCommitment::add_leaf(std::string_view chunk) {
    const std::uint64_t index = leaves_.size();
    leaves_.push_back(chunk_leaf(chunk_salt(seed_, index), index, chunk));
}

Digest commit_bytes(const Secret& seed, std::string_view bytes) {
    BytesCommitment commitment(seed);
    commitment.update(bytes);
    return commitment.finish();
}

Json FieldDisclosure::to_json() const {
    Json json = Json::object();
    json.set("path", path);
    json.set("value", value);
    json.set("salt", salt.hex());
    json.set("index", index);
    json.set("leaves", leaves);
    json.set("proof", hex_array(proof));
    return json;
}

Result<FieldDisclosure> FieldDisclosure::parse(const Json& json) {
    const auto bad = [](std::string_view what) {
        return fail(Error::input("disclosure.malformed", "the disclosed field has no usable \"{}\"", what)
                        .expected("an object of path, value, salt, index, leaves, proof")
                        .mend("ask the sender for the disclosure again"));
    };
    FieldDisclosure field;
    const Json* path = json.find("path");
    if (!path || !path->is_array()) return bad("path");
    for (const Json& step : path->items())
        if (!step.is_string() && !step.is_integer()) return bad("path");
    field.path = *path;
    const Json* value = json.find("value");
    if (!value) return bad("value");
    field.value = *value;
    const Json* salt = json.find("salt");
    if (!salt || !salt->is_string()) return bad("salt");
    const auto salt_value = Digest::parse_hex(salt->string());
    if (!salt_value) return bad("salt");
    field.salt = *salt_value;
    for (const auto& [name, into] : {std::pair("index", &field.index), std::pair("leaves", &field.leaves)}) {
        const Json* number = json.find(name);
        if (!number || !number->is_integer() || number->integer() < 0) return bad(name);
        *into = static_cast<std::uint64_t>(number->integer());
    }
    const Json* proof = json.find("proof");
    if (!proof || !proof->is_array() || proof->items().size() > 64) return bad("proof");
    for (const Json& step : proof->items()) {
        if (!step.is_string()) return bad("proof");
        const auto hash = Digest::parse_hex(step.string());
        if (!hash) return bad("proof");
        field.proof.push_back(*hash);
    }
    return field;
}

Result<FieldDisclosure> disclose_field(const Secret& seed, const Json& body, const Json& path,
                                       BodyKind kind) {
    STRANDLINE_ASSERT(kind != BodyKind::bytes);
    std::vector<Field> fields;
    Json::Array walked;
    flatten(body, walked, fields);
    const auto found = std::ranges::find_if(fields, [&](const Field& field) { return field.path == path; });
    if (found == fields.end())
        return fail(Error::input("disclosure.path", "the body has no single field at {}", path.compact())
                        .expected("the path of a text, number, boolean, null or empty list")
                        .mend("name one field; a group of fields is disclosed field by field"));
    FieldDisclosure field{found->path, found->value, field_salt(seed, found->path), 0, 0, {}};
    const std::vector<Digest> leaves = json_leaves(seed, body);
    const Digest leaf = field_leaf(field.salt, field.path, field.value);
    field.leaves = leaves.size();
    field.index = static_cast<std::uint64_t>(std::ranges::lower_bound(leaves, leaf) - leaves.begin());
    field.proof = merkle::inclusion_proof(leaves, field.index);
    return field;
}

bool verify_field(const Digest& commitment, const FieldDisclosure& field, BodyKind kind) {
    if (kind == BodyKind::bytes || !field.path.is_array()) return false;
    const bool is_leaf = !(field.value.is_object() && !field.value.members().empty()) &&
                         !(field.value.is_array() && !field.value.items().empty());
    if (!is_leaf || field.leaves < fewest_json_leaves || !std::has_single_bit(field.leaves)) return false;
    const auto root = root_of_proof(field.index, field.leaves,
                                    field_leaf(field.salt, field.path, field.value), field.proof);
    return root && commitment_of(kind, field.leaves, *root) == commitment;
}

Result<ChunkDisclosure> disclose_chunk(const Secret& seed, std::string_view bytes, std::uint64_t index) {
    const std::uint64_t count = bytes.empty() ? 1 : (bytes.size() + commitment_chunk - 1) / commitment_chunk;
    if (index >= count)
        return fail(Error::input("disclosure.chunk", "there is no chunk {}", index)
                        .expected("0 to {}", count - 1)
                        .mend("count chunks of 64 KiB from 0"));
    std::vector<Digest> leaves;
    for (std::uint64_t i = 0; i < count; ++i)
        leaves.push_back(
            chunk_leaf(chunk_salt(seed, i), i, bytes.substr(i * commitment_chunk, commitment_chunk)));
    return ChunkDisclosure{std::string(bytes.substr(index * commitment_chunk, commitment_chunk)),
                           chunk_salt(seed, index), index, count, merkle::inclusion_proof(leaves, index)};
}

bool verify_chunk(const Digest& commitment, const ChunkDisclosure& chunk) {
    // All chunks but the last are full.
    if (chunk.chunk.size() > commitment_chunk) return false;
    if (chunk.index + 1 < chunk.leaves && chunk.chunk.size() != commitment_chunk) return false;
    if (chunk.chunk.empty() && chunk.leaves != 1) return false;
    const auto root = root_of_proof(chunk.index, chunk.leaves,
                                    chunk_leaf(chunk.salt, chunk.index, chunk.chunk), chunk.proof);
    return root && commitment_of(BodyKind::bytes, chunk.leaves, *root) == commitment;
}

}  // namespace strandline::store
