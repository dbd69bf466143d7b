#pragma once

#include <strandline/base/result.hpp>

#include <string>
#include <string_view>

#include "disk.hpp"
#include "frames.hpp"
#include "log_file.hpp"

namespace strandline::store {

/// Adds the frames of one append behind the committed bytes of the packs. Needs the writer lock.
/// What is not kept in the end is taken away again.
class PackWriter {
public:
    /// Begins a new pack where the last one has reached `roll_at` bytes.
    static Result<PackWriter> begin(const Layout& layout, const Digest& log_identity,
                                    const LogEntry& committed, std::uint64_t roll_at);
    PackWriter(PackWriter&& other) noexcept;
    ~PackWriter();

    Result<void> add(const FrameHeader& header, std::string_view payload);
    /// The frames are on the disk when this returns.
    Result<void> sync();
    /// They are to stay.
    void keep() { open_ = false; }

    std::uint32_t pack() const { return header_.number; }
    std::uint64_t end() const { return end_; }

private:
    PackWriter(Layout layout, DiskFile file, const FileHeader& header, std::uint64_t begin, bool is_new)
        : layout_(std::move(layout)),
          file_(std::move(file)),
          header_(header),
          begin_(begin),
          end_(begin),
          is_new_(is_new) {}
    Result<void> flush();
    Layout layout_;
    DiskFile file_;
    FileHeader header_;
    std::uint64_t begin_, end_;
    bool is_new_;
    std::string waiting_;  // encoded, not yet written
    bool open_ = true;     // not yet to stay
};

/// Frames of one kind that stand for themselves: headers, envelopes, notes.
FrameHeader plain_frame(FrameType type, const Digest& id, std::string_view payload);

}  // namespace strandline::store
