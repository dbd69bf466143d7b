#include <strandline/base/json.hpp>
#include <strandline/store/merkle.hpp>

#include <rapidcheck.h>

#include <cstdlib>

#include "crypto.hpp"
#include "fixture.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

std::vector<Digest> some_leaves(std::size_t count) {
    std::vector<Digest> leaves;
    for (std::size_t i = 0; i < count; ++i) leaves.push_back(merkle::leaf_hash(format("leaf {}", i)));
    return leaves;
}

/// RFC 6962, section 2.1, word by word.
Digest plain_root(std::span<const Digest> leaves) {
    if (leaves.empty()) return sha256("");
    if (leaves.size() == 1) return leaves[0];
    std::size_t k = 1;
    while (k * 2 < leaves.size()) k *= 2;
    return merkle::node_hash(plain_root(leaves.first(k)), plain_root(leaves.subspan(k)));
}

/// Numbers of the vectors reach 2^64, more than a JSON number may be here.
std::uint64_t number_of(const std::string& text, const std::string& name) {
    return std::strtoull(text.c_str() + text.find(':', text.find('"' + name + '"')) + 1, nullptr, 10);
}

std::string without_numbers(std::string text) {
    for (const char* name : {"leafIdx", "treeSize", "size1", "size2"}) {
        const std::size_t at = text.find(format("\"{}\"", name));
        if (at == text.npos) continue;
        const std::size_t begin = text.find(':', at) + 1;
        text.replace(begin, text.find(',', begin) - begin, "0");
    }
    return text;
}

/// Nothing when the value is not 32 bytes long: then there is nothing to verify.
std::optional<Digest> hash_of(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    const auto bytes = from_base64(value.string());
    if (!bytes || bytes->size() != 32) return std::nullopt;
    return Digest::from_raw(*bytes);
}

std::optional<std::vector<Digest>> proof_of(const Json& value) {
    std::vector<Digest> proof;
    if (value.is_null()) return proof;
    for (const Json& item : value.items()) {
        const auto hash = hash_of(item);
        if (!hash) return std::nullopt;
        proof.push_back(*hash);
    }
    return proof;
}

bool verdict(const std::string& text, const Json& json, bool inclusion) {
    const auto proof = proof_of(json.at("proof"));
    if (!proof) return false;
    if (inclusion) {
        const auto root = hash_of(json.at("root"));
        const auto leaf = hash_of(json.at("leafHash"));
        return root && leaf &&
               merkle::verify_inclusion(number_of(text, "leafIdx"), number_of(text, "treeSize"), *leaf,
                                        *proof, *root);
    }
    const auto root1 = hash_of(json.at("root1"));
    const auto root2 = hash_of(json.at("root2"));
    return root1 && root2 &&
           merkle::verify_consistency(number_of(text, "size1"), number_of(text, "size2"), *root1, *root2,
                                      *proof);
}

}  // namespace

TEST_CASE("RFC 6962 proofs of transparency-dev/merkle") {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    if (!shared) {
        MESSAGE("skipped: STRANDLINE_SHARED is not set");
        return;
    }
    int right = 0;
    int accepted = 0;
    for (const char* kind : {"inclusion", "consistency"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(shared) /
                                                                               "data/thread/merkle" / kind)) {
            if (entry.path().extension() != ".json") continue;
            const std::string text = read_file(entry.path());
            const Json json = take(Json::parse(without_numbers(text)));
            const bool accept = verdict(text, json, std::string_view(kind) == "inclusion");
            CHECK_MESSAGE(accept == !json.at("wantErr").boolean(), entry.path().string());
            right += accept == !json.at("wantErr").boolean();
            accepted += accept;
        }
    CHECK(right == 96);
    CHECK(accepted == 7);
    MESSAGE("RFC 6962 vectors with the right verdict: " << right << " of 96 (" << accepted << " accepted)");
}

