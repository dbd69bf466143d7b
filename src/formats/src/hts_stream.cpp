#include "hts_stream.hpp"

#include "hts_owners.hpp"

#include <htslib/bgzf.h>
#include <htslib/hfile.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace strandline::formats {

Result<hFILE*> open_hts_stream(const Source& source) {
    if (source.identity() && !source.path().empty()) {
        if (hFILE* opened = hopen(source.path().c_str(), "rb")) return opened;
        return fail(Error::from_errno("file.open", errno, "open", source.name()));
    }
    STRANDLINE_TRY(const std::string bytes, source.read_all());
    char* copy = static_cast<char*>(std::malloc(std::max<std::size_t>(bytes.size(), 1)));
    STRANDLINE_ASSERT(copy);
    std::memcpy(copy, bytes.data(), bytes.size());
    if (hFILE* opened = hopen("mem:", "rb:", copy, bytes.size())) return opened;  // which owns the copy
    std::free(copy);
    return fail(Error::fault("hts.open", "htslib does not read from memory"));
}

Result<void> seek_by_index(BGZF* stream, std::uint64_t offset, const std::string& file, std::uint64_t size) {
    constexpr std::uint64_t empty_block_at_end = 28;
    const bool leads = (offset >> 16U) + empty_block_at_end < size &&
                       bgzf_seek(stream, static_cast<std::int64_t>(offset), SEEK_SET) == 0;
    if (leads) return {};
    return fail(Error::input("clinic.index", "the index leads to no place of the file")
                    .at({.file = file})
                    .expected("an index of this very file")
                    .found("an offset behind the last record")
                    .mend("make the index anew: bcftools index -f FILE"));
}

Error damaged_bcf(const Source& source, std::string record, std::string_view what) {
    return Error::input("bcf.corrupt", "the BCF data cannot be read")
        .at({.file = source.name(), .record = std::move(record)})
        .expected("whole BCF version 2 data")
        .found("{}", what)
        .mend("fetch the file again; `bcftools view FILE` tells whether a copy is whole");
}

}  // namespace strandline::formats
