#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

using namespace strandline;

namespace {

// The doubles, as bits, with which the ES6 number sequence of RFC 8785 begins (github.com/cyberphone/
// json-canonicalization, testdata). Powers of ten, their thirds, and the edges of the format.
constexpr std::uint64_t edges[] = {
    0x0000000000000000, 0x8000000000000000, 0x0000000000000001, 0x8000000000000001, 0xc46696695dbd1cc3,
    0xc43211ede4974a35, 0xc3fce97ca0f21056, 0xc3c7213080c1a6ac, 0xc39280f39a348556, 0xc35d9b1f5d20d557,
    0xc327af4c4a80aaac, 0xc2f2f2a36ecd5556, 0xc2be51057e155558, 0xc28840d131aaaaac, 0xc253670dc1555557,
    0xc21f0b4935555557, 0xc1e8d5d42aaaaaac, 0xc1b3de4355555556, 0xc17fca0555555556, 0xc1496e6aaaaaaaab,
    0xc114585555555555, 0xc0e046aaaaaaaaab, 0xc0aa0aaaaaaaaaaa, 0xc074d55555555555, 0xc040aaaaaaaaaaab,
    0xc00aaaaaaaaaaaab, 0xbfd5555555555555, 0xbfa1111111111111, 0xbf6b4e81b4e81b4f, 0xbf35d867c3ece2a5,
    0xbf0179ec9cbd821e, 0xbecbf647612f3696, 0xbe965e9f80f29212, 0xbe61e54c672874db, 0xbe2ca213d840baf8,
    0xbdf6e80fe033c8c6, 0xbdc2533fe68fd3d2, 0xbd8d51ffd74c861c, 0xbd5774ccac3d3817, 0xbd22c3d6f030f9ac,
    0xbcee0624b3818f79, 0xbcb804ea293472c7, 0xbc833721ba905bd3, 0xbc4ebe9c5db3c61e, 0xbc18987d17c304e5,
    0xbbe3ad30dfcf371d, 0xbbaf7b816618582f, 0xbb792f9ab81379bf, 0xbb442615600f9499, 0xbb101e77800c76e1,
    0xbad9ca58cce0be35, 0xbaa4a1e0a3e6fe90, 0xba708180831f320d, 0xba3a68cd9e985016, 0x446696695dbd1cc3,
    0x443211ede4974a35, 0x43fce97ca0f21056, 0x43c7213080c1a6ac, 0x439280f39a348556, 0x435d9b1f5d20d557,
    0x4327af4c4a80aaac, 0x42f2f2a36ecd5556, 0x42be51057e155558, 0x428840d131aaaaac, 0x4253670dc1555557,
    0x421f0b4935555557, 0x41e8d5d42aaaaaac, 0x41b3de4355555556, 0x417fca0555555556, 0x41496e6aaaaaaaab,
    0x4114585555555555, 0x40e046aaaaaaaaab, 0x40aa0aaaaaaaaaaa, 0x4074d55555555555, 0x4040aaaaaaaaaaab,
    0x400aaaaaaaaaaaab, 0x3fd5555555555555, 0x3fa1111111111111, 0x3f6b4e81b4e81b4f, 0x3f35d867c3ece2a5,
    0x3f0179ec9cbd821e, 0x3ecbf647612f3696, 0x3e965e9f80f29212, 0x3e61e54c672874db, 0x3e2ca213d840baf8,
    0x3df6e80fe033c8c6, 0x3dc2533fe68fd3d2, 0x3d8d51ffd74c861c, 0x3d5774ccac3d3817, 0x3d22c3d6f030f9ac,
    0x3cee0624b3818f79, 0x3cb804ea293472c7, 0x3c833721ba905bd3, 0x3c4ebe9c5db3c61e, 0x3c18987d17c304e5,
    0x3be3ad30dfcf371d, 0x3baf7b816618582f, 0x3b792f9ab81379bf, 0x3b442615600f9499, 0x3b101e77800c76e1,
    0x3ad9ca58cce0be35, 0x3aa4a1e0a3e6fe90, 0x3a708180831f320d, 0x3a3a68cd9e985016, 0x4024000000000000,
    0x4014000000000000, 0x3fe0000000000000, 0x3fa999999999999a, 0x3f747ae147ae147b, 0x3f40624dd2f1a9fc,
    0x3f0a36e2eb1c432d, 0x3ed4f8b588e368f1, 0x3ea0c6f7a0b5ed8d, 0x3e6ad7f29abcaf48, 0x3e35798ee2308c3a,
    0x3ed539223589fa95, 0x3ed4ff26cd5a7781, 0x3ed4f95a762283ff, 0x3ed4f8c60703520c, 0x3ed4f8b72f19cd0d,
    0x3ed4f8b5b31c0c8d, 0x3ed4f8b58d1c461a, 0x3ed4f8b5894f7f0e, 0x3ed4f8b588ee37f3, 0x3ed4f8b588e47da4,
    0x3ed4f8b588e3849c, 0x3ed4f8b588e36bb5, 0x3ed4f8b588e36937, 0x3ed4f8b588e368f8, 0x3ed4f8b588e368f1,
    0x3ff0000000000000, 0xbff0000000000000, 0xbfeffffffffffffa, 0xbfeffffffffffffb, 0x3feffffffffffffa,
    0x3feffffffffffffb, 0x3feffffffffffffc, 0x3feffffffffffffe, 0xbfefffffffffffff, 0xbfefffffffffffff,
    0x3fefffffffffffff, 0x3fefffffffffffff, 0x3fd3333333333332, 0x3fd3333333333333, 0x3fd3333333333334,
    0x0010000000000000, 0x000ffffffffffffd, 0x000fffffffffffff, 0x7fefffffffffffff, 0xffefffffffffffff,
    0x4340000000000000, 0xc340000000000000, 0x4430000000000000, 0x44b52d02c7e14af5, 0x44b52d02c7e14af6,
    0x44b52d02c7e14af7, 0x444b1ae4d6e2ef4e, 0x444b1ae4d6e2ef4f, 0x444b1ae4d6e2ef50, 0x3eb0c6f7a0b5ed8c,
    0x3eb0c6f7a0b5ed8d, 0x41b3de4355555553, 0x41b3de4355555554, 0x41b3de4355555555, 0x41b3de4355555556,
    0x41b3de4355555557, 0xbecbf647612f3696, 0x43143ff3c1cb0959};
constexpr std::uint64_t serial_count = 2000;  // then so many from the smallest normal number on

/// The sequence: the edges, the serial numbers, then doubles out of a chain of SHA-256 values.
class Sequence {
public:
    double next() {
        const std::uint64_t index = index_++;
        if (index < std::size(edges)) return std::bit_cast<double>(edges[index]);
        if (index < std::size(edges) + serial_count)
            return std::bit_cast<double>(0x0010000000000000 + (index - std::size(edges)));
        for (;;) {
            if (in_block_ == 4) {
                block_ = sha256(block_.raw());
                in_block_ = 0;
            }
            double value;
            std::memcpy(&value, block_.bytes.data() + 8 * in_block_++, sizeof value);
            if (value != 0 && std::isfinite(value)) return value;
        }
    }

private:
    std::uint64_t index_ = 0;
    Digest block_;
    std::size_t in_block_ = 4;
};

std::string digest_of_lines(std::size_t count) {
    Sequence sequence;
    Sha256 hash;
    for (std::size_t i = 0; i < count; ++i) {
        const double value = sequence.next();
        char bits[16];
        const auto end = std::to_chars(bits, bits + sizeof bits, std::bit_cast<std::uint64_t>(value), 16).ptr;
        hash.update({bits, static_cast<std::size_t>(end - bits)});
        hash.update("," + es6_number(value) + "\n");
    }
    return hash.finish().hex();
}

}  // namespace

