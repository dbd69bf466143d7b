#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/reader.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace strandline;
using namespace strandline::formats;

namespace {

std::string compressed(std::string_view text, std::size_t piece) {
    MemorySink out;
    BgzfSink sink(out);
    for (std::size_t at = 0; at < text.size(); at += piece) sink.write(text.substr(at, piece));
    CHECK(sink.finish().has_value());
    return out.bytes();
}

}  // namespace

TEST_CASE("BGZF reads back as what was written, whatever the pieces") {
    CHECK(rc::check([] {
        std::string text;
        const auto length = *rc::gen::inRange<std::size_t>(0, 300'000);
        std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();
        const std::uint64_t letters = *rc::gen::element<std::uint64_t>(4, 256);  // 256: does not compress
        while (text.size() < length) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text += static_cast<char>((state >> 40) % letters);
        }
        const std::string bytes = compressed(text, *rc::gen::inRange<std::size_t>(1, 100'000));
        RC_ASSERT(bytes == compressed(text, 1 + text.size()));
        const Source source = Source::memory("x.gz", bytes);
        RC_ASSERT(is_gzip(source));
        const auto back = read_bytes(source);
        RC_ASSERT(back.has_value());
        RC_ASSERT(*back == text);
        const auto content = content_of(source);
        RC_ASSERT(content.has_value());
        RC_ASSERT(content->digest == sha256(text));
        RC_ASSERT(content->size == text.size());
    }));
}

TEST_CASE("BGZF ends with the empty block of the specification") {
    const std::string end("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0", 28);
    CHECK(compressed("", 1) == end);
    CHECK(compressed("ACGT", 4).ends_with(end));
}
