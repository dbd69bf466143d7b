#include <strandline/store/commitment.hpp>
#include <strandline/store/merkle.hpp>

#include <rapidcheck.h>

#include <set>

#include "fixture.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

/// 00 01 02 … 1f, as in docs/format.md.
Secret counting_seed() {
    std::string bytes;
    for (int i = 0; i < 32; ++i) bytes.push_back(static_cast<char>(i));
    return Secret::from_raw(bytes);
}

Json parse(std::string_view text) { return take(Json::parse(text)); }

const char* const golden_body =
    R"({"names":{"genome":"K-12.gbk"},"parameters":{"list":[1,null,true],"mismatches":4,"none":{}}})";

std::string big_bytes() {
    std::string bytes;
    for (int i = 0; i < 200'000; ++i) bytes.push_back(static_cast<char>(i * 7 + i / 256));
    return bytes;
}

}  // namespace

// Computed by an independent program from the words of docs/format.md.
TEST_CASE("golden commitments of JSON") {
    const Secret seed = counting_seed();
    CHECK(commit_json(seed, parse(golden_body)).hex() ==
          "38290141c4e1fc327120f5c40035c2dd35a5426797da53625896b2f1bb4ba296");
    CHECK(commit_json(seed, parse("\"x\"")).hex() ==
          "1d8e2ed4185316f8b47c84b1381d7a4da742ff8aeeac70d3f78e73dacc477329");
    CHECK(commit_json(seed, parse("{}")).hex() ==
          "195b3f7ac9bfd2f1c6b97bd42e2961bd2fdb1330967806d32e6dcf110e60a272");
    CHECK(commit_json(seed, parse(R"({"a":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]})")).hex() ==
          "7ccbf2365c22d6f3b6a59b351a534728ba8e2e5c73a02b2c60f4de7b6f696525");
    CHECK(commit_json(seed, reference_body(sha256("ACGT"), 4), BodyKind::reference).hex() ==
          "ab26dda714ef9ed3c3aeab8d7922e2fc508e1e482fb5255e4f96d5e9f5d97bc2");
}

TEST_CASE("golden commitments of bytes") {
    const Secret seed = counting_seed();
    CHECK(commit_bytes(seed, "").hex() == "8c2756d2b7bae1f39d87ce686467e9da03bf1cd49931e895a5c3c21e7eff7b4a");
    CHECK(commit_bytes(seed, "ACGT").hex() ==
          "e6375f3106bc3e03296720639c9736b9edc83e5a64f5cc5cf8a817850822eebe");
    CHECK(commit_bytes(seed, big_bytes()).hex() ==
          "82a805c4ce1d17478c3c124f7518321390aefb588cb7734308cc0730ff10f5e8");
}

TEST_CASE("what differs is committed differently") {
    const Secret seed = counting_seed();
    std::set<Digest> seen;
    for (const char* text :
         {R"(["a"])", R"({"0":"a"})", R"([["a"]])", R"({"a":null})", R"({"a":[]})", R"({"a":{}})",
          R"({"a":""})", R"({"a":0})", R"({"a":false})", R"({"a":"0"})", R"({"a":"b","c":"d"})",
          R"({"a":"d","c":"b"})", "[]", "{}", "null", R"({"a.b":1})", R"({"a":{"b":1}})", R"({"a/b":1})"})
        CHECK_MESSAGE(seen.insert(commit_json(seed, parse(text))).second, text);
    CHECK(seen.insert(commit_json(seed, parse("{}"), BodyKind::reference)).second);
    CHECK(commit_json(seed, parse(R"({"a":1,"b":2})")) == commit_json(seed, parse(R"({"b":2,"a":1})")));
    CHECK(commit_json(Secret::random(), parse("{}")) != commit_json(Secret::random(), parse("{}")));
}

