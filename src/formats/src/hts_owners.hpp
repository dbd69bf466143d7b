#pragma once

#include <strandline/base/error.hpp>
#include <strandline/base/file.hpp>

#include <htslib/hts.h>
#include <htslib/vcf.h>

#include <string>
#include <string_view>

namespace strandline::formats {

// How what htslib hands out is given back.
struct CloseHtsFile {
    void operator()(htsFile* file) const { hts_close(file); }
};
struct DropVcfHeader {
    void operator()(bcf_hdr_t* header) const { bcf_hdr_destroy(header); }
};
struct DropVcfRecord {
    void operator()(bcf1_t* record) const { bcf_destroy(record); }
};

/// "bcf.corrupt": a file that is cut or changed.
Error damaged_bcf(const Source& source, std::string record, std::string_view what);

}  // namespace strandline::formats