TEST_CASE("ES6 numbers: the sequence of RFC 8785's authors") {
    CHECK(digest_of_lines(1000) == "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687");
    CHECK(digest_of_lines(10000) == "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892");
    CHECK(digest_of_lines(100000) == "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7");
}

TEST_CASE("ES6 numbers: where the layout changes (RFC 8785, appendix B)") {
    CHECK(es6_number(0.0) == "0");
    CHECK(es6_number(-0.0) == "0");
    CHECK(es6_number(5e-324) == "5e-324");
    CHECK(es6_number(-5e-324) == "-5e-324");
    CHECK(es6_number(1.7976931348623157e308) == "1.7976931348623157e+308");
    CHECK(es6_number(9007199254740992) == "9007199254740992");
    CHECK(es6_number(295147905179352830000.0) == "295147905179352830000");
    CHECK(es6_number(999999999999999900000.0) == "999999999999999900000");
    CHECK(es6_number(1e21) == "1e+21");
    CHECK(es6_number(1e-6) == "0.000001");
    CHECK(es6_number(9.999999999999997e-7) == "9.999999999999997e-7");
    CHECK(es6_number(1e-7) == "1e-7");
    CHECK(es6_number(333333333.33333329) == "333333333.3333333");
    CHECK(es6_number(-1.5) == "-1.5");
    CHECK(es6_number(100) == "100");
    CHECK(es6_number(123e45) == "1.23e+47");
}

TEST_CASE("ES6 numbers read back as the same double") {
    CHECK(rc::check("text to double and back", [](std::uint64_t bits) {
        const auto value = std::bit_cast<double>(bits);
        RC_PRE(std::isfinite(value));
        const std::string text = es6_number(value);
        double again = 1;
        const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), again);
        RC_ASSERT(status == std::errc());
        RC_ASSERT(end == text.data() + text.size());
        RC_ASSERT(again == value);
    }));
}