TEST_CASE("bytes are committed alike in whatever pieces they come") {
    const Secret seed = counting_seed();
    const std::string bytes = big_bytes();
    const Digest whole = commit_bytes(seed, bytes);
    CHECK(rc::check([&] {
        BytesCommitment pieces(seed);
        std::string_view rest = bytes;
        while (!rest.empty()) {
            const auto take_bytes =
                std::min<std::size_t>(*rc::gen::inRange<std::size_t>(1, 150'000), rest.size());
            pieces.update(rest.substr(0, take_bytes));
            rest.remove_prefix(take_bytes);
        }
        RC_ASSERT(pieces.finish() == whole);
    }));
}

TEST_CASE("one field is disclosed and nothing else") {
    const Secret seed = counting_seed();
    const Json body = parse(golden_body);
    const Digest commitment = commit_json(seed, body);
    for (const char* path :
         {R"(["names","genome"])", R"(["parameters","list",0])", R"(["parameters","list",1])",
          R"(["parameters","mismatches"])", R"(["parameters","none"])"}) {
        const FieldDisclosure field = take(disclose_field(seed, body, parse(path)));
        CHECK(verify_field(commitment, field));
        CHECK(field.leaves == 16);
        CHECK(field.proof.size() == 4);
        CHECK_FALSE(verify_field(commitment, field, BodyKind::reference));
        const FieldDisclosure again = take(FieldDisclosure::parse(parse(field.to_json().compact())));
        CHECK(verify_field(commitment, again));

        FieldDisclosure other = field;
        other.value = 5;
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.path.push_back("x");
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.salt.bytes[0] ^= 1;
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.index ^= 1;
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.leaves = 32;
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.leaves = 8;
        other.proof.pop_back();
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.proof.push_back(other.proof[0]);
        CHECK_FALSE(verify_field(commitment, other));
        other = field;
        other.proof[3].bytes[31] ^= 0x80;
        CHECK_FALSE(verify_field(commitment, other));
    }
    const FieldDisclosure field = take(disclose_field(seed, body, parse(R"(["parameters","mismatches"])")));
    CHECK(field.salt.hex() == "ce14abf0d332b197e298ecb9ef2b1d2942441e2b6aa2e37bb529905bc20ea322");
    CHECK(code_of(disclose_field(seed, body, parse(R"(["parameters"])"))) == "disclosure.path");
    CHECK(code_of(disclose_field(seed, body, parse(R"(["parameters","list","0"])"))) == "disclosure.path");
}

TEST_CASE("a group of fields cannot pass for a field") {
    const Secret seed = counting_seed();
    const Json body = parse(golden_body);
    FieldDisclosure field = take(disclose_field(seed, body, parse(R"(["parameters","none"])")));
    field.value = parse(R"({"a":1})");
    CHECK_FALSE(verify_field(commit_json(seed, body), field));
}

TEST_CASE("disclosures that are no disclosures are refused") {
    const Json good =
        take(disclose_field(counting_seed(), parse(golden_body), parse(R"(["names","genome"])"))).to_json();
    for (const char* name : {"path", "value", "salt", "index", "leaves", "proof"}) {
        Json without = Json::object();
        for (const auto& [member, value] : good.members())
            if (member != name) without.set(member, value);
        CHECK(code_of(FieldDisclosure::parse(without)) == "disclosure.malformed");
        Json wrong = good;
        wrong.set(name, parse(R"({"x":-1.5})"));
        if (std::string_view(name) != "value")
            CHECK(code_of(FieldDisclosure::parse(wrong)) == "disclosure.malformed");
    }
}

TEST_CASE("one chunk of bytes is disclosed") {
    const Secret seed = counting_seed();
    const std::string bytes = big_bytes();
    const Digest commitment = commit_bytes(seed, bytes);
    for (std::uint64_t i = 0; i < 4; ++i) {
        const ChunkDisclosure chunk = take(disclose_chunk(seed, bytes, i));
        CHECK(verify_chunk(commitment, chunk));
        ChunkDisclosure other = chunk;
        other.chunk[0] = static_cast<char>(other.chunk[0] ^ 1);
        CHECK_FALSE(verify_chunk(commitment, other));
        other = chunk;
        other.leaves = 5;
        CHECK_FALSE(verify_chunk(commitment, other));
        other = chunk;
        other.index = (i + 1) % 4;
        CHECK_FALSE(verify_chunk(commitment, other));
    }
    CHECK(code_of(disclose_chunk(seed, bytes, 4)) == "disclosure.chunk");
    CHECK(verify_chunk(commit_bytes(seed, ""), take(disclose_chunk(seed, "", 0))));
}
