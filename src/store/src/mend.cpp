#include "mend.hpp"

#include <algorithm>

#include "bodies.hpp"

namespace strandline::store {

namespace {

class BodyMender {
public:
    BodyMender(const Layout& layout, const Snapshot& snapshot) : layout_(layout), snapshot_(snapshot) {}

    Result<void> mend(const FoundBody& damaged, const FoundBody& good) {
        STRANDLINE_TRY(const FrameReader from, reader(good.pack));
        STRANDLINE_TRY(const FrameReader into, reader(damaged.pack));
        for (std::size_t part = 0; part < damaged.parts.size(); ++part) {
            const Frame& frame = damaged.parts[part];
            if (into.payload(frame)) continue;
            STRANDLINE_TRY(const std::string payload, from.payload(good.parts[part]));
            STRANDLINE_TRY(const std::string raw, decode_public_part(good.parts[part].header, payload));
            const BodyPart again =
                encode_public_part(frame.header.id, frame.header.part, frame.header.parts, raw);
            // Another version of Zstandard may pack otherwise; then the frame stays as it is.
            if (again.header != frame.header) continue;
            STRANDLINE_TRY(DiskFile file, DiskFile::open(layout_.pack(damaged.pack)));
            STRANDLINE_CHECK(file.write_at(
                frame.offset, encode_frame(into.file(), frame.offset, frame.header, again.payload)));
            STRANDLINE_CHECK(file.sync());
            ++mended_;
        }
        return {};
    }

    std::uint64_t mended() const { return mended_; }

private:
    Result<FrameReader> reader(std::uint32_t pack) const {
        return FrameReader::open(*snapshot_.packs[pack - 1], pack_magic);
    }

    const Layout& layout_;
    const Snapshot& snapshot_;
    std::uint64_t mended_ = 0;
};

}  // namespace

Result<std::uint64_t> mend_bodies(const Layout& layout, const Snapshot& snapshot, Context& context) {
    DamageList told_elsewhere;
    STRANDLINE_TRY(const PackContents contents, read_packs(snapshot, {}, told_elsewhere, context));
    BodyMender mender(layout, snapshot);
    for (const auto& [id, bodies] : contents.bodies) {
        const auto good = std::ranges::find_if(bodies, [](const FoundBody& body) {
            return body.type == FrameType::public_part && body.state == FoundBody::State::good;
        });
        if (good == bodies.end()) continue;
        for (const FoundBody& body : bodies)
            if (body.state == FoundBody::State::damaged && body.parts.size() == good->parts.size())
                STRANDLINE_CHECK(mender.mend(body, *good));
    }
    return mender.mended();
}

}  // namespace strandline::store
