#pragma once

#include <htslib/vcf.h>

#include <cstddef>
#include <cstdint>

namespace strandline::formats {

/// One FORMAT entry of a record: `width` values of `type` for each sample of the file.
struct BcfEntry {
    int key = -1, type = 0;
    std::size_t width = 0, value_bytes = 0;
    const std::uint8_t* data = nullptr;
};

/// A little-endian integer of one, two or four bytes.
std::int64_t integer_at(const std::uint8_t* data, std::size_t bytes);

/// Walks the entries of a record's genotype part without unpacking them.
class BcfEntries {
public:
    BcfEntries(const bcf1_t& record, std::size_t samples)
        : at_(reinterpret_cast<const std::uint8_t*>(record.indiv.s)),
          end_(at_ + record.indiv.l),
          samples_(samples) {}
    /// False at the end, or where the data break off, which `whole` tells.
    bool next(BcfEntry& into);
    bool whole() const { return whole_; }

private:
    bool take(std::size_t bytes, const std::uint8_t*& from) {
        if (bytes > static_cast<std::size_t>(end_ - at_)) return false;
        from = at_;
        at_ += bytes;
        return true;
    }
    bool take_integer(std::int64_t& value);
    bool take_type(int& type, std::size_t& width);

    const std::uint8_t *at_, *end_;
    std::size_t samples_;
    bool whole_ = true;
};

}  // namespace strandline::formats
