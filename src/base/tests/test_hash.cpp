#include <strandline/base/hash.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;

// FIPS 180-4 examples (NIST, "SHA256.pdf") and the short messages of NIST CAVP SHA256ShortMsg.rsp.
TEST_CASE("SHA-256: NIST vectors") {
    CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
                 "opqrsmnopqrstnopqrstu")
              .hex() == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(sha256(std::string(1000000, 'a')).hex() ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(sha256("\xD3").hex() == "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1");
}

TEST_CASE("SHA-256 in pieces is SHA-256 of the whole, and begins anew after") {
    CHECK(rc::check("pieces", [](const std::string& a, const std::string& b, const std::string& c) {
        Sha256 hash;
        hash.update("left over from before");
        hash.finish();
        hash.update(a);
        hash.update(b);
        hash.update(c);
        RC_ASSERT(hash.finish() == sha256(a + b + c));
        RC_ASSERT(hash.finish() == sha256(""));
    }));
    Sha256 first;
    first.update("ab");
    Sha256 moved = std::move(first);
    moved.update("c");
    CHECK(moved.finish() == sha256("abc"));
}

TEST_CASE("hexadecimal digits") {
    CHECK(to_hex(std::string("\x00\x7F\xFF", 3)) == "007fff");
    CHECK(from_hex("007FfF").value() == std::string("\x00\x7F\xFF", 3));
    CHECK(from_hex("").value().empty());
    CHECK_FALSE(from_hex("0").has_value());
    CHECK_FALSE(from_hex("0g").has_value());
    CHECK_FALSE(from_hex(" 0").has_value());
    CHECK(rc::check("there and back",
                    [](const std::string& bytes) { RC_ASSERT(from_hex(to_hex(bytes)).value() == bytes); }));
}

TEST_CASE("digests as text and bytes") {
    const Digest digest = sha256("abc");
    CHECK(Digest::parse_hex(digest.hex()).value() == digest);
    std::string capitals = digest.hex();
    std::ranges::transform(capitals, capitals.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    CHECK(Digest::parse_hex(capitals).value() == digest);
    CHECK(Digest::from_raw(digest.raw()) == digest);
    CHECK(digest.raw().size() == 32);
    CHECK_FALSE(Digest::parse_hex("").has_value());
    CHECK_FALSE(Digest::parse_hex(digest.hex() + "0").has_value());
    CHECK_FALSE(Digest::parse_hex(digest.hex().substr(1)).has_value());
    CHECK_FALSE(Digest::parse_hex(std::string(64, 'g')).has_value());
    CHECK(Digest() < digest);
}
