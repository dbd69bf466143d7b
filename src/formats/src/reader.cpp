#include <strandline/formats/reader.hpp>

#include "bzip2.hpp"

#include <strandline/formats/bgzf.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace strandline::formats {
namespace {

constexpr std::size_t input_chunk = 1 << 17;
constexpr std::size_t line_chunk = 1 << 18;
constexpr std::size_t shown_after_column = 200;

bool starts_a_gzip_member(std::string_view bytes) {
    return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

}  // namespace

struct ByteReader::State {
    Source source;
    std::uint64_t offset = 0;  // of the next byte to fetch
    std::vector<char> input;
    std::size_t input_begin = 0, input_end = 0;
    bool compressed = false;
    bool in_member = false;
    bool at_end = false;
    bool inflating = false;  // `stream` is set up
    z_stream stream{};
    std::optional<Error> error;
    std::unique_ptr<Bzip2Stream> bzip2;  // where the source is of that kind

    explicit State(const Source& from) : source(from) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (inflating) inflateEnd(&stream);
    }

    std::string_view unread() const { return {input.data() + input_begin, input_end - input_begin}; }

    /// Gets more input behind what is unread; false at the end of the source or at an error.
    bool fetch() {
        if (input.empty()) input.resize(input_chunk);
        std::copy(input.begin() + static_cast<std::ptrdiff_t>(input_begin),
                  input.begin() + static_cast<std::ptrdiff_t>(input_end), input.begin());
        input_end -= input_begin;
        input_begin = 0;
        auto got = source.read_at(offset, std::span(input).subspan(input_end));
        if (!got) {
            error = std::move(got).error();
            return false;
        }
        offset += *got;
        input_end += *got;
        return *got > 0;
    }

    bool stop(Error why) {
        error = std::move(why);
        return false;
    }

    bool truncated() {
        return stop(Error::input("gzip.truncated", "the gzip data ends early")
                        .at({.file = source.name()})
                        .expected("a whole gzip file")
                        .found("its end after {} compressed bytes, inside a member", with_thousands(offset))
                        .mend("fetch or compress the file again; `gzip -t` tells whether a copy is whole"));
    }

    bool corrupt(const char* reason) {
        const std::uint64_t at = offset - (input_end - input_begin);
        return stop(Error::input("gzip.corrupt", "the gzip data is damaged near compressed byte {}",
                                 with_thousands(at))
                        .at({.file = source.name()})
                        .expected("gzip data whose checksums agree")
                        .found("{}", reason ? reason : "bytes that are no gzip data")
                        .mend("fetch or compress the file again; `gzip -t` tells whether a copy is whole"));
    }

    /// Begins the next member; false at the end of the data or at an error.
    bool begin_member() {
        while (unread().size() < 2 && fetch()) {}
        if (error) return false;
        if (!starts_a_gzip_member(unread())) return check_padding();
        if (!inflating) {
            // 15 bits of window, and 16 for a gzip wrapper.
            if (inflateInit2(&stream, 15 + 16) != Z_OK)
                return stop(Error::fault("gzip.start", "zlib cannot start"));
            inflating = true;
        } else {
            inflateReset(&stream);
        }
        return in_member = true;
    }

    bool check_padding() {
        do {
            const std::string_view rest = unread();
            if (rest.find_first_not_of('\0') != std::string_view::npos)
                return stop(
                    Error::input("gzip.trailing", "bytes that are no gzip data follow the gzip data")
                        .at({.file = source.name()})
                        .expected("the end of the file, or another gzip member")
                        .found("other bytes near compressed byte {}", with_thousands(offset - rest.size()))
                        .mend("remove what was appended, or decompress it and compress it as a whole"));
            input_begin = input_end;
        } while (fetch());
        if (error) return false;
        if (auto whole = check_bgzip_end(source); !whole) return stop(std::move(whole).error());
        at_end = true;
        return false;
    }

    std::size_t inflate_into(std::span<char> into) {
        std::size_t done = 0;
        while (done < into.size() && !at_end && !error) {
            if (!in_member && !begin_member()) break;
            if (unread().empty() && !fetch()) {
                if (!error) truncated();
                break;
            }
            done += inflate_some(into.subspan(done));
        }
        return done;
    }

    std::size_t inflate_some(std::span<char> into) {
        const auto room = static_cast<uInt>(std::min<std::size_t>(into.size(), 1u << 30));
        stream.next_in = reinterpret_cast<Bytef*>(input.data() + input_begin);
        stream.avail_in = static_cast<uInt>(input_end - input_begin);
        stream.next_out = reinterpret_cast<Bytef*>(into.data());
        stream.avail_out = room;
        const int told = inflate(&stream, Z_NO_FLUSH);
        input_begin = input_end - stream.avail_in;
        if (told == Z_STREAM_END)
            in_member = false;
        else if (told != Z_OK && told != Z_BUF_ERROR)
            corrupt(stream.msg);
        return room - stream.avail_out;
    }

    std::size_t copy_into(std::span<char> into) {
        std::size_t done = std::min(into.size(), input_end - input_begin);
        std::copy_n(input.data() + input_begin, done, into.data());
        input_begin += done;
        while (done < into.size()) {
            auto got = source.read_at(offset, into.subspan(done));
            if (!got) {
                error = std::move(got).error();
                break;
            }
            if (*got == 0) break;
            offset += *got;
            done += *got;
        }
        return done;
    }
};

ByteReader::ByteReader(const Source& source) : state_(std::make_unique<State>(source)) {
    while (state_->unread().size() < 10 && state_->fetch()) {}
    state_->compressed = starts_a_gzip_member(state_->unread());
    if (!starts_bzip2(state_->unread())) return;
    state_->bzip2 = std::make_unique<Bzip2Stream>(source);
    state_->compressed = true;
}
ByteReader::~ByteReader() = default;
ByteReader::ByteReader(ByteReader&&) noexcept = default;
ByteReader& ByteReader::operator=(ByteReader&&) noexcept = default;

