#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/text.hpp>

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace strandline::formats::testing {

/// A file of the folder `shared`; nothing, and a message, where that is not at hand.
inline std::optional<Source> shared_source(const std::string& path) {
    const char* folder = std::getenv("STRANDLINE_SHARED");
    if (!folder || !std::filesystem::exists(std::filesystem::path(folder) / path)) {
        MESSAGE("skipped: STRANDLINE_SHARED is not set, or has no ", path);
        return std::nullopt;
    }
    auto source = Source::open(std::filesystem::path(folder) / path);
    REQUIRE(source.has_value());
    return std::move(*source);
}

inline Source file(std::string bytes) { return Source::memory("file", std::move(bytes)); }

/// One gzip member.
inline std::string gzip(const std::string& bytes) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// "code line:column" of what a reading came to; "" when it went well.
template <class Outcome>
std::string slip(const Outcome& outcome) {
    if (outcome) return "";
    const Place& place = outcome.error().place();
    return place.line == 0 ? outcome.error().code()
                           : format("{} {}:{}", outcome.error().code(), place.line, place.column);
}

/// Every error says what was expected or found, and how to mend it.
template <class Outcome>
bool says_all(const Outcome& outcome) {
    const Error& error = outcome.error();
    return !error.expected().empty() && !error.found().empty() && !error.mend().empty() &&
           !error.place().file.empty();
}

}  // namespace strandline::formats::testing