TEST_CASE("known roots") {
    CHECK(merkle::root({}).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // The eight leaves of the reference implementation of RFC 6962 (certificate-transparency, merkle_tree
    // tests).
    const std::string data[] = {"",
                                std::string(1, '\0'),
                                "\x10",
                                "\x20\x21",
                                "\x30\x31",
                                "\x40\x41\x42\x43",
                                "\x50\x51\x52\x53\x54\x55\x56\x57",
                                "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
    std::vector<Digest> leaves;
    for (const std::string& one : data) leaves.push_back(merkle::leaf_hash(one));
    CHECK(merkle::root(std::span(leaves).first(1)).hex() ==
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    CHECK(merkle::root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST_CASE("every proof of every tree of up to 64 leaves") {
    for (std::uint64_t size = 1; size <= 64; ++size) {
        const std::vector<Digest> leaves = some_leaves(size);
        const Digest root = merkle::root(leaves);
        REQUIRE(root == plain_root(leaves));
        for (std::uint64_t i = 0; i < size; ++i) {
            const auto proof = merkle::inclusion_proof(leaves, i);
            REQUIRE(merkle::verify_inclusion(i, size, leaves[i], proof, root));
            for (std::uint64_t other = 0; other < size; ++other)
                if (other != i) REQUIRE_FALSE(merkle::verify_inclusion(other, size, leaves[i], proof, root));
        }
        for (std::uint64_t before = 0; before <= size; ++before) {
            const Digest old_root = merkle::root(std::span(leaves).first(before));
            const auto proof = merkle::consistency_proof(leaves, before);
            REQUIRE(merkle::verify_consistency(before, size, old_root, root, proof));
            if (before > 0 && before < size)
                REQUIRE_FALSE(merkle::verify_consistency(before, size, root, root, proof));
        }
    }
}

TEST_CASE("no proof survives a change") {
    CHECK(rc::check("inclusion", [] {
        const auto size = *rc::gen::inRange<std::uint64_t>(1, 200);
        const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
        const std::vector<Digest> leaves = some_leaves(size);
        const Digest root = merkle::root(leaves);
        auto proof = merkle::inclusion_proof(leaves, index);
        RC_ASSERT(merkle::verify_inclusion(index, size, leaves[index], proof, root));
        RC_ASSERT(!merkle::verify_inclusion(index, 0, leaves[index], proof, root));
        auto longer = proof;
        longer.push_back(root);
        RC_ASSERT(!merkle::verify_inclusion(index, size, leaves[index], longer, root));
        if (proof.empty()) return;
        auto shorter = proof;
        shorter.pop_back();
        RC_ASSERT(!merkle::verify_inclusion(index, size, leaves[index], shorter, root));
        const auto place = *rc::gen::inRange<std::size_t>(0, proof.size());
        const auto bit = *rc::gen::inRange<std::size_t>(0, 256);
        proof[place].bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        RC_ASSERT(!merkle::verify_inclusion(index, size, leaves[index], proof, root));
    }));
    CHECK(rc::check("consistency", [] {
        const auto size = *rc::gen::inRange<std::uint64_t>(2, 200);
        const auto before = *rc::gen::inRange<std::uint64_t>(1, size);
        const std::vector<Digest> leaves = some_leaves(size);
        const Digest root = merkle::root(leaves);
        const Digest old_root = merkle::root(std::span(leaves).first(before));
        auto proof = merkle::consistency_proof(leaves, before);
        RC_ASSERT(merkle::verify_consistency(before, size, old_root, root, proof));
        RC_ASSERT(!merkle::verify_consistency(size, before, root, old_root, proof));
        RC_ASSERT(!merkle::verify_consistency(before, size, root, old_root, proof));
        auto longer = proof;
        longer.push_back(root);
        RC_ASSERT(!merkle::verify_consistency(before, size, old_root, root, longer));
        const auto place = *rc::gen::inRange<std::size_t>(0, proof.size());
        proof[place].bytes[5] ^= 1;
        RC_ASSERT(!merkle::verify_consistency(before, size, old_root, root, proof));
    }));
}

TEST_CASE("a tree grown leaf by leaf has the root of each size") {
    const std::vector<Digest> leaves = some_leaves(130);
    merkle::Builder tree;
    for (std::size_t i = 0; i <= leaves.size(); ++i) {
        CHECK(tree.root() == merkle::root(std::span(leaves).first(i)));
        CHECK(tree.size() == i);
        if (i < leaves.size()) tree.add(leaves[i]);
    }
}
