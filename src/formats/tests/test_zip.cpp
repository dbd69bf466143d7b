#include <strandline/formats/zip.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace strandline;
using namespace strandline::formats;

TEST_CASE("zip: an archive of one stored file, byte by byte") {
    MemorySink sink;
    ZipWriter zip(sink);
    zip.add("a.txt", "123456789");
    REQUIRE(zip.finish().has_value());
    const std::string crc = "\x26\x39\xF4\xCB";  // the check value of CRC-32: 0xCBF43926
    const std::string common = std::string("\x14\0\0\x08\0\0\0\0\x21\0", 10) + crc +
                               std::string("\x09\0\0\0\x09\0\0\0\x05\0\0\0", 12);
    const std::string expected = "PK\x03\x04" + common + "a.txt123456789" +
                                 std::string("PK\x01\x02\x14\0", 6) + common +
                                 std::string("\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 14) + "a.txt" +
                                 std::string("PK\x05\x06\0\0\0\0\x01\0\x01\0\x33\0\0\0\x2C\0\0\0\0\0", 22);
    CHECK(sink.bytes() == expected);
}

TEST_CASE("zip: no files make an empty archive") {
    MemorySink sink;
    REQUIRE(ZipWriter(sink).finish().has_value());
    CHECK(sink.bytes() == std::string("PK\x05\x06", 4) + std::string(18, '\0'));
}

TEST_CASE("zip: more than 65,534 files are told in ZIP64 fields") {
    MemorySink sink;
    ZipWriter zip(sink);
    for (int i = 0; i < 65535; ++i) zip.add("f" + std::to_string(i), "");
    REQUIRE(zip.finish().has_value());
    const std::string& bytes = sink.bytes();
    const std::string end = bytes.substr(bytes.size() - 22 - 20 - 56);
    CHECK(end.substr(0, 4) == "PK\x06\x06");
    CHECK(end.substr(24, 8) == std::string("\xFF\xFF\0\0\0\0\0\0", 8));
    CHECK(end.substr(56, 4) == "PK\x06\x07");
    CHECK(end.substr(76, 4) == "PK\x05\x06");
    CHECK(end.substr(84, 4) == "\xFF\xFF\xFF\xFF");
}