bool ByteReader::compressed() const { return state_->compressed; }
std::uint64_t ByteReader::bytes_read() const {
    if (state_->bzip2) return state_->bzip2->bytes_read();
    return state_->offset - (state_->input_end - state_->input_begin);
}

Result<std::size_t> ByteReader::read(std::span<char> into) {
    if (state_->error) return fail(*state_->error);
    const std::size_t got = state_->bzip2        ? state_->bzip2->read(into)
                            : state_->compressed ? state_->inflate_into(into)
                                                 : state_->copy_into(into);
    if (state_->bzip2 && state_->bzip2->error()) state_->error = state_->bzip2->error();
    if (got == 0 && state_->error) return fail(*state_->error);
    return got;
}

Result<std::string> read_bytes(const Source& source, std::size_t most) {
    ByteReader in(source);
    std::string bytes;
    for (;;) {
        const std::size_t before = bytes.size();
        // Sources tell their size, so that what is not compressed is read in one piece.
        const std::size_t more =
            in.compressed() ? std::max<std::size_t>(before, input_chunk)
                            : std::max<std::size_t>(source.size() + 1, before + input_chunk) - before;
        bytes.resize(before + more);
        STRANDLINE_TRY(const std::size_t got, in.read(std::span(bytes).subspan(before)));
        bytes.resize(before + got);
        if (got == 0) return bytes;
        if (bytes.size() > most)
            return fail(Error::input("file.size", "the file is too large")
                            .at({.file = source.name()})
                            .expected("at most {} bytes{}", with_thousands(most),
                                      in.compressed() ? ", decompressed" : "")
                            .found("more")
                            .mend("check that this is the file you mean"));
    }
}

LineReader::LineReader(const Source& source) : bytes_(source), name_(source.name()) {}

bool LineReader::next() {
    line_ = {};
    if (error_) return false;
    std::size_t searched = 0;
    for (;;) {
        const std::string_view unread = std::string_view(buffer_).substr(begin_, end_ - begin_);
        const std::size_t at = unread.find('\n', searched);
        if (at != std::string_view::npos) {
            begin_ += at + 1;
            return accept(unread.substr(0, at));
        }
        searched = unread.size();
        if (!at_end_ && fill()) continue;
        if (error_ || begin_ == end_) return false;
        const std::string_view last = std::string_view(buffer_).substr(begin_, end_ - begin_);
        begin_ = end_;
        return accept(last);
    }
}

bool LineReader::fill() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (buffer_.size() - end_ < line_chunk / 2) buffer_.resize(std::max(line_chunk, 2 * buffer_.size()));
    auto got = bytes_.read(std::span(buffer_).subspan(end_));
    if (!got) return stop(std::move(got).error());
    const bool first = number_ == 0 && end_ == 0;
    end_ += *got;
    if (*got == 0) at_end_ = true;
    if (first && std::string_view(buffer_).substr(0, end_).starts_with("\xEF\xBB\xBF")) begin_ = 3;
    return !at_end_;
}

bool LineReader::stop(Error error) {
    if (error.place().line == 0 && number_ > 0 && error.code().starts_with("gzip.")) {
        Place place = error.place();
        place.record = format("after line {}", number_);
        error.at(std::move(place));
    }
    error_ = std::make_unique<Error>(std::move(error));
    line_ = {};
    return false;
}

bool LineReader::accept(std::string_view line) {
    ++number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line_ = line;
    if (const std::size_t nul = line.find('\0'); nul != std::string_view::npos) {
        const bool wide =
            number_ == 1 && (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF") || nul == 1);
        return stop(
            Error::input("text.nul", "a NUL byte stands in what should be text")
                .at(place(static_cast<std::int64_t>(nul) + 1))
                .expected("text")
                .found("{}", wide ? "what looks like UTF-16" : "a byte 0")
                .mend("{}",
                      wide ? "save the file as UTF-8 or plain text"
                           : "check that this is the file you meant; copy it again where it was damaged"));
    }
    if (const std::size_t cr = line.find('\r'); cr != std::string_view::npos)
        return stop(Error::input("text.carriage_return", "a carriage return stands inside a line")
                        .at(place(static_cast<std::int64_t>(cr) + 1))
                        .expected("lines that end in LF or CRLF")
                        .found("a lone CR")
                        .mend("change the line ends: tr '\\r' '\\n' < old > new"));
    return true;
}

Result<void> LineReader::status() const {
    if (error_) return fail(*error_);
    return {};
}

Place LineReader::place(std::int64_t column, std::int64_t length) const {
    return place_in_line(name_, number_, line_, column, length);
}

Place LineReader::place_of(std::string_view part) const {
    STRANDLINE_ASSERT(part.data() >= line_.data() && part.data() <= line_.data() + line_.size());
    return place(part.data() - line_.data() + 1, static_cast<std::int64_t>(part.size()));
}

Place place_in_line(std::string file, std::int64_t line_number, std::string_view line, std::int64_t column,
                    std::int64_t length) {
    // Nothing is shown of a place deep in a line of megabytes: copying it would help nobody.
    const auto shown = static_cast<std::size_t>(std::max<std::int64_t>(column, 0)) + shown_after_column;
    const bool deep = shown > (1u << 16);
    return {.file = std::move(file),
            .line = line_number,
            .column = column,
            .length = length,
            .source_line = deep ? std::string() : std::string(line.substr(0, shown))};
}

}  // namespace strandline::formats
