#include "bzip2.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t input_chunk = 1 << 16;

}  // namespace

bool starts_bzip2(std::string_view bytes) {
    if (bytes.size() < 10 || !bytes.starts_with("BZh") || bytes[3] < '1' || bytes[3] > '9') return false;
    // The first block, or the end of a stream of nothing.
    const std::string_view next = bytes.substr(4, 6);
    return next == "1AY&SY" || next == std::string_view("\x17\x72\x45\x38\x50\x90", 6);
}

Bzip2Stream::Bzip2Stream(Source source) : source_(std::move(source)), input_(input_chunk) {}

Bzip2Stream::~Bzip2Stream() {
    if (in_stream_) BZ2_bzDecompressEnd(&stream_);
}

void Bzip2Stream::stop(std::string_view code, std::string_view what, std::string_view expected,
                       std::string_view found) {
    error_ = Error::input(std::string(code), "{}", what)
                 .at({.file = source_.name()})
                 .expected("{}", expected)
                 .found("{} {}", found, with_thousands(bytes_read()))
                 .mend("fetch or compress the file again; `bzip2 -t` tells whether a copy is whole");
}

bool Bzip2Stream::fetch() {
    auto got = source_.read_at(offset_, input_);
    if (!got) {
        error_ = std::move(got).error();
        return false;
    }
    offset_ += *got;
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<unsigned>(*got);
    return *got > 0;
}

bool Bzip2Stream::begin_stream() {
    if (stream_.avail_in == 0 && !fetch()) {
        at_end_ = !error_;
        return false;
    }
    char* const next = stream_.next_in;
    const unsigned available = stream_.avail_in;
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) {
        error_ = Error::fault("bzip2.start", "bzlib cannot start");
        return false;
    }
    stream_.next_in = next;
    stream_.avail_in = available;
    return in_stream_ = true;
}

std::size_t Bzip2Stream::read(std::span<char> into) {
    std::size_t done = 0;
    while (done < into.size() && !at_end_ && !error_) {
        const bool first = offset_ == 0;
        if (!in_stream_ && !begin_stream()) break;
        if (stream_.avail_in == 0 && !fetch()) {
            if (!error_)
                stop("bzip2.truncated", "the bzip2 data ends early", "a whole bzip2 file",
                     "its end after compressed byte");
            break;
        }
        const auto room = static_cast<unsigned>(std::min<std::size_t>(into.size() - done, 1u << 30));
        stream_.next_out = into.data() + done;
        stream_.avail_out = room;
        const int told = BZ2_bzDecompress(&stream_);
        done += room - stream_.avail_out;
        if (told == BZ_STREAM_END) {
            char* const next = stream_.next_in;
            const unsigned available = stream_.avail_in;
            BZ2_bzDecompressEnd(&stream_);
            in_stream_ = false;
            stream_.next_in = next;
            stream_.avail_in = available;
        } else if (told == BZ_DATA_ERROR_MAGIC && !first) {
            stop("bzip2.trailing", "bytes that are no bzip2 data follow the bzip2 data",
                 "the end of the file, or another bzip2 stream", "others near compressed byte");
        } else if (told != BZ_OK) {
            stop("bzip2.corrupt", "the bzip2 data is damaged", "bzip2 data whose checksums agree",
                 "otherwise near compressed byte");
        }
    }
    return done;
}

}  // namespace strandline::formats
