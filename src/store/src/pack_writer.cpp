#include "pack_writer.hpp"

#include <unistd.h>

#include <utility>

namespace strandline::store {

namespace {

constexpr std::size_t write_at_once = 1 << 20;

}  // namespace

Result<PackWriter> PackWriter::begin(const Layout& layout, const Digest& log_identity,
                                     const LogEntry& committed, std::uint64_t roll_at) {
    const bool roll = committed.pack_end >= roll_at;
    const FileHeader header{log_identity, committed.pack + (roll ? 1 : 0)};
    if (!roll) {
        STRANDLINE_TRY(DiskFile file, DiskFile::open(layout.pack(header.number)));
        return PackWriter(layout, std::move(file), header, committed.pack_end, false);
    }
    STRANDLINE_TRY(DiskFile file, DiskFile::create(layout.pack(header.number)));
    PackWriter writer(layout, std::move(file), header, file_header_bytes, true);
    STRANDLINE_CHECK(writer.file_.write_at(0, encode_file_header(pack_magic, header)));
    return writer;
}

PackWriter::PackWriter(PackWriter&& other) noexcept
    : layout_(std::move(other.layout_)),
      file_(std::move(other.file_)),
      header_(other.header_),
      begin_(other.begin_),
      end_(other.end_),
      is_new_(other.is_new_),
      waiting_(std::move(other.waiting_)),
      open_(std::exchange(other.open_, false)) {}

PackWriter::~PackWriter() {
    if (!open_) return;  // kept, or moved from
    if (is_new_) {
        unlink(layout_.pack(header_.number).c_str());
    } else {
        // When this fails the next writer finds the tail and settles it.
        [[maybe_unused]] const auto ignored = file_.truncate(begin_);
    }
}

Result<void> PackWriter::add(const FrameHeader& header, std::string_view payload) {
    waiting_ += encode_frame(header_, end_, header, payload);
    end_ += frame_header_bytes + payload.size() + frame_check_bytes;
    if (waiting_.size() >= write_at_once) return flush();
    return {};
}

Result<void> PackWriter::flush() {
    STRANDLINE_CHECK(file_.write_at(end_ - waiting_.size(), waiting_));
    waiting_.clear();
    return {};
}

Result<void> PackWriter::sync() {
    STRANDLINE_CHECK(flush());
    STRANDLINE_CHECK(file_.sync());
    if (is_new_) STRANDLINE_CHECK(sync_folder(layout_.packs()));
    return {};
}

FrameHeader plain_frame(FrameType type, const Digest& id, std::string_view payload) {
    FrameHeader header;
    header.type = type;
    header.stored = header.raw = payload.size();
    header.id = id;
    return header;
}

}  // namespace strandline::store
