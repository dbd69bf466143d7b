#include "text_lines.hpp"

#include "hts_stream.hpp"

#include <strandline/formats/bgzf.hpp>

#include <htslib/bgzf.h>
#include <htslib/hfile.h>
#include <htslib/hts_log.h>
#include <htslib/kstring.h>

#include <cstdlib>
#include <optional>

namespace strandline::formats {

struct VcfLines::Bgzip {
    BGZF* file = nullptr;
    kstring_t text = KS_INITIALIZE;
    std::optional<Error> error;
    Bgzip() = default;
    Bgzip(const Bgzip&) = delete;
    Bgzip& operator=(const Bgzip&) = delete;
    ~Bgzip() {
        if (file) bgzf_close(file);
        std::free(text.s);
    }
};

VcfLines::VcfLines() = default;
VcfLines::~VcfLines() = default;
VcfLines::VcfLines(VcfLines&&) noexcept = default;
VcfLines& VcfLines::operator=(VcfLines&&) noexcept = default;

namespace {
bool is_bgzip(const Source& source) {
    char head[16] = {};
    const auto got = source.read_at(0, head);
    return got && *got == sizeof head &&
           std::string_view(head, 4) == std::string_view("\x1f\x8b\x08\x04", 4) && head[12] == 'B' &&
           head[13] == 'C';
}
}  // namespace

Result<VcfLines> VcfLines::open(const Source& source, unsigned threads) {
    VcfLines made;
    made.name_ = source.name();
    made.size_ = source.size();
    if (!is_bgzip(source)) {
        made.plain_ = std::make_unique<LineReader>(source);
        return made;
    }
    STRANDLINE_CHECK(check_bgzip_end(source));
    hts_set_log_level(HTS_LOG_OFF);  // what is wrong is told by errors of our own
    STRANDLINE_TRY(hFILE * stream, open_hts_stream(source));
    made.bgzip_ = std::make_unique<Bgzip>();
    made.bgzip_->file = bgzf_hopen(stream, "r");
    if (!made.bgzip_->file) {
        hclose_abruptly(stream);
        return fail(Error::fault("clinic.open", "htslib does not read {}", source.name()));
    }
    if (threads > 1) bgzf_mt(made.bgzip_->file, static_cast<int>(threads), 256);
    return made;
}

bool VcfLines::next() {
    if (plain_) {
        if (!plain_->next()) return false;
        line_ = plain_->line();
        number_ = plain_->number();
        return true;
    }
    const int told = bgzf_getline(bgzip_->file, '\n', &bgzip_->text);
    if (told < 0) {
        if (told < -1)
            bgzip_->error = Error::input("gzip.corrupt", "the compressed data are damaged")
                                .at({.file = name_, .line = number_})
                                .expected("whole bgzip data")
                                .found("a block that cannot be decompressed")
                                .mend("fetch the file again; `bgzip -t` tells whether a copy is whole");
        return false;
    }
    line_ = {bgzip_->text.s, bgzip_->text.l};
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    if (!jumped_) ++number_;
    return true;
}

Result<void> VcfLines::status() const {
    if (plain_) return plain_->status();
    if (bgzip_->error) return fail(*bgzip_->error);
    return {};
}

Place VcfLines::place_of(std::string_view part) const {
    if (plain_) return plain_->place_of(part);
    const bool inside = part.data() >= line_.data() && part.data() <= line_.data() + line_.size();
    const std::int64_t column = inside ? part.data() - line_.data() + 1 : 0;
    return place_in_line(name_, number_, line_, column, static_cast<std::int64_t>(part.size()));
}

bool VcfLines::can_jump() const { return bgzip_ != nullptr; }

Result<bool> VcfLines::jump(std::uint64_t offset) {
    if (static_cast<std::uint64_t>(bgzf_tell(bgzip_->file)) >= offset) return false;
    jumped_ = true;
    number_ = 0;
    STRANDLINE_CHECK(seek_by_index(bgzip_->file, offset, name_, size_));
    return true;
}

}  // namespace strandline::formats
